import {afterEach, expect, jest, test} from '@jest/globals';
import type {Job} from '../../src/domain/job.js';
import {Schedule} from '../../src/pipeline/schedule.js';
import {silentLog} from '../support/doubles/silent-log.js';
import {aJob} from '../support/fixtures/examples.js';
import {until} from '../support/oracle/until.js';

const DAY_MS = 86_400_000;
const NEVER = '0 0 29 2 *';
let schedule: Schedule | undefined;
afterEach(() => {
  schedule?.stop();
  jest.useRealTimers();
});

/** A schedule that looks all the time, under a clock that a test sets. */
function started(...schedules: string[]) {
  const words: string[] = [];
  const ticks: Job[] = [];
  const missed: string[] = [];
  const clock = {
    nowMs: 0,
    elapsedMs: 0,
    now: () => Date.now() + clock.nowMs,
    elapsed: () => performance.now() + clock.elapsedMs,
  };
  const deps = {
    onTick: (job: Job) => void ticks.push(job),
    clock,
    meter: {tickMissed: (report: string, step: string) => void missed.push(`${report} ${step}`)},
    log: {...silentLog, ...logInto(words)},
  };
  const jobs = schedules.map((line) => aJob({schedule: line}));
  schedule = new Schedule(jobs, deps, {lookEveryMs: 5});
  schedule.start();
  return {schedule, jobs, ticks, missed, clock, words};
}

function logInto(words: string[]) {
  const tell = (_data: object, message: string) => void words.push(message);
  return {warn: tell, error: tell};
}

test('every job ticks at once, to catch up', () => {
  const {ticks, jobs} = started(NEVER, '*/10 * * * *');
  expect(ticks).toEqual(jobs);
});

test('a job ticks by its cron line, and again', async () => {
  const {ticks, missed} = started('* * * * * *');
  await until(() => ticks.length >= 3);
  expect(missed).toEqual([]);
});

test('no job is late in the beginning', () => {
  expect(started(NEVER, '* * * * * *').schedule.late()).toEqual([]);
});

test.each([
  ['stepped forward', {nowMs: DAY_MS, elapsedMs: 0}],
  ['set back, so that the timer waits for a time that was already', {nowMs: -DAY_MS, elapsedMs: DAY_MS}],
])('a tick that a clock swallowed is made up for once and counted: %s', async (_name, by) => {
  const {ticks, missed, clock, schedule: beating} = started('*/10 * * * *');
  clock.nowMs += by.nowMs;
  clock.elapsedMs += by.elapsedMs;
  expect(beating.late()).toHaveLength(1);
  await until(() => missed.length > 0);
  expect(ticks).toHaveLength(2);
  expect(missed).toEqual(['chat 1h']);
  expect(beating.late()).toEqual([]);
});

test('a tick is not late within a minute of its time', () => {
  const {clock, schedule: beating} = started('* * * * *');
  clock.elapsedMs += 59_000;
  expect(beating.late()).toEqual([]);
  clock.elapsedMs += 62_000;
  expect(beating.late()).toHaveLength(1);
});

test('only the job whose tick was missed is ticked again', async () => {
  const {ticks, missed, clock, jobs} = started(NEVER, '*/10 * * * *');
  clock.nowMs += 3_600_000;
  await until(() => missed.length > 0);
  expect(ticks.slice(2)).toEqual([jobs[1]]);
});

test('a job whose tick was made up for goes on ticking by its cron line', async () => {
  const {ticks, missed, clock} = started('* * * * * *');
  clock.nowMs += DAY_MS;
  await until(() => missed.length === 1);
  const soFar = ticks.length;
  await until(() => ticks.length >= soFar + 2);
});

test('nothing ticks after the stop', async () => {
  const {ticks, clock, schedule: beating} = started('* * * * * *');
  await beating.stop();
  const before = ticks.length;
  clock.nowMs += DAY_MS;
  const end = Date.now() + 1100;
  await until(() => ticks.length > before || Date.now() > end);
  expect(ticks).toHaveLength(before);
});

test('a clock that leaps over years makes one tick and one line in the log, even just before a tick', async () => {
  jest.useFakeTimers({now: 0});
  const {ticks, missed, words} = started('*/5 * * * *');
  await jest.advanceTimersByTimeAsync(299_999);
  jest.setSystemTime(Date.UTC(2026, 10, 26, 0, 1));
  await jest.advanceTimersByTimeAsync(10);
  expect(words).toEqual(['tick missed: made up for']);
  expect(missed).toEqual(['chat 1h']);
  await jest.advanceTimersByTimeAsync(300_000);
  // At once, for the leap, and by the line.
  expect(ticks).toHaveLength(3);
});
