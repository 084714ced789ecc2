import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {pushProfile} from '../../src/simulator/app.js';
import {type BroadcastCounts, broadcastCountsOf} from '../../src/simulator/broadcast.js';
import {countsOf} from '../../src/simulator/counts.js';
import type {Counts} from '../../src/simulator/slot.js';

const NOW = 1_741_795_200;
const HOUR = 3600;
const DAY = 24 * HOUR;
const far = NOW + 60 * DAY;
const world = {seed: 7, incidents: []};
const hour = {start: NOW - 6 * HOUR, end: NOW - 5 * HOUR};
const campaign = {taskId: 'spring', start: NOW - 30 * HOUR, size: 50_000};
const shop = pushProfile({sdkAppId: 1400000001, secretKey: 'key', broadcastVolume: 300_000, campaigns: [campaign]});

const moment = fc.integer({min: NOW - 2 * DAY, max: NOW});
const names = ['total', 'sent', 'delivered', 'clicked'] as const;
const flat = ({total, rows}: BroadcastCounts) =>
  new Map<string, Counts>([['all', total], ...rows.map((row) => [`${row.event}/${row.platform}`, row] as const)]);
const cell = (counts: BroadcastCounts, key: string, name: keyof Counts) => flat(counts).get(key)?.[name] ?? 0;

test('broadcasts of adjacent windows add up to those of the whole, for any cut at any second', () => {
  fc.assert(
    fc.property(fc.tuple(moment, moment, moment), moment, (times, asOf) => {
      const [start, cut, end] = times.sort((a, b) => a - b) as [number, number, number];
      const of = (from: number, to: number) => broadcastCountsOf(shop, {start: from, end: to}, asOf, world);
      const [first, second, whole] = [of(start, cut), of(cut, end), of(start, end)];
      for (const key of [...flat(first).keys(), ...flat(second).keys(), ...flat(whole).keys()])
        for (const name of names)
          expect([key, name, cell(first, key, name) + cell(second, key, name)]).toEqual([
            key,
            name,
            cell(whole, key, name),
          ]);
    }),
    {numRuns: 60},
  );
});

test('a window that begins and ends on a quarter of an hour only grows, and never clicks more than it sent', () => {
  const ages = fc.array(fc.integer({min: 0, max: 4 * DAY}), {minLength: 2, maxLength: 6});
  fc.assert(
    fc.property(fc.integer({min: 0, max: 150}), ages, (slot, times) => {
      const start = NOW - 2 * DAY + slot * 900;
      const seen = times
        .sort((a, b) => a - b)
        .map((age) => broadcastCountsOf(shop, {start, end: start + HOUR}, start + age, world));
      for (const name of names) {
        const values = seen.map(({total}) => total[name]);
        expect(values).toEqual([...values].sort((a, b) => a - b));
      }
      for (const row of seen.flatMap(({rows}) => rows))
        expect(row.delivered <= row.sent && row.sent <= row.total).toBe(true);
    }),
    {numRuns: 60},
  );
});

test('an average week carries the volume, three tenths of it online and the rest in the shares of the mix', () => {
  const profile = pushProfile({sdkAppId: 5, secretKey: 'key', broadcastVolume: 100_000, platforms: {1: 3, 9: 1}});
  const {total, rows} = broadcastCountsOf(profile, {start: NOW - 7 * DAY, end: NOW}, far, world);
  expect(Math.abs(total.total / 700_000 - 1)).toBeLessThan(0.05);
  const shares = rows.map((row) => [row.event, row.platform, Number((row.total / total.total).toFixed(2))]);
  expect(shares).toEqual([
    [1, 1, 0.52],
    [1, 9, 0.18],
    [2, 0, 0.3],
  ]);
});

test('two rows have the platform 0: offline without a known maker, and online', () => {
  const {rows} = broadcastCountsOf(shop, hour, far, world);
  expect(rows.map(({event, platform}) => `${event}/${platform}`)).toEqual([
    '1/0',
    '1/1',
    '1/2',
    '1/3',
    '1/4',
    '1/5',
    '1/6',
    '1/7',
    '1/8',
    '2/0',
  ]);
});

test('a broadcast is no chat push: each has counts of its own, from one seed', () => {
  const profile = pushProfile({
    sdkAppId: 1400000001,
    secretKey: 'key',
    volume: 100_000,
    broadcastVolume: 100_000 / 0.7,
  });
  const broadcast = broadcastCountsOf(profile, hour, far, world);
  expect(broadcast.rows.find(({platform}) => platform === 1)!.total).not.toBe(
    countsOf(profile, hour, far, world).platforms.get(1)!.total,
  );
  expect(broadcastCountsOf({...profile}, hour, far, {...world})).toEqual(broadcast);
  expect(broadcastCountsOf(profile, hour, far, {...world, seed: 8})).not.toEqual(broadcast);
});

test('FCM and a silent app report nothing delivered and nothing at all', () => {
  const {rows} = broadcastCountsOf(shop, hour, far, world);
  expect(rows.filter(({delivered}) => delivered === 0).map(({platform}) => platform)).toEqual([4]);
  const silent = pushProfile({sdkAppId: 5, secretKey: 'key', broadcastVolume: 0});
  expect(broadcastCountsOf(silent, hour, far, world)).toEqual({
    total: {total: 0, sent: 0, delivered: 0, clicked: 0},
    rows: [],
  });
});

test('a campaign is sent within an hour of its start, and is a part of all broadcasts', () => {
  const {start, size} = campaign;
  const of = (task: string | undefined, profile = shop) =>
    broadcastCountsOf(profile, {start: NOW - 2 * DAY, end: NOW}, far, world, task);
  const task = of('spring');
  expect(Math.abs(task.total.total / size - 1)).toBeLessThan(0.1);
  expect(broadcastCountsOf(shop, {start, end: start + HOUR}, far, world, 'spring')).toEqual(task);
  const without = of(undefined, {...shop, broadcast: {...shop.broadcast, campaigns: []}});
  for (const name of names)
    for (const key of flat(task).keys())
      expect(cell(without, key, name) + cell(task, key, name)).toBe(cell(of(undefined), key, name));
  expect(of('unheard of').total.total).toBe(0);
});

test('what a campaign delivers grows with age like everything else', () => {
  const {start} = campaign;
  const at = (age: number) => broadcastCountsOf(shop, {start, end: start + HOUR}, start + age, world, 'spring').total;
  expect(at(0).total).toBe(0);
  expect(at(1800).total).toBeLessThan(at(HOUR).total);
  expect(at(HOUR).total).toBe(at(DAY).total);
  expect(at(HOUR).delivered).toBeLessThan(at(DAY).delivered);
  expect(at(7 * DAY)).toEqual(at(60 * DAY));
});
