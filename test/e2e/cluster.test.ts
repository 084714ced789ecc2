import {readFile} from 'node:fs/promises';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from '@jest/globals';
import {type Simulator, startSimulator} from '../../src/simulator/simulator.js';
import {quietAges} from '../support/fixtures/quiet-ages.js';
import {influxLines} from '../support/fixtures/store-lines.js';
import {appSettingsOf, shops} from '../support/fixtures/three-apps-fixture.js';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';
import {eventually} from '../support/oracle/eventually.js';
import {launchAtTerminal} from '../support/servers/collector-at-terminal.js';
import {type CollectorProcess, launchCollector, runCollector} from '../support/servers/collector-process.js';
import {freePorts} from '../support/servers/free-port.js';
import {createDatabase, type Influxd, startInfluxd} from '../support/servers/influxd.js';
import {type RedisServer, startRedis} from '../support/servers/redis-server.js';
import {metricSum, served} from '../support/servers/served.js';

const PASSWORD = 'redis-password+1';
const config = ['--config', 'collector.yaml'];

let influxd: Influxd;
let redis: RedisServer;
let simulator: Simulator;
let workplace: Workplace;
let port: number;
let database: string;
let running: CollectorProcess[];

beforeAll(async () => {
  [influxd, redis] = await Promise.all([startInfluxd(), startRedis({requirepass: PASSWORD})]);
});
beforeEach(async () => {
  await redis.client.flushall();
  [workplace, port, database] = [await makeWorkplace(), await freePorts(2), (await createDatabase(influxd.url)).name];
  simulator = await startSimulator({apps: shops.map(({simulated}) => simulated), minGapMs: 0}, {now: Date.now});
  running = [];
});
afterEach(async () => {
  for (const collector of running) await collector.stop('SIGKILL');
  await simulator.close();
  await workplace.remove();
});
afterAll(async () => {
  await influxd?.stop();
  await redis?.stop();
});

async function configure(cluster: object = {}, more: object = {}): Promise<void> {
  await workplace.configure({
    apps: await appSettingsOf(workplace, simulator.url),
    jobs: [{report: 'chat', step: '1h', schedule: '*/10 * * * *', span: '48h', refresh: Object.keys(quietAges(1))}],
    timpush: {paceMs: 200},
    store: 'influxdb',
    influxdb: {version: 1, url: influxd.url, database},
    log: {level: 'debug'},
    cluster: {redisUrlFile: await workplace.secret('redis-url', redis.url), lock: '3s', ...cluster},
    http: {port},
    ...more,
  });
}

async function launch(): Promise<CollectorProcess> {
  const collector = launchCollector(workplace.folder, ['start', ...config]);
  running.push(collector);
  return collector;
}

async function windowsKept(): Promise<number> {
  return (await influxLines(influxd.url, database)).filter((line) => line.startsWith('timpush_ledger ')).length;
}

test('workers of one machine share the work; check and status tell of it; the address of Redis is nowhere', async () => {
  await configure({workers: 2});
  const checked = await runCollector(workplace.folder, ['check', ...config]);
  expect(checked.stdout).toMatch(/^ok {5}cluster: Redis 7\S+, noeviction, clock -?\d+ ms ahead, round trip \d+ ms$/m);
  const checkCalls = simulator.requests.length;
  const collector = await launch();
  const metrics = async () => Promise.all([port, port + 1].map(async (each) => (await served(each, '/metrics')).text));
  await eventually(async () => (await metrics()).every((text) => metricSum(text, 'cluster_machines') === 2));
  const status = await runCollector(workplace.folder, ['status', ...config]);
  expect(status.stdout.match(/^\S+-\d+-[0-9a-f]{6} +\d{4}/gm) ?? status.stdout).toHaveLength(2);
  await eventually(async () => (await windowsKept()) >= 3 * 47, 60_000);
  const calls = simulator.requests.slice(checkCalls).map(({sdkAppId, start}) => `${sdkAppId} ${start}`);
  expect(new Set(calls).size).toBe(calls.length);
  const {code, stdout, stderr} = await collector.stop();
  expect(code).toBe(0);
  expect(checked.stdout + status.stdout + stdout + stderr).not.toContain(PASSWORD);
}, 120_000);

test('workers of more than 1,000 apps are started with a larger young generation; a single process says what to set', async () => {
  const [first] = await appSettingsOf(workplace, simulator.url);
  const apps = Array.from({length: 1001}, (_, i) => ({
    ...structuredClone(first),
    name: `shop-${i}`,
    sdkAppId: 1_400_000_001 + i,
  }));
  await configure({workers: 2}, {apps});
  const workers = await launch();
  const hint = '"set":"NODE_OPTIONS=--max-semi-space-size=256"';
  // A worker without the option would say so, too.
  await eventually(() => workers.stderr.match(/collector started/g)?.length === 2);
  expect(workers.stderr).not.toContain(hint);
  await running.pop()!.stop('SIGKILL');
  await configure({workers: 1}, {apps});
  const alone = await launch();
  await eventually(() => alone.stderr.includes(hint));
}, 120_000);

test('a worker that ends while the file is wrong begins again once it is right; the others go on', async () => {
  const started = (stderr: string) => stderr.match(/collector started/g)?.length;
  await configure({workers: 2});
  const collector = await launch();
  await eventually(() => started(collector.stderr) === 2);
  const [dies] = await childrenOf(collector.pid);
  await configure({workers: 2}, {apps: []});
  process.kill(dies!, 'SIGKILL');
  await eventually(() => /"code":2[^\n]*worker ended: it begins again/.test(collector.stderr), 30_000);
  await configure({workers: 2});
  await eventually(() => started(collector.stderr) === 3, 30_000);
  expect(collector.stderr).not.toContain('collector stopping');
  expect((await collector.stop()).code).toBe(0);
}, 120_000);

async function childrenOf(pid: number): Promise<number[]> {
  return (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ').map(Number);
}

test('at a terminal Ctrl-C ends all workers, and is answered once', async () => {
  await configure({workers: 2});
  const collector = launchAtTerminal(workplace.folder, ['start', ...config]);
  try {
    await eventually(() => collector.screen.match(/collector started/g)?.length === 2);
  } finally {
    collector.pressCtrlC();
  }
  expect(await collector.ended).toBe(0);
  expect(collector.screen.match(/collector stopping/g)).toHaveLength(2);
  expect(collector.screen.match(/Ctrl-C/g)).toHaveLength(1);
}, 120_000);

test('SIGHUP reaches every worker: an app that is added is collected by all, each window once', async () => {
  await configure({workers: 2}, {apps: (await appSettingsOf(workplace, simulator.url)).slice(0, 2)});
  const collector = await launch();
  await eventually(async () => (await windowsKept()) >= 2 * 47, 60_000);
  await configure({workers: 2});
  process.kill(collector.pid, 'SIGHUP');
  await eventually(() => collector.stderr.match(/"added":\["shop-eu"\][^\n]*configuration in force/g)?.length === 2);
  await eventually(async () => (await windowsKept()) >= 3 * 47, 60_000);
  const calls = simulator.requests.map(({sdkAppId, start}) => `${sdkAppId} ${start}`);
  expect(new Set(calls).size).toBe(calls.length);
  expect((await collector.stop()).code).toBe(0);
}, 120_000);

test('a backfill that one collector began is done by all, and is stopped from any', async () => {
  await configure({turn: '1s'});
  const others = await freePorts(2);
  const collectors = [await launch()];
  await eventually(() => served(port, '/healthz'));
  port = others;
  await configure({turn: '1s'});
  collectors.push(await launch());
  await eventually(() => served(others, '/healthz'));
  await eventually(async () => (await windowsKept()) >= 3 * 47, 60_000);
  const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  const act = (path: string, body: object) =>
    fetch(`http://127.0.0.1:${others}${path}`, {
      method: 'POST',
      headers: {'content-type': 'application/json', 'x-timpush-console': '1'},
      body: JSON.stringify(body),
    });
  const from = simulator.requests.length;
  expect((await act('/api/backfill', {from: day(12), to: day(4)})).status).toBe(200);
  await eventually(() => simulator.requests.length > from + 40, 60_000);
  expect((await act('/api/backfill/stop', {})).status).toBe(200);
  let quiet = 0;
  await eventually(async () => {
    const before = simulator.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    quiet = simulator.requests.length - before;
    return quiet === 0;
  }, 30_000);
  expect(simulator.requests.length - from).toBeLessThan(3 * 8 * 24);
  for (const collector of collectors) expect((await collector.stop()).code).toBe(0);
}, 180_000);

/** Gaps between the last call at one address and the first after it at the other, of each app. */
function gapsAfter(from: number, atMs: number): number[] {
  return shops.map(({app}) => {
    const later = simulator.requests
      .slice(from)
      .filter((call) => call.sdkAppId === app.sdkAppId && call.clockMs > atMs);
    return (later[0]?.clockMs ?? Number.POSITIVE_INFINITY) - atMs;
  });
}

function timesOf({stderr}: CollectorProcess, message: string): number[] {
  return [...stderr.matchAll(/"time":(\d+)[^\n]*"msg":"([^"]*)"/g)].flatMap(([, time, msg]) =>
    msg === message ? [Number(time)] : [],
  );
}

test('who gets SIGTERM hands over at once, and who is killed is replaced after lock and look', async () => {
  await configure({turn: '60s'});
  const first = await launch();
  await eventually(() => simulator.requests.length > 6);
  port = await freePorts(2);
  await configure({turn: '60s'});
  const second = await launch();
  await eventually(() => served(port, '/healthz'));
  const from = simulator.requests.length;
  expect((await first.stop()).code).toBe(0);
  // Their own logs tell when: by then the first has recorded what it had in flight.
  const [toldMs] = timesOf(first, 'collector stopping');
  await eventually(() => gapsAfter(from, toldMs! + 1000).every(Number.isFinite));
  const begun = timesOf(second, 'turn begins').slice(0, shops.length);
  expect(Math.max(...begun) - toldMs!).toBeLessThan(1000);

  port = await freePorts(2);
  await configure({turn: '60s'});
  await launch();
  await eventually(() => served(port, '/healthz'));
  const before = simulator.requests.length;
  const killedMs = Date.now();
  await second.stop('SIGKILL');
  await eventually(() => gapsAfter(before, killedMs + 500).every(Number.isFinite), 60_000);
  expect(Math.max(...gapsAfter(before, killedMs + 500))).toBeLessThan(3000 + 2000 + 10_000);
}, 180_000);

test('SIGTERM ends it even while Redis hangs', async () => {
  await configure({lock: '15s'});
  const collector = await launch();
  await eventually(() => simulator.requests.length > 3);
  await redis.kill('SIGSTOP');
  try {
    const startedMs = performance.now();
    expect((await collector.stop()).code).toBe(0);
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  } finally {
    process.kill(redis.pid, 'SIGCONT');
  }
}, 120_000);
