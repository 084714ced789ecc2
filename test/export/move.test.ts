import {existsSync} from 'node:fs';
import {mkdir, readdir, readFile} from 'node:fs/promises';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from '@jest/globals';
import {findingPoint} from '../../src/domain/finding-point.js';
import {measurement} from '../../src/domain/measurements.js';
import {openDuckDb} from '../../src/duckdb/duckdb-store.js';
import {startStandstill} from '../support/doubles/standstill.js';
import {aFindingView, aReason} from '../support/fixtures/a-finding.js';
import {duckDbLines} from '../support/fixtures/store-lines.js';
import {type duckDb, influx1, influx2, type TargetStore} from '../support/fixtures/stores.js';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';
import {eventually} from '../support/oracle/eventually.js';
import {launchCollector} from '../support/servers/collector-process.js';
import {type Influxd, startInfluxd} from '../support/servers/influxd.js';

const reports = ['chat', 'broadcast', 'chat-loss', 'broadcast-loss'];
const jobs = [
  {report: reports, step: '1h', schedule: '0 0 1 1 *', span: '1d', refresh: ['10m', '1h']},
  {report: ['chat'], step: '1d', schedule: '0 0 1 1 *', span: '9d', refresh: ['10m']},
];
const campaigns = [1, 2].map((n) => ({taskId: `task-${n}`, name: `Sale, "${n}"`}));

let influxd: Influxd;
let bench: TwoApps;
const opened: TargetStore[] = [];

beforeAll(async () => {
  influxd = await startInfluxd();
});
afterAll(() => influxd?.stop());

beforeEach(async () => {
  const start = Math.floor(Date.now() / 900_000) * 900 - 7200;
  const sent = campaigns.map(({taskId}) => ({taskId, start, size: 5000}));
  const apps = ['11aa-the-key-of-red', '22bb-the-key-of-blue'].map((secretKey, n) => ({
    ...{sdkAppId: 101 + n, secretKey, broadcastVolume: 50_000, campaigns: n === 0 ? sent : []},
  }));
  bench = await openTwoApps({apps});
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((target) => target.close()));
  await bench.close();
});

const app = (name: string, sdkAppId: number, more: object = {}) => {
  const secretKeyFile = bench.workplace.path(`secrets/${name}`);
  return {name, sdkAppId, baseUrl: bench.simulator.url, secretKeyFile, ...more};
};
const apps = () => [app('red', 101, {campaigns}), app('blue', 102)];
const configure = (store: object, more: object = {}) => bench.configure({jobs, apps: apps(), ...store, ...more});
const file = (name: string) => ({store: 'duckdb', duckdb: {path: bench.workplace.path(name)}});
const target = async (open: typeof influx1 | typeof duckDb) => {
  const found = await open(influxd, bench.workplace);
  opened.push(found);
  return found;
};
/** All but the points that only try a store. */
const lines = (all: readonly string[]) => all.filter((line) => !line.startsWith('timpush_check '));
const linesIn = async (name: string) => lines(await duckDbLines(bench.workplace.path(name)));
const done = async (...args: string[]) => {
  const said = await bench.run(...args);
  expect({code: said.code, stderr: said.stderr}).toEqual({code: 0, stderr: ''});
  return said.stdout;
};
const moved = (name: string) => bench.workplace.path(name);
/** A store with everything that there is: collected, and what only a collector at work or another command writes. */
async function filled(name: string): Promise<string[]> {
  await configure(file(name));
  expect((await bench.run('collect')).code).toBe(0);
  const store = await openDuckDb({path: bench.workplace.path(name)});
  const finding = aFindingView({app: 'red', reasons: [aReason({meaning: 'flow\tcontrol'})]});
  await store.write([
    findingPoint(finding, {name: 'red', sdkAppId: 101}),
    {
      measurement: measurement.verify,
      tags: {app: 'red', sdkappid: '101', report: 'chat', check: 'hours'},
      fields: {expected: 3, found: 3, difference: 0},
      time: 1_772_380_800,
    },
  ]);
  await store.close();
  const all = await linesIn(name);
  const kinds = ['chat_total_1h', 'chat_platform_1h_aged', 'chat_loss_1h', 'broadcast_loss_1h_aged', 'campaign_total'];
  const found = [...kinds, 'campaign_platform', 'ledger', 'run', 'finding', 'verify', 'chat_total_1d'].filter(
    (kind) => !all.some((line) => line.startsWith(`timpush_${kind} `)),
  );
  expect(found).toEqual([]);
  return all;
}

describe.each([
  ['InfluxDB 1', influx1, 'csv', 'parquet'],
  ['InfluxDB 2', influx2, 'ndjson', 'csv'],
] as const)('from DuckDB to %s and back', (_, open, there, back) => {
  test('every point and every entry of the ledger is the same', async () => {
    const all = await filled('old.duckdb');
    const server = await target(open as typeof influx1);
    await done('export', '--format', there, '--out', moved('there'));
    await configure(server.settings);

    const dry = JSON.parse(await done('import', moved('there'), '--dry-run', '--json'));
    expect(lines(await server.lines())).toEqual([]);
    const real = JSON.parse(await done('import', moved('there'), '--json'));
    expect(real.measurements).toEqual(dry.measurements);
    expect(real.measurements.reduce((sum: number, {written}: {written: number}) => sum + written, 0)).toBe(all.length);
    expect(lines(await server.lines())).toEqual(all);

    // A second time there is nothing to do.
    const again = JSON.parse(await done('import', moved('there'), '--json'));
    expect(again.measurements.every(({written}: {written: number}) => written === 0)).toBe(true);

    await done('export', '--format', back, '--out', moved('back'));
    await configure(file('new.duckdb'));
    await done('import', moved('back'));
    expect(await linesIn('new.duckdb')).toEqual(all);

    // And a collector takes over where the other one left: it would ask for the same.
    const plan = await done('plan', '--json');
    await configure(file('old.duckdb'));
    expect(plan).toBe(await done('plan', '--json'));
  });
});

test('a server is asked in SQL by way of a copy, and copied in part; a database that is not there is made', async () => {
  await filled('old.duckdb');
  const sql =
    "SELECT app, time AT TIME ZONE 'UTC' AS time, sum(sent) AS sent FROM timpush_chat_platform_1h GROUP BY ALL ORDER BY ALL";
  const asked = await done('query', sql, '--format', 'json');
  // The newest hour may be too young to be there.
  expect([46, 48]).toContain(JSON.parse(asked).rows.length);
  await done('export', '--out', moved('there'));
  const server = await target(influx1);
  await server.close();
  await configure(server.settings);
  await done('import', moved('there'));
  expect(await done('query', sql, '--format', 'json')).toBe(asked);
  const {rows} = JSON.parse(await done('query', 'SHOW TABLES', '--format', 'json'));
  expect(rows).toContainEqual({name: 'timpush_finding'});
  const [{time}] = JSON.parse(asked).rows.slice(-1);
  const newest = JSON.parse(await done('query', sql, '--format', 'json', '--from', time));
  expect(newest.rows).toEqual(JSON.parse(asked).rows.filter((row: {time: string}) => row.time === time));
  await done('export', '--out', moved('some'), '--app', 'blue', '--report', 'chat-loss', 'campaigns', '--from', time);
  const {files, windows} = JSON.parse(await readFile(moved('some/manifest.json'), 'utf8'));
  expect(windows).toMatchObject([{app: 'blue', report: 'chat-loss', ok: 1}]);
  const own = /^timpush_(chat_loss_1h|chat_loss_1h_aged|ledger|run)$/;
  expect(files.filter(({measurement: name}: {measurement: string}) => !own.test(name))).toEqual([]);
});

test('InfluxDB counts only what a command wants: what the statement names, and the ledger for a look at the grid', async () => {
  await filled('old.duckdb');
  await done('export', '--out', moved('there'));
  const server = await influx2(influxd, bench.workplace);
  opened.push(server);
  await configure(server.settings);
  await done('import', moved('there'));
  const counted = async (...args: string[]) => {
    const before = server.shim.requests.length;
    await done(...args);
    const asked = server.shim.requests.slice(before).map(({body}) => new URLSearchParams(body).get('q') ?? '');
    return [...new Set(asked.flatMap((statement) => /^SELECT count\(\S+\) FROM (\S+)/.exec(statement)?.[1] ?? []))];
  };
  expect(await counted('query', 'FROM timpush_chat_total_1h')).toEqual(['"timpush_chat_total_1h"']);
  expect(await counted('plan')).toEqual(['"timpush_ledger"']);
  expect(await counted('check')).toEqual(['"timpush_ledger"']);
});

test('an import that is killed loses nothing, and is repeated', async () => {
  const all = await filled('old.duckdb');
  await done('export', '--out', moved('there'));
  const server = await target(influx1);
  await configure(server.settings);
  const killed = launchCollector(bench.workplace.folder, ['import', moved('there'), '--config', 'collector.yaml'], {
    TMPDIR: bench.workplace.folder,
  });
  await eventually(async () => lines(await server.lines()).length > 0);
  await killed.stop('SIGKILL');
  const half = lines(await server.lines());
  expect(half.length).toBeLessThan(all.length);
  // Where there is an entry, every point of counts is there.
  const isLedger = (line: string) => line.startsWith('timpush_ledger ');
  if (half.some(isLedger))
    expect(half.filter((line) => !isLedger(line))).toEqual(all.filter((line) => !isLedger(line)));
  await done('import', moved('there'));
  expect(lines(await server.lines())).toEqual(all);
});

const endless = 'SELECT count(*) FROM range(1000000) AS a, range(1000000) AS b';
test.each([
  ['SIGINT', 'query', () => [endless, '--from-export', moved('there')]],
  ['SIGTERM', 'import', () => [moved('there'), '--config', 'collector.yaml']],
] as const)('a %s ends %s, which leaves nothing of its copy', async (signal, command, rest) => {
  await filled('old.duckdb');
  await done('export', '--out', moved('there'));
  const standstill = await startStandstill(0);
  await configure({store: 'influxdb', influxdb: {version: 1, url: standstill.url, database: 'push'}});
  const copies = bench.workplace.path('copies');
  await mkdir(copies);
  const ended = launchCollector(bench.workplace.folder, [command, ...rest()], {TMPDIR: copies});
  await eventually(async () => (await readdir(copies, {recursive: true})).some((name) => name.endsWith('.duckdb')));
  const {code, stderr} = await ended.stop(signal);
  await standstill.stop();
  expect({code, stderr, left: await readdir(copies)}).toEqual({code: 1, stderr: `ended by ${signal}\n`, left: []});
});

test('of a window that both have, the newest answer stays', async () => {
  await filled('old.duckdb');
  await done('export', '--out', moved('older'));
  expect((await bench.run('collect', '--force')).code).toBe(0);
  const newer = await linesIn('old.duckdb');
  await done('export', '--out', moved('newer'));

  // What is newer is not replaced …
  await done('import', moved('older'));
  expect(await linesIn('old.duckdb')).toEqual(newer);

  // … and replaces.
  await configure(file('new.duckdb'));
  await done('import', moved('older'));
  await done('import', moved('newer'));
  expect(await linesIn('new.duckdb')).toEqual(newer);
});

test('another name, another SDKAppID and another grid are refused before anything is written', async () => {
  await filled('old.duckdb');
  await done('export', '--out', moved('there'));
  const refused = async (settings: object, reason: string) => {
    await configure(file('new.duckdb'), settings);
    const {code, stderr} = await bench.run('import', moved('there'));
    expect({code, stderr}).toEqual({code: 1, stderr: expect.stringContaining(reason)});
    expect(existsSync(moved('new.duckdb')) ? await linesIn('new.duckdb') : []).toEqual([]);
  };
  await refused({apps: [app('red', 109), app('blue', 102)]}, 'the configuration SDKAppID 109 as “red”');
  await bench.workplace.secret('rot', '11aa-the-key-of-red');
  await refused({apps: [app('rot', 101), app('blue', 102)]}, 'the configuration SDKAppID 101 as “rot”');
  await refused({timezone: 'Europe/Berlin'}, 'lie on another grid than the configuration says (Europe/Berlin)');
  const all = await linesIn('old.duckdb');
  await done('import', moved('there'), '--other-grid');
  expect(await linesIn('new.duckdb')).toEqual(all);
});

test('what is no export, or of another version, is refused', async () => {
  await configure(file('new.duckdb'));
  const {code, stderr} = await bench.run('import', moved('nowhere'));
  expect(code).toBe(1);
  expect(stderr).toContain('is no export: manifest.json cannot be read (ENOENT); export makes one');
});
