import {existsSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';
import {eventually} from '../support/oracle/eventually.js';
import {type CollectorProcess, launchCollector} from '../support/servers/collector-process.js';
import {freePort} from '../support/servers/free-port.js';
import {served} from '../support/servers/served.js';

const password = 'a-password-for-the-console';
let bench: TwoApps;
let running: CollectorProcess;
let port: number;

beforeEach(async () => {
  bench = await openTwoApps();
  port = await freePort();
  const timpush = {paceMs: 25, retries: 1};
  await bench.configure({http: {port, passwordFile: await bench.workplace.secret('console', password)}, timpush});
  running = launchCollector(bench.workplace.folder, ['start', '--config', 'collector.yaml']);
  await eventually(async () => (await served(port, '/readyz', password)).status === 200);
  await eventually(async () => JSON.parse((await served(port, '/api/status', password)).text)[0].windows.missing === 0);
});
afterEach(async () => {
  await running.stop('SIGKILL');
  await bench.close();
});

test('while start holds the file, every question is answered by it', async () => {
  const status = await bench.run('status', '--json');
  expect(status).toMatchObject({code: 0, stderr: ''});
  expect(JSON.parse(status.stdout)).toMatchObject([{app: 'red', windows: {missing: 0}}, {app: 'blue'}]);

  const report = await bench.run('report', '--json', '--last', '2d', '--step', '6h');
  expect(report).toMatchObject({code: 0, stderr: ''});
  const {step, rows} = JSON.parse(report.stdout) as {step: string; rows: {app: string; platform: string | null}[]};
  expect({step, totals: rows.filter(({platform}) => platform === null).map(({app}) => app)}).toEqual({
    step: '6h',
    totals: ['blue', 'red'],
  });

  const filtered = ['report', '--json', '--app', 'red', '--platform', 'apns', '--by', 'day', '--compare'];
  expect(JSON.parse((await bench.run(...filtered)).stdout).rows[0]).toMatchObject({app: 'red', platform: 'apns'});

  const why = await bench.run('why', '--json', '--app', 'red', '--last', '2d');
  expect(why).toMatchObject({code: 0, stderr: ''});
  expect(JSON.parse(why.stdout)).toMatchObject({app: 'red', step: '6h', findings: expect.any(Array)});
  const digest = await bench.run('digest', '--format', 'json', '--last', '2d');
  expect(JSON.parse(digest.stdout)).toMatchObject({reports: [{report: 'chat'}], collecting: {apps: 2, jobs: 2}});

  const plan = JSON.parse((await bench.run('plan', '--json')).stdout) as {calls: number; plan: {app: string}[]};
  expect([plan.calls, plan.plan.map(({app}) => app)]).toEqual([0, ['red', 'blue']]);
});

test('check finds nothing wrong with a collector that is at work, and verify asks with its clients', async () => {
  const calls = bench.simulator.requests.length;
  const check = await bench.run('check');
  expect(check).toMatchObject({code: 0, stderr: ''});
  expect(check.stdout.split('\n')).toEqual([
    'ok     configuration: 2 apps, 1 job',
    'ok     store: written and read back',
    'ok     app red: SDKAppID 101 is answered',
    'ok     app blue: SDKAppID 102 is answered',
    "ok     clock: within a minute of the vendor's, where it tells",
    '',
  ]);
  expect(bench.simulator.requests.length - calls).toBe(2);
  bench.simulator.setApp(102, {errorCode: 60020});
  expect(await bench.run('check')).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^FAILED app blue: code 60020/m),
  });

  const green = {name: 'green', sdkAppId: 103, baseUrl: bench.simulator.url};
  await bench.configure({apps: [{...green, secretKeyFile: await bench.workplace.secret('green', 'any key')}]});
  const {code, stdout} = await bench.run('check');
  expect([code, stdout]).toEqual([
    1,
    expect.stringMatching(/^FAILED app green: code \d+: .*\nwarn {3}app green: .*reload it$/m),
  ]);
  await bench.configure();

  const verify = await bench.run('verify', '--app', 'red', '--json');
  expect(verify).toMatchObject({code: 1, stderr: ''});
  const [{checks}] = JSON.parse(verify.stdout) as [{checks: {check: string; difference: number}[]}];
  // The day lies before the span of the job: nothing of it is stored.
  expect(checks.map(({check, difference}) => [check, difference === 0])).toEqual([
    ['hours', true],
    ['platforms', true],
    ['database_6h', false],
  ]);
  expect(await bench.run('verify', '--app', 'nobody')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--app: “nobody” is not configured'),
  });
});

/** Calls that were not refused: a busy machine may send two too close to each other. */
const answered = () => bench.simulator.requests.filter(({code}) => code === 0).length;

/** In Shanghai. */
const day = (ago: number) => new Date(Date.now() + (8 - 24 * ago) * 3_600_000).toISOString().slice(0, 10);
const row = {report: 'chat', rejected: 0, left: 0, calls: expect.any(Number), retries: expect.any(Number), error: ''};

test('collect is done by the collector at work, so that no call is made twice', async () => {
  const before = answered();
  const span = ['--from', day(9), '--to', day(7)];
  const collect = await bench.run('collect', '--json', ...span);
  expect(collect).toMatchObject({code: 0, stderr: ''});
  expect(JSON.parse(collect.stdout)).toEqual(['red', 'blue'].map((app) => ({...row, app, step: '6h', collected: 8})));
  const again = JSON.parse((await bench.run('collect', '--json', ...span)).stdout);
  expect(again).toMatchObject([
    {collected: 0, calls: 0},
    {collected: 0, calls: 0},
  ]);
  const calls = bench.simulator.requests.filter(({code}) => code === 0);
  expect(calls.length - before).toBe(16);
  expect(new Set(calls.map(({sdkAppId, start}) => `${sdkAppId} ${start}`)).size).toBe(calls.length);
});

test('a step that no job has is fetched once, and one day is asked for again by force', async () => {
  const span = ['--from', day(9), '--to', day(7), '--app', 'red', '--json'];
  const ofDays = await bench.run('collect', '--step', '1d', ...span);
  expect(JSON.parse(ofDays.stdout)).toEqual([{...row, app: 'red', step: '1d', collected: 2}]);
  expect(JSON.parse((await bench.run('collect', '--step', '1d', ...span)).stdout)).toMatchObject([{calls: 0}]);
  expect(JSON.parse((await bench.run('collect', '--step', '1d', '--force', ...span)).stdout)).toMatchObject([
    {calls: 2},
  ]);
});

test('what is refused is told, and a span that was widened', async () => {
  bench.simulator.setApp(102, {errorCode: 90100});
  const {code, stdout, stderr} = await bench.run('collect', '--json', '--from', `${day(9)}T01:00`, '--to', day(8));
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject([
    {app: 'red', collected: 4},
    {app: 'blue', collected: 0, rejected: 4, left: 0},
  ]);
  expect(stderr).toContain('The span is widened to whole windows of 6h');
});

test('Ctrl-C stops what the collector does for the command; what was not asked for stays due', async () => {
  await bench.configure({http: {port}, timpush: {paceMs: 300}, duckdb: {path: bench.workplace.path('slow.duckdb')}});
  // Its port is free only then.
  await running.stop();
  const slow = launchCollector(bench.workplace.folder, ['start', '--config', 'collector.yaml']);
  const slowly = async () => JSON.parse((await bench.run('status', '--json')).stdout)[0].windows.missing === 0;
  await eventually(slowly, 60_000);
  const before = answered();
  const args = ['collect', '--config', 'collector.yaml', '--json', '--from', day(29), '--to', day(5)];
  const collect = launchCollector(bench.workplace.folder, args);
  await eventually(() => answered() > before + 4);
  const {code, stdout} = await collect.stop('SIGINT');
  expect(code).toBe(1);
  const rows = JSON.parse(stdout) as {collected: number; left: number}[];
  expect(rows.every(({collected, left}) => collected > 0 && left > 50)).toBe(true);
  const after = answered();
  expect(rows.reduce((sum, {collected}) => sum + collected, 0)).toBe(after - before);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(answered()).toBe(after);
  expect((await slow.stop()).code).toBe(0);
});

test('a collector that begins or ends is waited for: a healthy one never answers check with a held file', async () => {
  const ended = running.stop();
  const whileItEnds = bench.run('check');
  expect((await ended).code).toBe(0);
  expect(await whileItEnds).toMatchObject({code: 0, stdout: expect.not.stringContaining('FAILED'), stderr: ''});
  running = launchCollector(bench.workplace.folder, ['start', '--config', 'collector.yaml']);
  for (let times = 0; times < 5; times += 1) {
    const {code, stdout} = await bench.run('check');
    expect([code, stdout]).toEqual([0, expect.not.stringContaining('is held by')]);
  }
});

test('from elsewhere a collector is asked at its address, which shows that it knows the password', async () => {
  const at = ['--url', `http://127.0.0.1:${port}/`];
  const passwordFile = await bench.workplace.secret('console', password);
  await bench.configure({duckdb: {path: bench.workplace.path('elsewhere.duckdb')}, http: {port: 0, passwordFile}});
  expect(JSON.parse((await bench.run('status', '--json', ...at)).stdout)).toMatchObject([
    {app: 'red', windows: {missing: 0}},
    {},
  ]);
  expect(await bench.run('check', ...at)).toMatchObject({code: 0, stderr: ''});
  const collect = await bench.run('collect', '--json', '--from', day(9), '--to', day(8), ...at);
  expect(JSON.parse(collect.stdout)).toMatchObject([{collected: 4}, {collected: 4}]);
  expect(existsSync(bench.workplace.path('elsewhere.duckdb'))).toBe(false);
  expect(await bench.run('plan', '--url', 'nowhere')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--url'),
  });
  const nobody = `http://127.0.0.1:${await freePort()}`;
  expect(await bench.run('plan', '--url', nobody)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`no collector answers at ${nobody}`),
  });
  await bench.configure({http: {port: 0, passwordFile: await bench.workplace.secret('other', 'another')}});
  expect(await bench.run('collect', ...at)).toMatchObject({code: 1, stderr: expect.stringContaining('does not show')});
});

test('a question that the running collector does not understand is bad usage here, too', async () => {
  const {code, stderr} = await bench.run('report', '--last', 'week');
  expect(code).toBe(2);
  expect(stderr).toContain('week');
});

test('commands ask at the socket beside the file, which needs no password; without it over HTTP', async () => {
  const socket = `${bench.database}.sock`;
  await bench.configure({http: {port: 0}});
  expect(await bench.run('status')).toMatchObject({code: 0, stderr: ''});
  await bench.configure({http: {port, passwordFile: await bench.workplace.secret('other', 'another-password')}});
  expect(await bench.run('status')).toMatchObject({code: 0, stderr: ''});
  await rm(socket);
  expect(await bench.run('status')).toMatchObject({code: 1, stderr: expect.stringContaining('does not show')});
  await bench.configure({http: {port, passwordFile: await bench.workplace.secret('console', password)}});
  expect(await bench.run('status')).toMatchObject({code: 0, stderr: ''});
  await bench.configure({http: {port: 0}});
  expect(await bench.run('status')).toMatchObject({code: 1, stderr: expect.stringContaining('is held by')});
});

test('the socket goes away with the collector; what a killed one leaves is replaced', async () => {
  const socket = `${bench.database}.sock`;
  await running.stop('SIGKILL');
  expect(existsSync(socket)).toBe(true);
  running = launchCollector(bench.workplace.folder, ['start', '--config', 'collector.yaml']);
  await eventually(async () => (await served(port, '/readyz', password)).status === 200);
  expect(await bench.run('status')).toMatchObject({code: 0, stderr: ''});
  expect(await running.stop('SIGTERM')).toMatchObject({code: 0});
  expect(existsSync(socket)).toBe(false);
});
