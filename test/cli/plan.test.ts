import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {at} from '../support/doubles/manual-clock.js';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';

let bench: TwoApps;

beforeEach(async () => {
  bench = await openTwoApps();
});
afterEach(() => bench.close());

const march = ['--from', '2026-03-02', '--to', '2026-03-04'];

test('plan tells windows, calls and time, and asks nothing', async () => {
  await bench.configure({timpush: {paceMs: 1250}});
  const {code, stdout, stderr} = await bench.run('plan', ...march);
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  expect(stdout).toMatch(/^red +chat +6h +8 +2026-03-02 00:00 … 2026-03-04 00:00$/m);
  expect(stdout).toMatch(/^blue +chat +6h +8 +2026-03-02 00:00 … 2026-03-04 00:00$/m);
  expect(stdout).toContain('16 calls, about 10 s at 1250 ms a call and app');
  expect(bench.simulator.requests).toEqual([]);
});

test('for machines plan prints every window, newest first', async () => {
  const {code, stdout} = await bench.run(
    'plan',
    '--json',
    '--app',
    'blue',
    '--from',
    '2026-03-02T12:00',
    '--to',
    '2026-03-03',
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    calls: 2,
    seconds: 1,
    plan: [
      {
        app: 'blue',
        report: 'chat',
        step: '6h',
        calls: 2,
        windows: [
          {start: at('2026-03-02T18:00+08:00'), end: at('2026-03-03T00:00+08:00')},
          {start: at('2026-03-02T12:00+08:00'), end: at('2026-03-02T18:00+08:00')},
        ],
      },
    ],
  });
});

test('a span that does not lie on the grid is widened to whole windows, and plan says so', async () => {
  const {stdout} = await bench.run('plan', '--from', '2026-03-02T01:00', '--to', '2026-03-02T11:30');
  expect(stdout).toContain(
    'The span is widened to whole windows of 6h: 2026-03-02 00:00 … 2026-03-02 12:00 (Asia/Shanghai)',
  );
  expect(stdout).toContain('4 calls');
});

test('a step that no job has is planned, too', async () => {
  const {stdout} = await bench.run('plan', ...march, '--step', '1d', '--app', 'red');
  expect(stdout).toMatch(/^red +chat +1d +2 /m);
});

test('without a span plan takes what is due of every job', async () => {
  const {stdout} = await bench.run('plan', '--json');
  const {calls} = JSON.parse(stdout) as {calls: number};
  // Three days hold twelve or thirteen windows of six hours, of which the newest may be too young.
  expect(calls / 2).toBeGreaterThanOrEqual(11);
  expect(calls / 2).toBeLessThanOrEqual(13);
});

test.each([
  ['--from lies after --to', ['--from', '2026-03-04', '--to', '2026-03-02'], '--from'],
  ['a date is none', ['--from', 'yesterday'], '--from'],
  ['an app is not configured', ['--app', 'green'], 'red, blue'],
  ['a step is none', ['--step', '5h'], '--step'],
  ['a step is longer than the report allows', ['--step', '31d'], '30 days'],
])('plan is bad usage when %s', async (_, args, named) => {
  const {code, stdout, stderr} = await bench.run('plan', ...args);
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  expect(stderr).toContain(named);
});
