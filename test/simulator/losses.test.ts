import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {pushProfile, type SimulatedApp} from '../../src/simulator/app.js';
import {broadcastCountsOf} from '../../src/simulator/broadcast.js';
import {countsOf} from '../../src/simulator/counts.js';
import type {Incident} from '../../src/simulator/incident.js';
import {broadcastLossesOf, chatLossesOf, type WindowLosses} from '../../src/simulator/losses.js';
import type {Counts} from '../../src/simulator/slot.js';
import type {Span} from '../../src/simulator/slot-parts.js';

const NOW = 1_741_795_200;
const HOUR = 3600;
const DAY = 24 * HOUR;
const far = NOW + 60 * DAY;
const hour = {start: NOW - 6 * HOUR, end: NOW - 5 * HOUR};
const campaigns = [{taskId: 'spring', start: NOW - 30 * HOUR, size: 50_000}];
const profile = (changes: Partial<SimulatedApp> = {}) =>
  pushProfile({sdkAppId: 1400000001, secretKey: 'key', campaigns, ...changes});

const moment = fc.integer({min: NOW - 2 * DAY, max: NOW});
const volume = fc.constantFrom(30, 5_000, 200_000, 10_000_000);
const reason = {code: 'x', text: 'planted'};
const incidents = fc.constantFrom<readonly Incident[]>(
  [],
  [{platform: 3, from: NOW - DAY, to: NOW, delivery: 0.3, reason}],
  [
    {from: NOW - DAY, to: NOW, sent: 0, delivery: 0},
    {from: NOW - DAY, to: NOW, sent: 0.5, delivery: 1.2, reason},
  ],
  [
    {from: NOW - DAY, to: NOW, delivery: 0, reason},
    {from: NOW - DAY, to: NOW, delivery: 0.5, reason},
  ],
);

interface Cell {
  readonly key: string;
  readonly counts: Counts;
}

/** Counts of both kinds by cell, and how much their losses explain. */
function both(app: Partial<SimulatedApp>, span: Span, asOf: number, planted: readonly Incident[] = []) {
  const world = {seed: 7, incidents: planted};
  const chat: Cell[] = [...countsOf(profile(app), span, asOf, world).platforms].map(([key, counts]) => ({
    key: `${key}`,
    counts,
  }));
  const broadcast = broadcastCountsOf(profile(app), span, asOf, world).rows.map(
    (row): Cell => ({key: `${row.event}/${row.platform}`, counts: row}),
  );
  const chatLosses = chatLossesOf(profile(app), span, asOf, world);
  const broadcastLosses = broadcastLossesOf(profile(app), span, asOf, world);
  const rows = [...chatLosses.platforms, ...broadcastLosses.platforms].map((loss) => ({
    ...loss,
    key: loss.event ? `${loss.event}/${loss.platform}` : `${loss.platform}`,
  }));
  const lost = (key: string, stage: string) =>
    rows.filter((row) => row.key === key && row.stage === stage).reduce((sum, {count}) => sum + count, 0);
  return {cells: [...chat, ...broadcast], rows, lost, windows: [chatLosses, broadcastLosses]};
}

test('once settled, the losses of every cell are its gaps, for any window and whatever has happened', () => {
  fc.assert(
    fc.property(moment, moment, volume, incidents, (a, b, pushes, planted) => {
      const span = {start: Math.min(a, b), end: Math.max(a, b)};
      const {cells, lost} = both({volume: pushes}, span, far, planted);
      for (const {key, counts} of cells) {
        const receipts = key !== '4' && key !== '1/4';
        expect([key, lost(key, 'ready')]).toEqual([key, counts.total - counts.sent]);
        expect([key, lost(key, 'sent')]).toEqual([key, receipts ? counts.sent - counts.delivered : 0]);
      }
    }),
    {numRuns: 60},
  );
});

test('at any age, losses at stage ready are complete, and those at stage sent grow and stay within the gap', () => {
  const ages = fc.array(fc.integer({min: 0, max: DAY}), {minLength: 2, maxLength: 5});
  fc.assert(
    fc.property(fc.integer({min: 0, max: 180}), ages, volume, incidents, (slot, times, pushes, planted) => {
      const start = NOW - 2 * DAY + slot * 900;
      let before = new Map<string, number>();
      for (const age of times.sort((a, b) => a - b)) {
        const {cells, rows, lost} = both({volume: pushes}, {start, end: start + HOUR}, start + age, planted);
        for (const {key, counts} of cells) {
          expect(lost(key, 'ready')).toBe(counts.total - counts.sent);
          expect(lost(key, 'sent')).toBeLessThanOrEqual(counts.sent - counts.delivered);
        }
        const now = new Map(rows.map((row) => [`${row.key} ${row.stage} ${row.code}`, row.count]));
        for (const [key, count] of before) expect([key, (now.get(key) ?? 0) >= count]).toEqual([key, true]);
        before = now;
      }
    }),
    {numRuns: 60},
  );
});

test('losses of adjacent windows add up to those of the whole, code by code, in rows and totals', () => {
  const sums = (windows: readonly WindowLosses[]) => {
    const counts: Record<string, number> = {};
    for (const {total, platforms} of windows)
      for (const row of [...total, ...platforms]) {
        const {platform, event} = {platform: undefined, event: undefined, ...row};
        const key = [row.stage, event, platform, row.code].join(' ');
        counts[key] = (counts[key] ?? 0) + row.count;
      }
    return counts;
  };
  fc.assert(
    fc.property(fc.tuple(moment, moment, moment), moment, volume, incidents, (times, asOf, pushes, planted) => {
      const [start, cut, end] = times.sort((a, b) => a - b) as [number, number, number];
      const of = (from: number, to: number) => both({volume: pushes}, {start: from, end: to}, asOf, planted).windows;
      expect(sums([...of(start, cut), ...of(cut, end)])).toEqual(sums(of(start, end)));
    }),
    {numRuns: 60},
  );
});

test('half of the losses are new after minutes, and none after twelve hours', () => {
  const at = (age: number) =>
    chatLossesOf(profile(), hour, hour.end + age, {seed: 7, incidents: []})
      .total.filter(({stage}) => stage === 'sent')
      .reduce((sum, {count}) => sum + count, 0);
  expect(at(600) / at(DAY)).toBeGreaterThan(0.5);
  expect(at(HOUR)).toBeLessThan(at(DAY));
  expect(at(12 * HOUR)).toBe(at(60 * DAY));
});

test('an app whose losses are explained in part tells of that part of each gap', () => {
  const {cells, lost} = both({volume: 20_000_000, explained: 0.6}, hour, far);
  for (const {key, counts} of cells.filter(({key}) => key !== '4' && key !== '1/4')) {
    expect(lost(key, 'ready') / (counts.total - counts.sent)).toBeCloseTo(0.6, 1);
    expect(lost(key, 'sent') / (counts.sent - counts.delivered)).toBeCloseTo(0.6, 1);
  }
  expect(both({explained: 0}, hour, far).rows).toEqual([]);
});

test('totals are the sums of the rows by stage and code, unless some platforms are in the totals only', () => {
  const sum = (losses: readonly {count: number}[]) => losses.reduce((all, {count}) => all + count, 0);
  for (const {total, platforms} of both({}, hour, far).windows) {
    for (const {stage, code, count} of total)
      expect(sum(platforms.filter((row) => row.stage === stage && row.code === code))).toBe(count);
    expect(sum(platforms)).toBe(sum(total));
    expect(new Set(total.map(({stage, code}) => `${stage} ${code}`)).size).toBe(total.length);
  }
  const [whole] = both({}, hour, far).windows;
  const [apart] = both({lossesOnlyInTotals: [1]}, hour, far).windows;
  expect(apart!.total).toEqual(whole!.total);
  expect(apart!.platforms).toEqual(whole!.platforms.filter(({platform}) => platform !== 1));
});

test('each platform has codes of its own maker, as texts, and the same number can mean different things', () => {
  const {rows} = both({volume: 50_000_000}, hour, far);
  const codes = (key: string, stage: string) =>
    rows.filter((row) => row.key === key && row.stage === stage).map(({code, text}) => `${code} ${text}`);
  expect(codes('3', 'ready')).toEqual(['-2 token not uploaded']);
  expect(codes('1', 'sent')).toEqual(['410 Unregistered', '400 BadDeviceToken', '429 TooManyRequests']);
  expect(codes('1/7', 'sent')).toEqual([
    '10302 regId invalid',
    '10085 title or content breaks a rule',
    '10072 too fast',
  ]);
  expect(codes('6', 'sent')).toContain('-2 flow control');
  expect(codes('4', 'sent')).toEqual([]);
  expect(codes('2/0', 'sent')).toEqual(['-3 long connection lost']);
});

test('the same seed gives the same losses, another seed or kind gives others', () => {
  const of = (seed: number) => chatLossesOf(profile(), hour, far, {seed, incidents: []});
  expect(of(7)).toEqual(of(7));
  expect(of(8)).not.toEqual(of(7));
  expect(broadcastLossesOf(profile(), hour, far, {seed: 7, incidents: []}).total).not.toEqual(of(7).total);
});
