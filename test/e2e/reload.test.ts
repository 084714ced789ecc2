import {rm, writeFile} from 'node:fs/promises';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {Client} from 'undici';
import {openDuckDb} from '../../src/duckdb/duckdb-store.js';
import {type Simulator, startSimulator} from '../../src/simulator/simulator.js';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';
import {eventually} from '../support/oracle/eventually.js';
import {type CollectorProcess, launchCollector} from '../support/servers/collector-process.js';
import {freePort} from '../support/servers/free-port.js';
import {metricSum, served} from '../support/servers/served.js';

const ids = {red: 101, blue: 102, green: 103};
type Name = keyof typeof ids;
const keys = {red: '11aa-key-of-red', blue: '22bb-key-of-blue', green: '33cc-key-of-green'};
const PACE_MS = 100;
const hours = {report: 'chat', step: '6h', schedule: '0 0 1 1 *', span: '12d', refresh: ['10m']};

let simulator: Simulator;
let workplace: Workplace;
let port: number;
let running: CollectorProcess;

beforeEach(async () => {
  [workplace, port] = [await makeWorkplace(), await freePort()];
  const apps = Object.entries(ids).map(([name, sdkAppId]) => ({sdkAppId, secretKey: keys[name as Name]}));
  // Answers are on their way when the configuration changes. No gap is asked for: on a busy machine an arrival is noticed late, and the next not.
  simulator = await startSimulator({apps, minGapMs: 0, latencyMs: 150}, {now: Date.now});
});
afterEach(async () => {
  await running.stop('SIGKILL');
  await simulator.close();
  await workplace.remove();
});

async function configure(names: readonly Name[], more: object = {}): Promise<void> {
  const apps = names.map(async (name) => {
    const secretKeyFile = await workplace.secret(name, keys[name]);
    return {name, sdkAppId: ids[name], baseUrl: simulator.url, secretKeyFile};
  });
  await workplace.configure({
    apps: await Promise.all(apps),
    jobs: [hours],
    timpush: {paceMs: PACE_MS, retries: 1},
    store: 'duckdb',
    duckdb: {path: 'push.duckdb'},
    http: {port},
    ...more,
  });
}

async function start(): Promise<void> {
  running = launchCollector(workplace.folder, ['start', '--config', 'collector.yaml']);
  // The socket for commands opens after the port.
  await eventually(() => running.stderr.includes('collector started'));
  await eventually(async () => (await served(port, '/readyz')).status === 200);
}

async function hangUp(): Promise<void> {
  const told = () => running.stderr.match(/configuration (in force|refused)/g)?.length ?? 0;
  const before = told();
  process.kill(running.pid, 'SIGHUP');
  await eventually(() => told() > before);
}

async function post(): Promise<{status: number; body: unknown}> {
  const answer = await fetch(`http://127.0.0.1:${port}/-/reload`, {
    method: 'POST',
    headers: {'x-timpush-console': '1'},
  });
  return {status: answer.status, body: await answer.json()};
}

const metrics = async () => (await served(port, '/metrics')).text;
const callsOf = (name: Name) => simulator.requests.filter(({sdkAppId}) => sdkAppId === ids[name]);
const missing = async (name: Name) => {
  const rows = JSON.parse((await served(port, '/api/status')).text) as {app: string; windows: {missing: number}}[];
  return rows.find(({app}) => app === name)?.windows.missing;
};

async function ledgerOf(name: Name): Promise<number[]> {
  const store = await openDuckDb({path: workplace.path('push.duckdb')});
  const query = {measurement: 'timpush_ledger', span: {start: 0, end: 9e9}, tags: {app: name}};
  return (await store.points(query).finally(() => store.close())).map(({time}) => time).sort();
}

test('an app comes and another goes in the middle of their work, and no call is lost or made twice', async () => {
  await configure(['red', 'blue']);
  await start();
  await eventually(() => callsOf('red').length > 8 && callsOf('blue').length > 8);
  await configure(['red', 'green']);
  expect(await post()).toEqual({
    status: 200,
    body: {
      apps: {added: ['green'], removed: ['blue'], changed: []},
      jobs: {added: [], removed: [], changed: []},
    },
  });
  const ofBlue = callsOf('blue').length;
  await eventually(async () => (await missing('red')) === 0 && (await missing('green')) === 0);
  expect(await missing('blue')).toBeUndefined();
  expect(await metrics()).not.toContain('app="blue"');
  expect((await running.stop()).code).toBe(0);

  // A call that waited for its turn may have been the last.
  expect(callsOf('blue').length).toBeLessThanOrEqual(ofBlue + 1);
  expect(callsOf('blue').length).toBeLessThan(callsOf('green').length);
  for (const name of ['red', 'blue', 'green'] as const) {
    const calls = callsOf(name);
    expect(calls.map(({code}) => code)).toEqual(calls.map(() => 0));
    expect(calls.map(({start}) => start!).sort()).toEqual(await ledgerOf(name));
  }
});

test('nothing is measured any more of an app that has gone after its run', async () => {
  await configure(['red', 'blue']);
  await start();
  const measured = async (name: Name) => {
    const lines = (await metrics()).split('\n').filter((line) => line.includes(`app="${name}"`));
    return [...new Set(lines.map((line) => /^timpush_collector_(\w+)/.exec(line)![1]))];
  };
  const gauges = ['last_run_timestamp_seconds', 'lag_seconds', 'windows_left', 'ledger_windows', 'clock_lead_seconds'];
  for (const name of ['red', 'blue'] as const)
    await eventually(async () => {
      const found = await measured(name);
      return gauges.every((gauge) => found.includes(gauge));
    });
  const ofRed = await measured('red');
  await configure(['red']);
  expect((await post()).status).toBe(200);
  expect([await measured('red'), await measured('blue')]).toEqual([ofRed, []]);
});

test('a rotated key is used from the next call on, and a new job begins at once', async () => {
  await configure(['red']);
  await start();
  await eventually(async () => (await missing('red')) === 0);
  const before = simulator.requests.length;
  const rotated = '44dd-new-key-of-red';
  simulator.setApp(ids.red, {secretKey: rotated});
  await configure(['red'], {jobs: [hours, {...hours, step: '1d'}]});
  await workplace.secret('red', rotated);
  await hangUp();
  await eventually(() => simulator.requests.length >= before + 11);
  expect(new Set(simulator.requests.slice(before).map(({code}) => code))).toEqual(new Set([0]));
  const {stderr} = await running.stop();
  expect(stderr).toContain('"added":["chat 1d"]');
  for (const key of [keys.red, rotated]) expect(stderr).not.toContain(key);
});

test('a changed cron line ticks from then on, and the one before does no more', async () => {
  await configure(['red']);
  await start();
  await eventually(async () => (await missing('red')) === 0);
  const runs = async () => metricSum(await metrics(), 'runs_total');
  const calls = simulator.requests.length;
  await configure(['red'], {jobs: [{...hours, schedule: '* * * * * *'}]});
  await hangUp();
  const before = await runs();
  await eventually(async () => (await runs()) > before + 2);
  await configure(['red']);
  await hangUp();
  const after = await eventually(async () => {
    const first = await runs();
    await new Promise((resolve) => setTimeout(resolve, 2500));
    return (await runs()) === first && first;
  });
  expect(after).toBeGreaterThan(before);
  expect(simulator.requests).toHaveLength(calls);
});

test('what cannot be used changes nothing, and says why wherever somebody looks', async () => {
  await configure(['red']);
  await start();
  await eventually(async () => (await missing('red')) === 0);
  const stated = async () => metricSum(await metrics(), 'config_last_reload_successful');
  const time = metricSum(await metrics(), 'config_last_reload_success_timestamp_seconds');
  expect([await stated(), Math.abs(time - Date.now() / 1000) < 60]).toEqual([1, true]);

  const refusals: [() => Promise<unknown>, RegExp][] = [
    [() => writeFile(workplace.path('collector.yaml'), 'apps: ['), /is not plain YAML/],
    [() => configure(['red', 'green'], {colour: 'red'}), /colour/],
    [
      async () => {
        await configure(['red', 'green']);
        await rm(workplace.path('secrets/green'));
      },
      /apps\[1\]\.secretKey/,
    ],
    [
      () => configure(['red', 'green'], {http: {port: port + 1}, metrics: {push: true}}),
      /restart: http\.port, metrics\.push;/,
    ],
    [
      () => {
        const apps = [{name: 'rouge', sdkAppId: ids.red, baseUrl: simulator.url, secretKeyFile: 'secrets/red'}];
        return configure([], {apps});
      },
      /“red”.*“rouge”.*forget --app red/,
    ],
  ];
  for (const [write, reason] of refusals) {
    await write();
    expect(await post()).toEqual({status: 422, body: {error: expect.stringMatching(reason)}});
    const ready = await served(port, '/readyz');
    expect(ready.status).toBe(200);
    expect(JSON.parse(ready.text)).toMatchObject({status: 'problems', problems: [expect.stringMatching(reason)]});
    expect(await stated()).toBe(0);
    expect(await missing('red')).toBe(0);
  }
  expect(running.stderr.match(/configuration refused/g)).toHaveLength(refusals.length);
  expect(callsOf('green')).toEqual([]);

  await configure(['red', 'green']);
  await hangUp();
  expect(await stated()).toBe(1);
  await eventually(async () => (await missing('green')) === 0);
  expect(JSON.parse((await served(port, '/readyz')).text)).toMatchObject({status: 'ok'});
});

test('another site cannot ask for it; a command of this machine can, at the socket', async () => {
  await configure(['red']);
  await start();
  const client = new Client('http://localhost', {socketPath: workplace.path('push.duckdb.sock')});
  const {statusCode, body} = await client.request({path: '/-/reload', method: 'POST'});
  expect([statusCode, await body.json()]).toMatchObject([200, {apps: {added: []}}]);
  await client.close();
  const answer = await fetch(`http://127.0.0.1:${port}/-/reload`, {method: 'POST'});
  expect(answer.status).toBe(403);
});
