import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {pushProfile} from '../../src/simulator/app.js';
import {countsOf, type WindowCounts} from '../../src/simulator/counts.js';
import type {Counts} from '../../src/simulator/slot.js';

const NOW = 1_741_795_200;
const HOUR = 3600;
const DAY = 24 * HOUR;
const shop = pushProfile({sdkAppId: 1400000001, secretKey: 'key'});
const world = {seed: 7, incidents: []};
const hour = {start: NOW - 6 * HOUR, end: NOW - 5 * HOUR};
const far = NOW + 60 * DAY;

const rows = ({total, platforms}: WindowCounts): Counts[] => [total, ...platforms.values()];
const flat = ({total, platforms}: WindowCounts) => ({all: total, ...Object.fromEntries(platforms)});
const moment = fc.integer({min: NOW - 3 * DAY, max: NOW});
const volume = fc.constantFrom(0, 30, 5_000, 200_000, 40_000_000);

function add(a: WindowCounts, b: WindowCounts): Record<string, Counts> {
  const sums: Record<string, Counts> = {...flat(a)};
  for (const [key, {total, sent, delivered, clicked}] of Object.entries(flat(b))) {
    const sum = sums[key] ?? {total: 0, sent: 0, delivered: 0, clicked: 0};
    sums[key] = {
      total: sum.total + total,
      sent: sum.sent + sent,
      delivered: sum.delivered + delivered,
      clicked: sum.clicked + clicked,
    };
  }
  return sums;
}

test('counts of adjacent windows add up to those of the whole, for any cut at any second', () => {
  fc.assert(
    fc.property(fc.tuple(moment, moment, moment), moment, volume, (times, asOf, pushes) => {
      const [start, cut, end] = times.sort((a, b) => a - b) as [number, number, number];
      const profile = pushProfile({sdkAppId: 1400000001, secretKey: 'key', volume: pushes});
      const of = (from: number, to: number) => countsOf(profile, {start: from, end: to}, asOf, world);
      expect(add(of(start, cut), of(cut, end))).toEqual(flat(of(start, end)));
    }),
    {numRuns: 200},
  );
});

test('nothing is clicked that was not delivered, delivered that was not sent, or sent that could not be', () => {
  fc.assert(
    fc.property(
      moment,
      fc.integer({min: 1, max: 4000}),
      fc.integer({min: 0, max: 4 * DAY}),
      volume,
      (start, length, age, pushes) => {
        const profile = pushProfile({sdkAppId: 1400000001, secretKey: 'key', volume: pushes, withoutReceipts: []});
        for (const {total, sent, delivered, clicked} of rows(
          countsOf(profile, {start, end: start + length}, start + age, world),
        )) {
          expect([sent <= total, delivered <= sent, clicked <= delivered, clicked >= 0]).toEqual([
            true,
            true,
            true,
            true,
          ]);
        }
      },
    ),
    {numRuns: 300},
  );
});

test('a window that begins and ends on a quarter of an hour only grows', () => {
  fc.assert(
    fc.property(
      fc.integer({min: 0, max: 200}),
      fc.integer({min: 1, max: 8}),
      fc.array(moment, {minLength: 2, maxLength: 8}),
      volume,
      (slot, slots, times, pushes) => {
        const profile = pushProfile({sdkAppId: 1400000001, secretKey: 'key', volume: pushes});
        const start = NOW - 3 * DAY + slot * 900;
        const seen = times
          .sort((a, b) => a - b)
          .map((asOf) => countsOf(profile, {start, end: start + slots * 900}, asOf, world).total);
        for (const name of ['total', 'sent', 'delivered', 'clicked'] as const) {
          const values = seen.map((counts) => counts[name]);
          expect(values).toEqual([...values].sort((a, b) => a - b));
        }
      },
    ),
    {numRuns: 200},
  );
});

test('pushes are sent at once, delivered over hours, clicked over days, and final after a week', () => {
  const at = (age: number) => countsOf(shop, hour, hour.end + age, world).total;
  const final = at(60 * DAY);
  expect([at(0).total, at(0).sent]).toEqual([final.total, final.sent]);
  expect(at(10 * 60).delivered / final.delivered).toBeGreaterThan(0.7);
  expect(at(2 * HOUR).delivered).toBeLessThan(final.delivered);
  expect(at(13 * HOUR).delivered).toBe(final.delivered);
  expect(at(DAY).clicked).toBeGreaterThan(at(HOUR).clicked);
  expect(at(DAY).clicked).toBeLessThan(final.clicked);
  expect(at(7 * DAY)).toEqual(final);
});

test('nothing is counted before it has happened', () => {
  expect(rows(countsOf(shop, hour, hour.start, world))).toEqual([{total: 0, sent: 0, delivered: 0, clicked: 0}]);
  const half = countsOf(shop, hour, hour.start + 1234, world).total;
  expect(half).toEqual(countsOf(shop, {start: hour.start, end: hour.start + 1234}, hour.start + 1234, world).total);
});

test('the same seed gives the same counts, another seed or app gives others', () => {
  const counts = countsOf(shop, hour, far, world);
  const neighbour = {...shop, sdkAppId: 1400000002};
  expect(countsOf({...shop}, hour, far, {...world})).toEqual(counts);
  expect(countsOf(shop, hour, far, {...world, seed: 8})).not.toEqual(counts);
  expect(countsOf(neighbour, hour, far, world)).not.toEqual(counts);
});

test('an average week carries the volume of an app, in the shares of its mix', () => {
  const profile = pushProfile({sdkAppId: 5, secretKey: 'key', volume: 100_000, platforms: {1: 3, 9: 1}});
  const {total, platforms} = countsOf(profile, {start: NOW - 7 * DAY, end: NOW}, far, world);
  expect(Math.abs(total.total / 700_000 - 1)).toBeLessThan(0.05);
  expect([...platforms.keys()]).toEqual([1, 9]);
  expect(Math.abs(platforms.get(1)!.total / total.total - 0.75)).toBeLessThan(0.02);
});

test('a platform without receipts is clicked and never delivered', () => {
  const fcm = countsOf(shop, hour, far, world).platforms.get(4)!;
  expect(fcm.delivered).toBe(0);
  expect(fcm.clicked).toBeGreaterThan(0);
});

test('evenings are busier than nights, by the clock of the users', () => {
  const at = (timezoneOffsetHours: number, iso: string) => {
    const start = Date.parse(iso) / 1000;
    const profile = pushProfile({sdkAppId: 5, secretKey: 'key', timezoneOffsetHours});
    return countsOf(profile, {start, end: start + HOUR}, far, world).total.total;
  };
  expect(at(8, '2025-03-11T20:00+08:00')).toBeGreaterThan(2 * at(8, '2025-03-11T04:00+08:00'));
  expect(at(-8, '2025-03-11T20:00+08:00')).toBeLessThan(at(-8, '2025-03-11T20:00-08:00') / 2);
});
