import {expect, test} from '@jest/globals';
import {Loop} from '../../src/domain/loop.js';
import type {Clock} from '../../src/domain/ports.js';
import {systemClock} from '../../src/system-clock.js';
import {ManualClock} from '../support/doubles/manual-clock.js';

/** Works `times`, each time so long as is said, and then stands still. */
async function beginnings(clock: ManualClock, tookMs: readonly number[], during: (time: number) => void = () => {}) {
  const begun: number[] = [];
  const first = clock.elapsed();
  let done = () => {};
  const all = new Promise<void>((resolve) => {
    done = resolve;
  });
  const loop = new Loop(
    async (stop) => {
      begun.push(clock.elapsed() - first);
      during(begun.length);
      const ms = tookMs[begun.length - 1];
      if (ms === undefined) {
        done();
        return new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve()));
      }
      await clock.sleep(ms);
    },
    60_000,
    clock,
  );
  loop.start();
  loop.start();
  await all;
  await loop.stop(1000);
  return begun;
}

test('works every minute, from beginning to beginning; what takes longer is followed at once', async () => {
  const begun = await beginnings(new ManualClock('2026-03-02T12:00Z'), [5000, 59_000, 90_000, 0]);
  expect(begun).toEqual([60_000, 120_000, 180_000, 270_000, 330_000]);
});

test('somebody who sets the clock changes nothing', async () => {
  const clock = new ManualClock('2026-03-02T12:00Z');
  const begun = await beginnings(clock, [0, 0, 0], (time) => clock.jump(time === 1 ? 86_400 : -2 * 86_400));
  expect(begun).toEqual([60_000, 120_000, 180_000, 240_000]);
});

test('a loop that rests ends at once', async () => {
  let works = 0;
  const loop = new Loop(async () => void works++, 600_000, systemClock());
  loop.start();
  await loop.stop(600_000);
  expect(works).toBe(0);
});

test('work that does not end is left behind after the grace', async () => {
  const slept: number[] = [];
  const clock: Pick<Clock, 'elapsed' | 'sleep'> = {elapsed: () => 0, sleep: async (ms) => void slept.push(ms)};
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const work = () => {
    begin();
    return new Promise<void>(() => {});
  };
  const loop = new Loop(work, 60_000, clock);
  loop.start();
  await begun;
  await loop.stop(8000);
  expect(slept).toEqual([60_000, 8000]);
});

test('a loop that was not started can be stopped', async () => {
  await new Loop(async () => {}, 60_000, systemClock()).stop(600_000);
});
