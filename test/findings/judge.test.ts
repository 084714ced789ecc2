import {expect, test} from '@jest/globals';
import type {LossClass} from '../../src/domain/loss.js';
import type {Sums} from '../../src/domain/rates.js';
import type {Definition} from '../../src/findings/definition.js';
import {definitions} from '../../src/findings/definitions.js';
import {type Facts, judge, type Verdict} from '../../src/findings/judge.js';

interface Side extends Partial<Sums> {
  readonly lost?: Partial<Record<LossClass, number>>;
}

/** The judged windows, and those of each day before (of the week before: its whole, which is the first of them). */
function judged(definition: Definition, now: Side, before: readonly Side[], more: Partial<Facts> = {}): Verdict {
  const length = {hours: 2, day: 24, week: 168}[definition.over];
  const sideAt = ({to}: {to: number}) => (to === 0 ? now : before[definition.over === 'hours' ? to / 24 - 1 : 0]);
  return judge(definition, {
    count: (field, hours) => sideAt(hours)?.[field] ?? 0,
    lost: (hours, of) => sideAt(hours)?.lost?.[of] ?? 0,
    collected: ({from}) => Math.min(from, length),
    told: () => 1,
    ...more,
  });
}

const receipts = (receipt_sent: number, receipt_delivered: number) => ({receipt_sent, receipt_delivered});
const holds = [null];

test.each<[string, Side, Side[], Verdict]>([
  ['just below half', receipts(200, 89), [receipts(100, 90), receipts(100, 90)], holds],
  ['just half', receipts(200, 90), [receipts(100, 90), receipts(100, 90)], []],
  ['of too few now', receipts(199, 0), [receipts(1000, 900)], undefined],
  ['of too few before', receipts(1000, 0), [receipts(100, 90), receipts(99, 90)], undefined],
  ['of one day only, which is enough', receipts(1000, 100), [receipts(200, 180)], holds],
])('a delivery rate has collapsed: %s', (_, now, before, verdict) => {
  expect(judged(definitions.collapse, now, before)).toEqual(verdict);
});

test('a click rate is judged where enough clicks were to be expected', () => {
  const before = {receipt_delivered: 100_000, receipt_clicked: 4000};
  expect(judged(definitions.click, {receipt_delivered: 5000, receipt_clicked: 99}, [before])).toEqual(holds);
  expect(judged(definitions.click, {receipt_delivered: 4999, receipt_clicked: 0}, [before])).toBeUndefined();
});

test('a level is too low whatever is usual, unless no receipt comes at all', () => {
  expect(judged(definitions.floor, receipts(1000, 399), [])).toEqual(holds);
  expect(judged(definitions.floor, receipts(1000, 400), [])).toEqual([]);
  expect(judged(definitions.floor, receipts(1000, 0), [])).toEqual([]);
});

const days = (...sent: number[]) => sent.map((each) => ({sent: each}));

test.each<[string, Side, Side[], Verdict]>([
  ['that always sends', {sent: 0}, days(300, 200, 100, 300, 200), holds],
  ['that sends', {sent: 1}, days(300, 200, 100, 300, 200), []],
  ['that sent on four days', {sent: 0}, days(300, 200, 0, 300, 200), undefined],
  ['that sends little', {sent: 0}, days(300, 199, 100, 300, 199), undefined],
])('silence of a platform %s', (_, now, before, verdict) => {
  expect(judged(definitions.silence, now, before)).toEqual(verdict);
});

test('nothing is silent while windows of the app are missing', () => {
  expect(judged(definitions.silence, {sent: 0}, days(300, 300, 300, 300, 300), {collected: () => 1})).toBeUndefined();
});

test('not one receipt is told of a day of a thousand sends', () => {
  expect(judged(definitions.receipts, receipts(1000, 0), [])).toEqual(holds);
  expect(judged(definitions.receipts, receipts(1000, 1), [])).toEqual([]);
  expect(judged(definitions.receipts, receipts(999, 0), [])).toBeUndefined();
});

test('credentials are refused where a third of the targets is lost to them, a quota used up where it is of what is missing', () => {
  const sums = {total: 1000, sent: 1000, receipt_sent: 1000, receipt_delivered: 600};
  expect(judged(definitions.credentials, {...sums, lost: {config: 300}}, [])).toEqual(['config']);
  expect(judged(definitions.credentials, {...sums, lost: {config: 299}}, [])).toEqual([]);
  expect(judged(definitions.quota, {...sums, lost: {quota: 120}}, [])).toEqual(['quota']);
  expect(judged(definitions.quota, {...sums, lost: {quota: 119}}, [])).toEqual([]);
});

test('losses of each class that has doubled are told, where losses were collected before', () => {
  const now = {total: 100_000, lost: {token: 4000, user: 4000, vendor: 1500}};
  const before = {total: 700_000, lost: {token: 14_000, user: 16_000, vendor: 4000}};
  expect(judged(definitions.growth, now, [before])).toEqual(['token']);
  expect(judged(definitions.growth, now, [before], {told: () => 0})).toBeUndefined();
});
