import {setImmediate as nextRound} from 'node:timers/promises';
import {expect, test} from '@jest/globals';
import {BurstLimit} from '../../src/domain/burst-limit.js';
import {aPace, never} from '../timpush/manual-pace.js';

/** A limit whose time goes on when told; `passing` lets as many pass as may, and counts them. */
function aLimit(lanes: number, paceMs = 1000) {
  let nowMs = 0;
  const burstLimit = new BurstLimit(paceMs, {elapsed: () => nowMs});
  for (let lane = 0; lane < lanes; lane++) burstLimit.enter();
  const passing = () => {
    let passed = 0;
    for (; burstLimit.isOpen; passed++) burstLimit.pass();
    return passed;
  };
  const later = (ms: number) => {
    nowMs += ms;
  };
  return {burstLimit, passing, later};
}

test('a few pass at once; then so many in a millisecond as the lanes need in a pace, and a tenth', () => {
  const {passing, later} = aLimit(10_000);
  expect(passing()).toBe(64);
  const each = Array.from({length: 100}, () => {
    later(1);
    return passing();
  });
  expect(Math.max(...each)).toBe(11);
  expect(each.reduce((sum, passed) => sum + passed)).toBeCloseTo(1100, -1);
});

test('lanes that have no more calls to make count no more; a few lanes need no spreading', () => {
  const {burstLimit, passing, later} = aLimit(10_000);
  for (let lane = 0; lane < 9_990; lane++) burstLimit.leave();
  passing();
  later(10);
  expect(passing()).toBe(40);
});

test('what a process could not let pass while it was busy may pass then; of a longer rest nothing is kept', () => {
  const {passing, later} = aLimit(10_000);
  passing();
  later(40);
  expect(passing()).toBe(440);
  later(60_000);
  expect(passing()).toBe(550);
});

test('who waits for it passes in the order of asking, and before who comes later', async () => {
  const {burstLimit, passing, later} = aLimit(10);
  passing();
  const passed: number[] = [];
  const pass = async (number: number) => {
    while (!burstLimit.isOpen) await burstLimit.opens();
    burstLimit.pass();
    passed.push(number);
  };
  const waiting = [1, 2, 3].map(pass);
  later(1);
  const newcomer = pass(4);
  expect(passed).toEqual([]);
  await Promise.all([...waiting, newcomer]);
  expect(passed).toEqual([1, 2, 3, 4]);
});

test('who waits and then does not pass holds up nobody', async () => {
  const {burstLimit, passing, later} = aLimit(10);
  passing();
  const opened = [1, 2, 3, 4, 5].map(() => burstLimit.opens());
  later(1);
  await Promise.all(opened);
  expect(burstLimit.isOpen).toBe(true);
});

test('many apps whose beats come together do not all begin in one round of the event loop', async () => {
  const {burstLimit, later} = aLimit(0);
  const paces = Array.from({length: 200}, () => aPace(1000, 4, burstLimit).pace);
  let begun = 0;
  const all = Promise.all(
    paces.map(async (pace) => {
      await pace.turn(never);
      begun += 1;
    }),
  );
  for (let round = 0; round < 20; round++) await nextRound();
  expect(begun).toBe(64);
  later(20);
  while (begun < 144) await nextRound();
  later(20);
  await all;
  expect(begun).toBe(200);
});
