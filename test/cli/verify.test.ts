import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {openDuckDb} from '../../src/duckdb/duckdb-store.js';
import type {SimulatorOptions} from '../../src/simulator/simulator.js';
import {openTwoApps, type TwoApps, twoAppsKeys} from '../support/fixtures/two-apps-fixture.js';
import {Evidence} from '../support/oracle/leaks.js';
import {runCollector} from '../support/servers/collector-process.js';

const DAY = 86_400;
const ALL_TIME = {start: 0, end: 9e9};
let bench: TwoApps;

beforeEach(() => open({}));
afterEach(() => bench.close());

async function open(options: Partial<SimulatorOptions>): Promise<void> {
  bench = await openTwoApps(options);
  const job = {schedule: '0 * * * *', refresh: ['10m', '1h']};
  await bench.configure({
    jobs: [
      {...job, report: 'chat', step: '6h', span: '6d'},
      {...job, report: 'broadcast', step: '1d', span: '6d'},
    ],
  });
}

async function reopen(options: Partial<SimulatorOptions>): Promise<void> {
  await bench.close();
  await open(options);
}

async function inStore<T>(work: (store: Awaited<ReturnType<typeof openDuckDb>>) => Promise<T>): Promise<T> {
  const store = await openDuckDb({path: bench.database});
  return work(store).finally(() => store.close());
}

const points = () => inStore((store) => store.points({measurement: 'timpush_verify', span: ALL_TIME}));
type Json = {
  app: string;
  report: string;
  error: string;
  day: {start: string};
  checks: {check: string; difference: number; cells: object[]}[];
}[];
const differences = (json: Json) =>
  json.flatMap(({app, report, checks}) =>
    checks.filter(({difference}) => difference !== 0).map(({check, difference}) => [app, report, check, difference]),
  );

test('where everything agrees verify says so, keeps it as points, and ends well', async () => {
  await bench.run('collect');
  const before = bench.simulator.requests.length;
  const {code, stdout, stderr} = await bench.run('verify', '--json');
  expect({code, stderr, found: differences(JSON.parse(stdout))}).toEqual({code: 0, stderr: '', found: []});
  const [first] = JSON.parse(stdout) as Json;
  expect(first).toMatchObject({app: 'red', report: 'chat', error: ''});
  expect(first!.checks.map(({check}) => check)).toEqual(['hours', 'platforms', 'database_6h']);
  expect(first!.day.start).toMatch(/T00:00:00\+08:00$/);
  expect(bench.simulator.requests.length - before).toBe(2 * 2 * 25);
  const kept = await points();
  expect(kept).toHaveLength(2 * 2 * 3);
  expect(kept.every(({fields, time}) => fields.difference === 0 && time === Date.parse(first!.day.start) / 1000)).toBe(
    true,
  );
});

test('a day that differs from its hours is said to, by how much and where', async () => {
  await reopen({dayDiffersBy: 17});
  await bench.run('collect');
  const {code, stdout} = await bench.run('verify', '--app', 'red');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^red +chat +\d{4}-\d\d-\d\d +hours +[\d,]+ +[\d,]+ +17$/m);
  expect(stdout).toMatch(/^red chat, hours:\nof +expected +found +difference\ntotal total +[\d,]+ +[\d,]+ +-17\n/m);
  // Days are collected as days, hours as hours: each is what the API said.
  const kept = (await points())
    .filter(({fields}) => fields.difference !== 0)
    .map(({tags, fields}) => [tags.report, tags.check, fields.difference]);
  expect(kept.sort()).toEqual([
    ['broadcast', 'hours', 17],
    ['broadcast', 'platforms', 17],
    ['chat', 'hours', 17],
    ['chat', 'platforms', 17],
  ]);
});

test('an inclusive end counts the seconds in which hours meet twice', async () => {
  await reopen({
    inclusiveEnd: true,
    apps: [
      {sdkAppId: 101, secretKey: twoAppsKeys[0], volume: 90_000_000},
      {sdkAppId: 102, secretKey: twoAppsKeys[1]},
    ],
  });
  const {code, stdout} = await bench.run('verify', '--app', 'red', '--json');
  const [chat] = JSON.parse(stdout) as Json;
  const hours = chat!.checks.find(({check}) => check === 'hours')!;
  expect([code, hours.difference > 1000]).toEqual([1, true]);
});

test('what the database has otherwise than the API is found', async () => {
  await bench.run('collect');
  const [{day}] = JSON.parse((await bench.run('verify', '--json')).stdout) as [Json[number]];
  const start = Date.parse(day.start) / 1000;
  await inStore(async (store) => {
    const [total] = await store.points({
      measurement: 'timpush_chat_total_6h',
      span: {start, end: start + 1},
      tags: {app: 'blue'},
    });
    await store.write([{...total!, fields: {...total!.fields, sent: Number(total!.fields.sent) - 5}}]);
  });
  const {code, stdout} = await bench.run('verify', '--json');
  expect([code, differences(JSON.parse(stdout))]).toEqual([1, [['blue', 'chat', 'database_6h', 5]]]);
});

test('one app that cannot be asked does not keep the others from being verified', async () => {
  await bench.run('collect');
  bench.simulator.setApp(101, {errorCode: 90045});
  const {code, stdout} = await bench.run('verify');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^red +chat +\S+ +not verified +– +– +–$/m);
  expect(stdout).toMatch(/^! red chat: code 90045: .*what to do/m);
  expect(stdout).toMatch(/^blue +broadcast +\S+ +database_1d +[\d,]+ +[\d,]+ +0$/m);
});

test('a day that the vendor has forgotten the losses of is not asked for', async () => {
  await bench.configure({
    jobs: [{report: 'chat-loss', step: '1h', schedule: '0 * * * *', span: '1d', refresh: ['10m']}],
  });
  const day = new Date(Date.now() - 10 * DAY * 1000).toISOString().slice(0, 10);
  const {code, stdout} = await bench.run('verify', '--day', day);
  expect([code, bench.simulator.requests.length]).toEqual([1, 0]);
  expect(stdout).toContain('! red chat-loss: the vendor keeps chat-loss for 7 days');
  expect((await bench.run('verify', '--app', 'red')).stdout).toMatch(
    /^red +chat-loss +\S+ +hours +[\d,]+ +[\d,]+ +0$/m,
  );
});

test.each([
  [['--day', 'yesterday'], '--day: “yesterday” is not a day'],
  [['--day', '2026-02-30'], '--day: “2026-02-30” is not a date'],
  [['--day', '2036-02-01'], '--day: 2036-02-01 is not over yet for red'],
  [['--app', 'green'], '--app: “green” is not configured'],
])('%j is bad usage', async (args, message) => {
  const {code, stdout, stderr} = await bench.run('verify', ...args);
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  expect(stderr).toContain(message);
});

test('the real program verifies what the real program has collected', async () => {
  const args = ['--config', 'collector.yaml'];
  expect((await runCollector(bench.workplace.folder, ['collect', ...args])).code).toBe(0);
  const {code, stdout, stderr} = await runCollector(bench.workplace.folder, ['verify', ...args]);
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  expect(stdout).toMatch(/^blue +chat +\S+ +platforms +[\d,]+ +[\d,]+ +0$/m);
  const evidence = new Evidence();
  evidence.add('output', stdout);
  expect(evidence.leaks(twoAppsKeys)).toEqual([]);
});
