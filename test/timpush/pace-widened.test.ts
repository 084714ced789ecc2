import {expect, test} from '@jest/globals';
import {aPace} from './manual-pace.js';

test('the beat doubles each time it is widened, up to 10 s', async () => {
  const {pace, startAt} = aPace(1250);
  const gaps: number[] = [];
  let before = (await startAt()).atMs;
  for (let turn = 0; turn < 5; turn += 1) {
    pace.widen();
    const {turn: next, atMs} = await startAt();
    next.end();
    gaps.push(atMs - before);
    before = atMs;
  }
  expect(gaps).toEqual([2520, 5080, 10_000, 10_080, 10_080]);
});

test('a minute after the last widening the beat is as before', async () => {
  const {pace, clock, startAt} = aPace(1000, 99);
  await startAt();
  pace.widen();
  clock.set('2026-03-01T00:00:59Z');
  expect([(await startAt()).atMs, (await startAt()).atMs, (await startAt()).atMs]).toEqual([59_000, 61_032, 62_040]);
});

test('a pace that is wider than 10 s already is not made narrower', async () => {
  const {pace, startAt} = aPace(30_000);
  await startAt();
  pace.widen();
  expect([(await startAt()).atMs, (await startAt()).atMs]).toEqual([30_240, 60_480]);
});
