import {expect, test} from '@jest/globals';
import {explainedChange} from '../../src/domain/explained-change.js';
import {countsOf} from '../support/fixtures/counts.js';

const sums = (whole: number, part: number) => ({...countsOf(whole), receipt_sent: whole, receipt_delivered: part});

test('a platform moves the rate by its mean share times the change of its own rate, and the mix by the rest', () => {
  const change = explainedChange('delivery', [
    {name: 'huawei', before: sums(400, 360), now: sums(200, 60)},
    {name: 'xiaomi', before: sums(600, 540), now: sums(800, 720)},
  ])!;
  expect(change).toMatchObject({rate: 'delivery', before: 0.9, now: 0.78});
  expect(change.change).toBeCloseTo(-0.12);
  expect(change.parts.map(({name}) => name)).toEqual(['huawei', 'xiaomi']);
  expect(change.parts[0]).toMatchObject({now: 0.3, before: 0.9, shareNow: 0.2, shareBefore: 0.4});
  expect(change.parts[0]!.moved).toBeCloseTo(-0.18);
  expect(change.parts[1]!.moved).toBeCloseTo(0);
  expect(change.mix).toBeCloseTo(0.06);
});

test('a shift of devices alone is the mix, although the rate of all falls', () => {
  const change = explainedChange('delivery', [
    {name: 'fast', before: sums(500, 500), now: sums(100, 100)},
    {name: 'slow', before: sums(500, 250), now: sums(900, 450)},
  ])!;
  expect(change.parts.map(({moved}) => moved)).toEqual([0, 0]);
  expect(change.mix).toBeCloseTo(-0.2);
});

test('what has one side only belongs to the mix, and what has none is not told', () => {
  const change = explainedChange('delivery', [
    {name: 'old', before: sums(100, 90), now: sums(100, 80)},
    {name: 'new', before: sums(0, 0), now: sums(100, 50)},
    {name: 'none', before: sums(0, 0), now: sums(0, 0)},
  ])!;
  expect(change.parts.map(({name, moved}) => [name, moved === 0])).toEqual([
    ['old', false],
    ['new', true],
  ]);
  expect(change.parts[1]).toMatchObject({now: 0.5, before: null});
  const moved = change.parts.reduce((sum, part) => sum + part.moved, change.mix);
  expect(moved).toBeCloseTo(change.change);
});

test('without a rate on both sides there is no change', () => {
  expect(explainedChange('delivery', [{name: 'fcm', before: sums(0, 0), now: sums(10, 5)}])).toBeUndefined();
  expect(explainedChange('send', [])).toBeUndefined();
});
