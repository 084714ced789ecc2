import {afterEach, beforeEach, expect, jest, test} from '@jest/globals';
import type {Job} from '../../src/domain/job.js';
import {Schedule} from '../../src/pipeline/schedule.js';
import {at} from '../support/doubles/manual-clock.js';
import {silentLog} from '../support/doubles/silent-log.js';
import {aJob} from '../support/fixtures/examples.js';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const NEVER = '0 0 29 2 *';
const NOW = at('2026-03-05T10:20Z') * 1000;
let schedule: Schedule | undefined;

beforeEach(() => {
  jest.useFakeTimers({now: NOW});
});
afterEach(() => {
  schedule?.stop();
  jest.useRealTimers();
});

const passes = (ms: number) => jest.advanceTimersByTimeAsync(ms);
/** Somebody sets the clock. */
const leaps = (ms: number) => jest.setSystemTime(Date.now() + ms);

function started(...schedules: string[]) {
  const ticks: Job[] = [];
  const missed: string[] = [];
  const words: string[] = [];
  const tell = (_data: object, message: string) => void words.push(message);
  const clock = {asleepMs: 0, now: Date.now, elapsed: () => performance.now() + clock.asleepMs};
  const deps = {
    onTick: (job: Job) => void ticks.push(job),
    clock,
    meter: {tickMissed: (report: string, step: string) => void missed.push(`${report} ${step}`)},
    log: {...silentLog, warn: tell, error: tell},
  };
  const jobs = schedules.map((line) => aJob({schedule: line}));
  schedule = new Schedule(jobs, deps);
  schedule.start();
  return {schedule, jobs, ticks, missed, words, clock};
}

test('every job ticks at once, to catch up', () => {
  const {ticks, jobs} = started(NEVER, '*/10 * * * *');
  expect(ticks).toEqual(jobs);
});

test('a job ticks by its cron line, and again', async () => {
  const {ticks, missed, schedule: beating} = started('*/10 * * * *');
  expect(beating.upcoming()).toMatchObject([{atMs: NOW + 10 * MINUTE_MS}]);
  await passes(10 * MINUTE_MS - 1);
  expect(ticks).toHaveLength(1);
  await passes(1000);
  expect(ticks).toHaveLength(2);
  await passes(20 * MINUTE_MS);
  expect(ticks).toHaveLength(4);
  expect(missed).toEqual([]);
});

test('a job of every second ticks every second', async () => {
  const {ticks} = started('* * * * * *');
  await passes(5000);
  expect(ticks).toHaveLength(6);
});

test('no job is late in the beginning', () => {
  expect(started(NEVER, '* * * * * *').schedule.late()).toEqual([]);
});

test.each([
  ['a clock that was stepped forward', () => leaps(DAY_MS)],
  [
    'a clock that was set back, so that the time of the tick does not come',
    async () => {
      leaps(-DAY_MS);
      await passes(12 * MINUTE_MS);
    },
  ],
])('a tick that is swallowed is made up for once and counted: %s', async (_name, happens) => {
  const {ticks, missed, schedule: beating} = started('*/10 * * * *');
  await happens();
  await passes(1000);
  expect(missed).toEqual(['chat 1h']);
  expect(ticks).toHaveLength(2);
  expect(beating.late()).toEqual([]);
  await passes(10 * MINUTE_MS);
  expect(ticks).toHaveLength(3);
  expect(missed).toHaveLength(1);
});

test('a tick is not late within a minute of its time', () => {
  const {clock, schedule: beating} = started('* * * * *');
  clock.asleepMs = 119_000;
  expect(beating.late()).toEqual([]);
  clock.asleepMs = 121_000;
  expect(beating.late()).toHaveLength(1);
});

test('only the job whose tick was missed is ticked again', async () => {
  const {ticks, missed, jobs} = started(NEVER, '*/10 * * * *');
  leaps(3_600_000);
  await passes(1000);
  expect(missed).toHaveLength(1);
  expect(ticks.slice(2)).toEqual([jobs[1]]);
});

test('a leap over very many ticks makes one tick and one line in the log, even just before a tick', async () => {
  jest.setSystemTime(0);
  const {ticks, missed, words} = started('*/5 * * * *');
  await passes(5 * MINUTE_MS - 1);
  jest.setSystemTime(NOW + MINUTE_MS);
  await passes(1000);
  expect(words).toEqual(['tick missed: made up for']);
  expect(missed).toEqual(['chat 1h']);
  expect(ticks).toHaveLength(2);
});

test('jobs that are put in the place of others tick, and those do no more', async () => {
  const {ticks, schedule: beating} = started('*/10 * * * *');
  const other = aJob({schedule: '*/2 * * * *'});
  beating.restart([other]);
  await passes(10 * MINUTE_MS + 1000);
  expect(ticks.slice(1)).toEqual(Array.from({length: 6}, () => other));
});

test('nothing ticks after the stop', async () => {
  const {ticks, schedule: beating} = started('* * * * * *');
  beating.stop();
  leaps(DAY_MS);
  await passes(2000);
  expect(ticks).toHaveLength(1);
});
