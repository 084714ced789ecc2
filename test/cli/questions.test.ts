import {afterEach, beforeEach, expect, test} from '@jest/globals';
import type {Point} from '../../src/domain/point.js';
import {openDuckDb} from '../../src/duckdb/duckdb-store.js';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';
import {freePort} from '../support/servers/free-port.js';

let bench: TwoApps;

beforeEach(async () => {
  bench = await openTwoApps();
});
afterEach(() => bench.close());

const HOUR = 3600;
/** How many windows of six hours of Shanghai had ended. */
const endedBy = (time: number) => Math.floor((time + 2 * HOUR) / (6 * HOUR));
/** A full six hours of Shanghai, at least six hours old. */
const recent = (endedBy(Date.now() / 1000) - 2) * 6 * HOUR - 2 * HOUR;
/** Of one app in the last three days: those that are old enough to be asked for. */
const inThreeDays = () => endedBy(Date.now() / 1000 - 600) - endedBy(Date.now() / 1000 - 72 * HOUR);

const fields = (
  total: number,
  sent: number,
  delivered: number,
  clicked: number,
  receipts: [number, number, number],
) => ({
  total,
  sent,
  delivered,
  clicked,
  receipt_sent: receipts[0],
  receipt_delivered: receipts[1],
  receipt_clicked: receipts[2],
});

function point(app: string, time: number, values: Point['fields'], platform?: string): Point {
  const tags = {app, sdkappid: app === 'red' ? '101' : '102', ...(platform ? {platform} : {})};
  return {measurement: `timpush_chat_${platform ? 'platform' : 'total'}_6h`, tags, fields: values, time};
}

async function fill(): Promise<void> {
  const store = await openDuckDb({path: bench.database});
  await store.write([
    point('red', recent, fields(1000, 900, 500, 50, [600, 480, 48])),
    point('red', recent - 6 * HOUR, fields(3000, 2700, 1500, 150, [1800, 1320, 132])),
    point('red', recent - 60 * 86_400, fields(7, 7, 7, 7, [7, 7, 7])),
    point('red', recent, fields(600, 600, 480, 48, [600, 480, 48]), 'apns'),
    point('red', recent, fields(400, 300, 20, 2, [0, 0, 0]), 'fcm'),
    point('blue', recent, fields(0, 0, 0, 0, [0, 0, 0])),
  ]);
  await store.close();
}

test('report adds up what the store holds of the span, and divides sums', async () => {
  await fill();
  const {code, stdout, stderr} = await bench.run('report', '--json', '--last', '3d');
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  const none = {send: null, delivery: null, click: null};
  const expected = inThreeDays();
  expect(JSON.parse(stdout)).toEqual({
    report: 'chat',
    whyLost: null,
    step: '6h',
    timezone: 'Asia/Shanghai',
    from: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    to: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    windows: {collected: 3, expected: 2 * expected},
    rows: [
      {
        app: 'blue',
        platform: null,
        counts: fields(0, 0, 0, 0, [0, 0, 0]),
        rates: none,
        windows: {collected: 1, expected},
      },
      {
        app: 'red',
        platform: null,
        counts: fields(4000, 3600, 2000, 200, [2400, 1800, 180]),
        rates: {send: 0.9, delivery: 0.75, click: 0.1},
        windows: {collected: 2, expected},
      },
      {
        app: 'red',
        platform: 'apns',
        counts: fields(600, 600, 480, 48, [600, 480, 48]),
        rates: {send: 1, delivery: 0.8, click: 0.1},
        windows: {collected: 2, expected},
      },
      {
        app: 'red',
        platform: 'fcm',
        counts: fields(400, 300, 20, 2, [0, 0, 0]),
        rates: {send: 0.75, delivery: null, click: 2 / 300},
        windows: {collected: 2, expected},
      },
    ],
  });
});

test('for people report is a table', async () => {
  await fill();
  const {stdout} = await bench.run('report', '--last', '3d');
  expect(stdout).toMatch(/^red +total +4,000 +3,600 +2,000 +200 +90\.0 % +75\.0 % +10\.0 %$/m);
  expect(stdout).toMatch(/^Windows of 6h that end between .*\n/);
  const [all, each] = [2 * inThreeDays(), inThreeDays()];
  expect(stdout).toContain(
    `\nCollected: 3 of ${all}; times in Asia/Shanghai\n  blue: 1 of ${each}\n  red: 2 of ${each}\n`,
  );
  expect(stdout).toMatch(/^ +fcm +400 +300 +20 +2 +75\.0 % +– +0\.7 %$/m);
});

test('an empty store has nothing to report, and every window of the span is missing', async () => {
  await bench.makeDatabase();
  const report = await bench.run('report', '--json');
  expect(JSON.parse(report.stdout)).toMatchObject({step: '6h', rows: []});
  const {code, stdout} = await bench.run('status', '--json');
  expect(code).toBe(0);
  const [red] = JSON.parse(stdout) as [{windows: Record<string, number>}];
  expect(red).toMatchObject({
    app: 'red',
    report: 'chat',
    step: '6h',
    lastRun: null,
    windows: {settled: 0, fresh: 0, due: 0, rejected: 0},
  });
  expect(red.windows.missing).toBeGreaterThanOrEqual(11);
});

test('status tells what was collected, and how the last run ended', async () => {
  await bench.run('collect');
  bench.simulator.setApp(102, {errorCode: 90045});
  await bench.run('collect', '--force', '--app', 'blue');
  const {code, stdout} = await bench.run('status', '--json');
  expect(code).toBe(0);
  const [red, blue] = JSON.parse(stdout) as [Status, Status];
  expect(red.windows.settled + red.windows.fresh).toBeGreaterThanOrEqual(11);
  expect(red).toMatchObject({
    oldestHole: null,
    windows: {due: 0, missing: 0, rejected: 0},
    lastRun: {ok: true, left: 0, error: ''},
  });
  expect(red.lag).toBeLessThan(7 * HOUR);
  expect(blue.lastRun).toMatchObject({ok: false, error: expect.stringContaining('90045')});
  const table = await bench.run('status');
  expect(table.stdout).toMatch(/^2 jobs of 2 apps; times in Asia\/Shanghai\napp .*\nblue +chat +6h .* failed$/m);
  expect(table.stdout).toMatch(/^! blue chat 6h: code 90045/m);
});

test('status --problems tells problems alone, with what to do, and by its exit code whether there are any', async () => {
  await bench.run('collect');
  const well = {code: 0, stdout: 'No problems in 2 jobs of 2 apps\n', stderr: ''};
  expect(await bench.run('status', '--problems')).toEqual(well);
  expect(await bench.run('status', '--problems', '--json')).toEqual({...well, stdout: '[]\n'});
  bench.simulator.setApp(102, {errorCode: 90045});
  await bench.run('collect', '--force', '--app', 'blue');
  const {code, stdout} = await bench.run('status', '--problems');
  expect({code, lines: stdout.split('\n')}).toEqual({
    code: 1,
    lines: [expect.stringMatching(/^! blue chat 6h: code 90045: .*what to do: /), ''],
  });
  const json = await bench.run('status', '--problems', '--json');
  expect({code: json.code, problems: JSON.parse(json.stdout)}).toMatchObject({
    code: 1,
    problems: [{kind: 'failed', app: 'blue', report: 'chat', step: '6h'}],
  });
});

interface Status {
  readonly windows: {readonly settled: number; readonly fresh: number};
  readonly lag: number;
  readonly lastRun: object;
}

test.each(['status', 'report'])('%s fails when the store is not there', async (command) => {
  const url = `http://127.0.0.1:${await freePort()}`;
  await bench.configure({store: 'influxdb', influxdb: {version: 1, url, database: 'push'}});
  const {code, stdout, stderr} = await bench.run(command);
  expect({code, stdout}).toEqual({code: 1, stdout: ''});
  expect(stderr).toContain(url);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test.each([
  ['--last', 'week'],
  ['--step', '7x'],
])('report refuses %s %s as bad usage', async (option, value) => {
  const {code, stderr} = await bench.run('report', option, value);
  expect(code).toBe(2);
  expect(stderr).toContain(value);
});
