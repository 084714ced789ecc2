import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';
import {windowText} from '../support/oracle/oracle.js';

let bench: TwoApps;

beforeEach(async () => {
  bench = await openTwoApps();
});
afterEach(() => bench.close());

/** Two days ago, of which nothing is left to wait for. */
const day = (ago: number) => new Date(Date.now() + (8 - 24 * ago) * 3_600_000).toISOString().slice(0, 10);
const span = ['--from', day(3), '--to', day(2)];

const row = (app: string, more: object = {}) => ({
  app,
  report: 'chat',
  step: '6h',
  collected: 4,
  rejected: 0,
  left: 0,
  calls: 4,
  retries: 0,
  error: '',
  ...more,
});

test('collect asks the windows of a span, once', async () => {
  const first = await bench.run('collect', '--json', ...span);
  expect({code: first.code, rows: JSON.parse(first.stdout)}).toEqual({code: 0, rows: [row('red'), row('blue')]});
  const asked = bench.simulator.requests.filter(({sdkAppId}) => sdkAppId === 101);
  expect(asked.map(({start, end}) => windowText({start: start!, end: end!})).sort()).toEqual(quarters(day(3)));

  const second = await bench.run('collect', '--json', ...span);
  expect(JSON.parse(second.stdout)).toEqual(['red', 'blue'].map((app) => row(app, {collected: 0, calls: 0})));
  expect(bench.simulator.requests).toHaveLength(8);
});

test('with --force collect asks settled and rejected windows again', async () => {
  bench.simulator.setApp(102, {errorCode: 90100});
  const first = await bench.run('collect', '--json', ...span);
  expect(JSON.parse(first.stdout)).toEqual([row('red'), row('blue', {collected: 0, rejected: 4})]);

  bench.simulator.setApp(102, {errorCode: undefined});
  const unforced = await bench.run('collect', '--json', ...span);
  expect(JSON.parse(unforced.stdout)).toEqual(['red', 'blue'].map((app) => row(app, {collected: 0, calls: 0})));

  const forced = await bench.run('collect', '--json', '--force', ...span);
  expect({code: forced.code, rows: JSON.parse(forced.stdout)}).toEqual({code: 0, rows: [row('red'), row('blue')]});
});

test('collect can be narrowed to an app and a step that no job has', async () => {
  const {code, stdout} = await bench.run('collect', '--json', ...span, '--app', 'blue', '--step', '1d');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual([row('blue', {step: '1d', collected: 1, calls: 1})]);
});

test('a widened span is said on the side', async () => {
  const {stdout, stderr} = await bench.run('collect', '--json', '--from', `${day(3)}T01:00`, '--to', day(2));
  expect(JSON.parse(stdout)).toEqual([row('red'), row('blue')]);
  expect(stderr).toContain('The span is widened to whole windows of 6h');
});

test('when the API is down collect lists what is left and why, and fails', async () => {
  await bench.simulator.close();
  const {code, stdout} = await bench.run('collect', ...span);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^red +chat +6h +0 +0 +4 +\d+ +\d+ +.*ECONNREFUSED/m);
  expect(stdout).toMatch(/^blue +chat +6h +0 +0 +4 /m);
  expect(stdout).not.toMatch(/^\s+at /m);
});

test('one app that may not ask does not keep the other from being collected', async () => {
  bench.simulator.setApp(101, {errorCode: 90045});
  const {code, stdout} = await bench.run('collect', '--json', ...span);
  const [red, blue] = JSON.parse(stdout) as [{left: number; error: string}, object];
  expect({code, left: red.left, blue}).toEqual({code: 1, left: 4, blue: row('blue')});
  expect(red.error).toContain('enable or renew the Push plug-in');
});

function quarters(date: string): string[] {
  const midnight = Date.parse(`${date}T00:00+08:00`) / 1000;
  return [0, 6, 12, 18].map((hour) => windowText({start: midnight + hour * 3600, end: midnight + (hour + 6) * 3600}));
}
