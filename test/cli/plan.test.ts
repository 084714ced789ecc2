import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';

let bench: TwoApps;

beforeEach(async () => {
  bench = await openTwoApps();
});
afterEach(() => bench.close());

/** A day that the vendor still answers for, in Shanghai. */
const day = (ago: number) => new Date(Date.now() + (8 - 24 * ago) * 3_600_000).toISOString().slice(0, 10);
const twoDays = ['--from', day(5), '--to', day(3)];

test('plan tells windows, calls and time, and asks nothing', async () => {
  await bench.configure({timpush: {paceMs: 1250}});
  const {code, stdout, stderr} = await bench.run('plan', ...twoDays);
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  const windows = `${day(5)} 00:00 … ${day(3)} 00:00`;
  expect(stdout).toMatch(new RegExp(`^red +chat +6h +8 +${windows}$`, 'm'));
  expect(stdout).toMatch(new RegExp(`^blue +chat +6h +8 +${windows}$`, 'm'));
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
    `${day(5)}T12:00`,
    '--to',
    day(4),
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
          {start: `${day(5)}T18:00:00+08:00`, end: `${day(4)}T00:00:00+08:00`},
          {start: `${day(5)}T12:00:00+08:00`, end: `${day(5)}T18:00:00+08:00`},
        ],
      },
    ],
  });
});

test('a span that does not lie on the grid is widened to whole windows, and plan says so', async () => {
  const span = ['--from', `${day(5)}T01:00`, '--to', `${day(5)}T11:30`];
  const widening = `The span is widened to whole windows of 6h: ${day(5)} 00:00 … ${day(5)} 12:00 (Asia/Shanghai)\n`;
  const {stdout} = await bench.run('plan', ...span);
  expect(stdout).toContain(widening);
  expect(stdout).toContain('4 calls');
  const forMachines = await bench.run('plan', '--json', ...span);
  expect([JSON.parse(forMachines.stdout).calls, forMachines.stderr]).toEqual([4, widening]);
});

test('a step that no job has is planned, too', async () => {
  const {stdout} = await bench.run('plan', ...twoDays, '--step', '1d', '--app', 'red');
  expect(stdout).toMatch(/^red +chat +1d +2 /m);
});

const forgotten = 'The vendor keeps counts for 30 days: what is older can no longer be asked for.\n';

test.each([
  ['2020-01-01', []],
  ['0001-01-01', []],
  ['2020-01-01', ['--force']],
])('of a span since %s plan takes what the vendor remembers, and says so', async (from, more) => {
  const {code, stdout} = await bench.run('plan', '--from', from, '--to', '9999-01-01', '--app', 'red', ...more);
  expect(code).toBe(0);
  expect(stdout).toContain(forgotten);
  // Thirty days hold 119 or 120 whole windows of six hours, of which the newest may be open or too young.
  const calls = Number(/^(\d+) calls/m.exec(stdout)![1]);
  expect(calls).toBeGreaterThanOrEqual(118);
  expect(calls).toBeLessThanOrEqual(120);
});

test('of a span that the vendor has forgotten wholly nothing is asked, forced or not', async () => {
  const old = ['--from', '2020-01-01', '--to', '2020-02-01'];
  for (const more of [[], ['--force'], ['--step', '1d']]) {
    const {code, stdout} = await bench.run('plan', ...old, ...more);
    expect(code).toBe(0);
    expect(stdout.startsWith(forgotten)).toBe(true);
    expect(stdout).toContain('\n0 calls, ');
  }
  const {code, stdout, stderr} = await bench.run('collect', '--json', ...old, '--force', '--app', 'red');
  expect({code, stderr}).toEqual({code: 0, stderr: forgotten});
  expect(JSON.parse(stdout)).toMatchObject([{app: 'red', collected: 0, left: 0, calls: 0}]);
  expect(bench.simulator.requests).toEqual([]);
});

test('a job whose span is longer than the memory of the vendor costs no calls for the rest', async () => {
  const job = {report: 'chat', step: '6h', schedule: '0 * * * *', span: '400d', refresh: ['10m', '1h']};
  await bench.configure({jobs: [job]});
  const {stdout} = await bench.run('plan', '--app', 'red');
  expect(stdout).toContain(forgotten);
  expect(Number(/^(\d+) calls/m.exec(stdout)![1])).toBeLessThanOrEqual(121);
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
  ['an app is misspelt', ['--app', 'bleu'], '“bleu” is not configured, was “blue” meant?'],
  ['a step is none', ['--step', '5h'], '--step'],
  ['a step is longer than the report allows', ['--step', '31d'], '30 days'],
])('plan is bad usage when %s', async (_, args, named) => {
  const {code, stdout, stderr} = await bench.run('plan', ...args);
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  expect(stderr).toContain(named);
});
