import {afterEach, beforeEach, expect, test} from '@jest/globals';
import type {Collector} from '../../src/collector.js';
import {type Simulator, startSimulator} from '../../src/simulator/simulator.js';
import {at} from '../support/doubles/manual-clock.js';
import {comparable, duckDbLines} from '../support/fixtures/store-lines.js';
import {appSettingsOf, shops} from '../support/fixtures/three-apps-fixture.js';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';
import {dueWindows, expectedLines, type OracleJob, reportOf, windowText} from '../support/oracle/oracle.js';
import {openCollectorAt, runAll} from '../support/servers/collector-in-process.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const apps = shops.map(({app}) => app);
/** Berlin's clocks went forward two days before. */
const FIRST_RUN = at('2026-03-31T10:20Z');
const jobs = ['chat', 'broadcast', 'chat-loss', 'broadcast-loss'].flatMap((report): OracleJob[] => [
  {report, step: '1h', span: DAY, refresh: {'10m': 600, '1h': HOUR, '6h': 6 * HOUR}},
  {
    report,
    step: '1d',
    span: (report.endsWith('-loss') ? 7 : 4) * DAY,
    refresh: {'10m': 600, '6h': 6 * HOUR, '1d': DAY},
  },
]);

let now: number;
let simulator: Simulator;
let workplace: Workplace;
let collector: Collector;

beforeEach(async () => {
  now = FIRST_RUN;
  workplace = await makeWorkplace();
  const clock = () => now * 1000;
  simulator = await startSimulator({apps: shops.map(({simulated}) => simulated), minGapMs: 0}, {now: clock});
  await workplace.configure({
    apps: await appSettingsOf(workplace, simulator.url),
    jobs: jobs.map(({report, step, span, refresh}) => ({
      report,
      step,
      schedule: '*/10 * * * *',
      span: `${span / DAY}d`,
      refresh: Object.keys(refresh),
    })),
    timpush: {paceMs: 25, retries: 8, userSigTtl: '365d'},
    store: 'duckdb',
    duckdb: {path: workplace.path('push.duckdb')},
  });
  collector = await openCollectorAt(clock, workplace);
});
afterEach(async () => {
  await collector?.close();
  await simulator?.close();
  await workplace?.remove();
});

test('after the data has aged a run asks exactly the windows that passed a refresh age, and keeps what they were at it', async () => {
  expect(await runAll(collector)).toEqual({left: 0, errors: []});
  expect(asked(0)).toEqual(due(now));

  for (const passed of [7 * HOUR, 10 * 60, 3 * HOUR]) {
    const calls = simulator.requests.length;
    const before = now;
    now += passed;
    expect(await runAll(collector)).toEqual({left: 0, errors: []});
    expect(asked(calls)).toEqual(due(now, before));
  }

  await collector.close();
  const lines = await duckDbLines(workplace.path('push.duckdb'));
  expect(comparable(lines)).toEqual(expectedLines({apps, jobs, simulator}));
  const agesSeen = new Set(lines.flatMap((line) => / age=(\w+)/.exec(line)?.[1] ?? []));
  expect([...agesSeen].sort()).toEqual(['10m', '1d', '1h', '6h']);
});

/** What was asked well from the given call on; a call that came too soon was made again. */
function asked(from: number): string[] {
  const answered = simulator.requests.slice(from).filter(({code}) => code === 0);
  return answered
    .map(
      (request) => `${request.sdkAppId} ${reportOf(request)} ${windowText({start: request.start!, end: request.end!})}`,
    )
    .sort();
}

function due(until: number, since?: number): string[] {
  const windows = apps.flatMap((app) =>
    jobs.flatMap((job) =>
      dueWindows(app, job, until, since).map((window) => `${app.sdkAppId} ${job.report} ${window}`),
    ),
  );
  return windows.sort();
}
