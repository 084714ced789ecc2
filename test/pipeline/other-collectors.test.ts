import {expect, test} from '@jest/globals';
import {type RunSummary, runPoint} from '../../src/domain/run-summary.js';
import {OtherCollectors} from '../../src/pipeline/other-collectors.js';
import {at} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {silentLog} from '../support/doubles/silent-log.js';
import {aJob, anApp} from '../support/fixtures/examples.js';

const STARTED = at('2026-03-08T12:00Z');
const NOW = at('2026-03-08T15:00Z');
const mine = 'host-a:1:11';
const job = aJob();

test.each([
  ['another collector ran the job after this one was started', 'host-b:1:22', '2026-03-08T14:30Z', 'host-b:1:22'],
  ['this one ran it', mine, '2026-03-08T14:30Z', undefined],
  ['another one ran it more than an hour ago', 'host-b:1:22', '2026-03-08T13:30Z', undefined],
  ['a version without names ran it', '', '2026-03-08T14:30Z', undefined],
])('who else works on the store, when %s', async (_, collector, ranAt, expected) => {
  expect(await otherAfter({collector, startedAt: at(ranAt)}, NOW)).toBe(expected);
});

test('a run of a collector from before the start of this one is no sign of another at work', async () => {
  const soon = STARTED + 60;
  expect(await otherAfter({collector: 'host-b:1:22', startedAt: STARTED - 60}, soon)).toBeUndefined();
});

test('an app of another collector is no concern of this one', async () => {
  const app = anApp({name: 'other', sdkAppId: 1_400_000_002});
  expect(await otherAfter({collector: 'host-b:1:22', startedAt: NOW - 60, app}, NOW)).toBeUndefined();
});

async function otherAfter(run: Partial<RunSummary>, now: number): Promise<string | undefined> {
  const store = new MemoryStore();
  await store.write([runPoint({...ended, ...run})]);
  return new OtherCollectors(mine, STARTED).other({job, app: anApp()}, now, {store, log: silentLog});
}

const ended: RunSummary = {
  app: anApp(),
  report: 'chat',
  step: '1h',
  startedAt: NOW,
  durationMs: 1,
  windowsOk: 1,
  windowsFailed: 0,
  windowsLeft: 0,
  calls: 1,
  retries: 0,
  lag: 0,
  survey: [],
  error: undefined,
};
