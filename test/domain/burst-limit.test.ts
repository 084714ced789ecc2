import {setImmediate as nextRound} from 'node:timers/promises';
import {expect, test} from '@jest/globals';
import {BurstLimit} from '../../src/domain/burst-limit.js';
import {aPace, never} from '../timpush/manual-pace.js';

test('so many pass in a round, the others in the rounds after it, in the order of asking', async () => {
  const burstLimit = new BurstLimit(2);
  const passed: number[] = [];
  const pass = async (number: number) => {
    while (!burstLimit.isOpen) await burstLimit.opens();
    burstLimit.pass();
    passed.push(number);
  };
  const all = Promise.all([1, 2, 3, 4, 5].map(pass));
  const seen: number[] = [];
  for (let round = 0; round < 4; round++) {
    seen.push(passed.length);
    await nextRound();
  }
  await all;
  expect(seen).toEqual([2, 4, 5, 5]);
  expect(passed).toEqual([1, 2, 3, 4, 5]);
});

test('who waits for it finds it open, and one passes in that round', async () => {
  const burstLimit = new BurstLimit(1);
  burstLimit.pass();
  await burstLimit.opens();
  expect(burstLimit.isOpen).toBe(true);
  burstLimit.pass();
  expect(burstLimit.isOpen).toBe(false);
  await nextRound();
  expect(burstLimit.isOpen).toBe(true);
});

test('who waits and then does not pass holds up nobody', async () => {
  const burstLimit = new BurstLimit(1);
  burstLimit.pass();
  const opened = [1, 2].map(() => burstLimit.opens());
  await Promise.all(opened);
  expect(burstLimit.isOpen).toBe(true);
});

test('many apps whose beats come together do not all begin in one round of the event loop', async () => {
  const ofAll = new BurstLimit();
  const paces = Array.from({length: 200}, () => aPace(1000, 4, ofAll).pace);
  let begun = 0;
  const all = Promise.all(
    paces.map(async (pace) => {
      await pace.turn(never);
      begun += 1;
    }),
  );
  await nextRound();
  expect(begun).toBeGreaterThan(0);
  expect(begun).toBeLessThanOrEqual(128);
  await all;
  expect(begun).toBe(200);
});
