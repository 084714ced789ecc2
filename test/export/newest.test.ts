import {describe, expect, test} from '@jest/globals';
import type {Known} from '../../src/domain/coverage.js';
import type {Point} from '../../src/domain/point.js';
import {kindOf} from '../../src/export/kinds.js';
import {isNewer, newestOf, type Verdict, verdictOf} from '../../src/export/newest.js';

const NOW = 10_000;
const entry = (fetchedAt: number, outcome: Known['outcome'] = 'ok'): Known => ({
  window: {start: 0, end: 3600},
  fetchedAt,
  outcome,
});

test.each<[string, Known | undefined, Known | undefined, Verdict]>([
  ['only the export has it', entry(5000), undefined, 'replace'],
  ['only the store has it', undefined, entry(5000), 'add'],
  ['nobody has it', undefined, undefined, 'add'],
  ['the export is newer', entry(6000), entry(5000), 'replace'],
  ['the store is newer', entry(5000), entry(6000), 'keep'],
  ['both are of one answer', entry(5000), entry(5000), 'add'],
  ['the export was refused later', entry(6000, 'rejected'), entry(5000), 'add'],
  ['the store was refused later', entry(5000), entry(6000, 'rejected'), 'add'],
  ['the export is from the future', entry(NOW + 1), entry(5000), 'add'],
  ['the store is from the future', entry(5000), entry(NOW + 1), 'replace'],
])('of a window, when %s', (_, incoming, standing, verdict) => {
  expect(verdictOf({incoming, standing}, NOW)).toBe(verdict);
});

const point = (platform: string, sent: number, time = 0): Point => ({
  measurement: 'timpush_chat_platform_1h',
  tags: {app: 'shop', platform},
  fields: {sent, text: 'kept'},
  time,
});

describe('counts of windows', () => {
  const newest = (verdict: Verdict, aged = false) =>
    newestOf(
      [point('apns', 7), point('fcm', 3), point('oppo', 2)],
      [point('apns', 5), point('vivo', 4), point('oppo', 2)],
      {aged, verdict: () => verdict},
    );

  test('newer ones replace, and what they lack becomes zeros; what is the same is not written again', () => {
    expect(newest('replace')).toEqual([point('apns', 7), point('fcm', 3), point('vivo', 0)]);
  });

  test('older ones stay away', () => {
    expect(newest('keep')).toEqual([]);
  });

  test('where nobody knows, what is missing is added and what stands stays', () => {
    expect(newest('add')).toEqual([point('fcm', 3)]);
  });

  test.each<Verdict>(['replace', 'keep', 'add'])(
    'as they were at an age they stay, and missing ones are added (%s)',
    (verdict) => {
      expect(newest(verdict, true)).toEqual([point('fcm', 3)]);
    },
  );

  test('zeros are not written again and again', () => {
    const settings = {aged: false, verdict: (): Verdict => 'replace'};
    expect(newestOf([point('apns', 7)], [point('apns', 7), point('vivo', 0)], settings)).toEqual([]);
  });

  test('tags may stand in any order', () => {
    const turned = {...point('apns', 5), tags: {platform: 'apns', app: 'shop'}};
    expect(newestOf([point('apns', 7)], [turned], {aged: false, verdict: () => 'replace'})).toEqual([point('apns', 7)]);
  });
});

test.each([
  ['timpush_ledger', {fetched_at: 2}, {fetched_at: 1}, true],
  ['timpush_ledger', {fetched_at: 1}, {fetched_at: 1}, false],
  ['timpush_campaign_total', {fetched_at: 2}, {fetched_at: 1}, true],
  ['timpush_campaign_platform', {fetched_at: 1}, {fetched_at: 2}, false],
  ['timpush_finding', {until: 5}, {until: 0}, true],
  ['timpush_finding', {until: 0}, {until: 5}, false],
  ['timpush_run', {ok: 1}, {ok: 0}, false],
  ['timpush_verify', {difference: 1}, {difference: 0}, false],
])('of %s, %j against %j', (measurement, theirs, ours, newer) => {
  const of = (fields: Point['fields']): Point => ({measurement, tags: {}, fields, time: 0});
  expect(isNewer(kindOf(measurement)!, of(theirs), of(ours))).toBe(newer);
});

test.each([
  ['timpush_chat_total_1h', {of: 'windows', report: 'chat', step: '1h', aged: false}],
  ['timpush_chat_platform_30d_aged', {of: 'windows', report: 'chat', step: '30d', aged: true}],
  ['timpush_broadcast_loss_1d', {of: 'windows', report: 'broadcast-loss', step: '1d', aged: false}],
  ['timpush_broadcast_platform_6h', {of: 'windows', report: 'broadcast', step: '6h', aged: false}],
  ['timpush_ledger', {of: 'ledger'}],
  ['timpush_check', undefined],
  ['timpush_mine', undefined],
  ['timpush_mine_1h', undefined],
  ['../timpush_chat_total_1h', undefined],
])('%s holds %j', (name, kind) => {
  expect(kindOf(name)).toEqual(kind);
});
