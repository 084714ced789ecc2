import {cp, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {DuckDBInstance} from '@duckdb/node-api';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {parse, stringify} from 'yaml';
import {type Simulator, startSimulator} from '../../src/simulator/simulator.js';
import {eventually} from '../support/oracle/eventually.js';
import {type CollectorProcess, launchCollector} from '../support/servers/collector-process.js';
import {freePort} from '../support/servers/free-port.js';
import {createDatabase, type Influxd, startInfluxd} from '../support/servers/influxd.js';
import {install, type Packed, pack} from '../support/servers/packed-program.js';
import {served} from '../support/servers/served.js';

const RED = {sdkAppId: 101, secretKey: '11aa-the-key-of-red'};
const BLUE = {sdkAppId: 102, secretKey: '22bb-the-key-of-blue'};

let home: string;
let packed: Packed;
let simulator: Simulator;
let influxd: Influxd;
let port: number;
let running: CollectorProcess | undefined;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'day-two-'));
  packed = await pack('.', home);
  [, influxd, port] = await Promise.all([install(at(packed.filename), home), startInfluxd(), freePort()]);
  simulator = await startSimulator({apps: [RED, BLUE], minGapMs: 0}, {now: Date.now});
}, 240_000);
afterAll(async () => {
  await running?.stop('SIGKILL');
  await simulator?.close();
  await influxd?.stop();
  await rm(home, {recursive: true, force: true});
});

const at = (name: string) => path.join(home, name);
const installed = 'node_modules/timpush-collector';
const launch = (...args: string[]) => launchCollector(home, args, {HOME: home}, at(`${installed}/dist/main.js`));

/** Runs a command to its end, which has to be a good one. */
async function done(...args: string[]): Promise<string> {
  const {code, stdout, stderr} = await launch(...args).ended;
  expect({args, code, stderr}).toMatchObject({code: 0});
  return stdout;
}

async function start(): Promise<void> {
  running = launch('start');
  await eventually(async () => (await served(port, '/readyz')).status === 200);
}

async function stop(): Promise<void> {
  expect((await running!.stop()).code).toBe(0);
}

/** Changes the configuration as somebody with an editor would. */
async function edit(change: (config: Config) => void): Promise<void> {
  const file = at('config/collector.yaml');
  const config = parse(await readFile(file, 'utf8'));
  change(config);
  await writeFile(file, stringify(config));
}

interface Config {
  apps: {name: string; sdkAppId: number; secretKeyFile: string}[];
  [key: string]: unknown;
}

async function reload(): Promise<void> {
  const told = () => running!.stderr.match(/configuration (in force|refused)/g)?.length ?? 0;
  const before = told();
  process.kill(running!.pid, 'SIGHUP');
  await eventually(() => told() > before);
  expect(running!.stderr).not.toContain('configuration refused');
}

interface Status {
  readonly app: string;
  readonly windows: {readonly expected: number; readonly missing: number};
}

/** Apps of which nothing is missing. */
async function complete(): Promise<string[]> {
  const rows = JSON.parse((await served(port, '/api/status')).text) as Status[];
  const apps = [...new Set(rows.map(({app}) => app))];
  return apps.filter((app) => rows.every((row) => row.app !== app || row.windows.missing === 0)).sort();
}

/** What is counted of a span that has ended, which nothing may change. */
async function counted(): Promise<unknown> {
  const json = await done('report', '--from', from, '--to', to, '--json');
  const {rows} = JSON.parse(json) as {rows: {app: string; platform: string | null; counts: object}[]};
  return rows.map(({app, platform, counts}) => ({app, platform, counts}));
}

const day = (before: number) => new Date(Date.now() - before * 86_400_000).toISOString().slice(0, 10);
const [from, to] = [day(6), day(3)];

test('from an empty folder to another store and a newer version', async () => {
  // init, with the simulator as the vendor
  await writeFile(at('red.key'), RED.secretKey);
  const app = ['--sdk-app-id', '101', '--base-url', simulator.url, '--key-file', at('red.key'), '--name', 'red'];
  expect(await done('init', ...app, '--timezone', 'UTC')).toContain('Next: timpush-collector start');
  await edit((config) => Object.assign(config, {timpush: {paceMs: 0}, http: {port}}));
  await start();
  await eventually(async () => (await complete()).includes('red'));

  // an app comes
  await writeFile(at('blue.key'), BLUE.secretKey);
  await edit(({apps}) => apps.push({...apps[0]!, name: 'blue', sdkAppId: 102, secretKeyFile: at('blue.key')}));
  await done('check');
  await reload();
  await eventually(async () => (await complete()).includes('blue'));

  // its key is rotated
  const rotated = '33cc-the-new-key-of-blue';
  simulator.setApp(BLUE.sdkAppId, {secretKey: rotated});
  await writeFile(at('blue.key'), rotated);
  await reload();
  const calls = simulator.requests.length;
  await done('collect', '--app', 'blue', '--report', 'chat', '--step', '1d', '--from', from, '--to', to, '--force');
  const since = simulator.requests.slice(calls).filter(({sdkAppId}) => sdkAppId === BLUE.sdkAppId);
  expect(since.length).toBeGreaterThanOrEqual(3);
  expect(since.every(({code}) => code === 0)).toBe(true);

  // a backup without a stop, which DuckDB reads
  const before = await counted();
  await done('export', '--format', 'parquet', '--out', at('backup'));
  const duckDb = await (await DuckDBInstance.create(':memory:')).connect();
  const ledger = await duckDb.runAndReadAll(
    `SELECT DISTINCT app FROM '${at('backup/timpush_ledger.parquet')}' ORDER BY app`,
  );
  expect(ledger.getRows()).toEqual([['blue'], ['red']]);
  duckDb.closeSync();

  // a newer version, and another store
  await stop();
  const newer = await nextVersion();
  await install(newer.file, home);
  expect(await done('--version')).toBe(`${newer.version}\n`);
  await done('export', '--out', at('move'));
  const database = await createDatabase(influxd.url);
  await edit((config) =>
    Object.assign(config, {
      store: 'influxdb',
      influxdb: {version: 1, url: influxd.url, database: database.name},
    }),
  );
  await done('import', at('move'));
  const asked = simulator.requests.length;
  expect(await counted()).toEqual(before);
  await start();
  await eventually(async () => (await complete()).length === 2);
  // Only what has fallen due meanwhile is asked for.
  expect(simulator.requests.length - asked).toBeLessThan(calls / 10);

  // an app goes
  await edit((config) => {
    config.apps = config.apps.filter(({name}) => name !== 'blue');
  });
  await reload();
  expect(await complete()).toEqual(['red']);
  expect(await counted()).toEqual(before);
  await stop();
  await database.drop();
}, 300_000);

/** The same program under the next version's number. */
async function nextVersion(): Promise<{readonly file: string; readonly version: string}> {
  const folder = at('newer');
  await cp(at(installed), folder, {recursive: true});
  const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const version = '99.0.0';
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({...manifest, version}));
  return {file: at((await pack(folder, home)).filename), version};
}
