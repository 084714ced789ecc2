import {beforeEach, describe, expect, test} from '@jest/globals';
import {measurement} from '../../../src/domain/measurements.js';
import type {Store} from '../../../src/domain/ports.js';
import {ALWAYS, HOUR, PLATFORM, platform, sorted, T0, TOTAL, total} from './points.js';

/** Points are found by span and tags. */
export function describePoints(store: () => Store): void {
  test('points of a span include its start and not its end', async () => {
    await store().write([0, 1, 2, 3].map((i) => total('shop', T0 + i * HOUR, i)));
    const found = await store().points({measurement: TOTAL, span: {start: T0 + HOUR, end: T0 + 3 * HOUR}});
    expect(sorted(found)).toEqual([total('shop', T0 + HOUR, 1), total('shop', T0 + 2 * HOUR, 2)]);
  });

  test('points are those whose tags equal all that are given', async () => {
    await store().write([platform('fcm', T0, 1), platform('apns', T0, 2), platform('fcm', T0 + HOUR, 3)]);
    const ask = (tags: Record<string, string | string[]>) =>
      store().points({measurement: PLATFORM, span: ALWAYS, tags});
    expect(sorted(await ask({platform: 'fcm', app: 'shop'}))).toEqual([
      platform('fcm', T0, 1),
      platform('fcm', T0 + HOUR, 3),
    ]);
    expect(await ask({platform: 'fcm', app: 'other'})).toEqual([]);
    expect(sorted(await ask({platform: ['apns', 'honor'], app: ['other', 'shop']}))).toEqual([platform('apns', T0, 2)]);
  });

  test('points have the fields that are asked for', async () => {
    await store().write([platform('fcm', T0, 1), platform('apns', T0, 2)]);
    const found = await store().points({measurement: PLATFORM, span: ALWAYS, fields: ['clicked', 'sent']});
    const wanted = [platform('fcm', T0, 1), platform('apns', T0, 2)].map((point) => {
      return {...point, fields: {sent: point.fields.sent!, clicked: point.fields.clicked!}};
    });
    expect(sorted(found)).toEqual(sorted(wanted));
  });

  test('a measurement that nobody has written is empty to every question', async () => {
    const query = {measurement: measurement.chatTotal('30d'), span: ALWAYS};
    expect(await store().points(query)).toEqual([]);
    expect(await store().sums([{...query, fields: ['sent'], by: ['app']}])).toEqual([[]]);
    expect(await store().latest({measurement: query.measurement, by: ['app']})).toEqual([]);
  });
}

/** Sums are those of the points that are asked for. */
export function describeSums(store: () => Store): void {
  describe('sums', () => {
    const span = {start: T0, end: T0 + 2 * HOUR};
    const query = {measurement: PLATFORM, span, fields: ['sent', 'clicked']};
    beforeEach(() =>
      store().write([
        platform('fcm', T0, 10, 1),
        platform('fcm', T0 + HOUR, 20, 2),
        platform('apns', T0, 300, 0),
        platform('apns', T0 + 2 * HOUR, 4000, 400),
      ]),
    );

    test('sums add up the fields for each combination of tags, within the span', async () => {
      const [rows] = await store().sums([{...query, by: ['app', 'platform']}]);
      expect(sorted(rows!)).toEqual([
        {tags: {app: 'shop', platform: 'apns'}, fields: {sent: 300, clicked: 0}},
        {tags: {app: 'shop', platform: 'fcm'}, fields: {sent: 30, clicked: 3}},
      ]);
    });

    test('sums by nothing are one row', async () => {
      expect(await store().sums([{...query, by: []}])).toEqual([[{tags: {}, fields: {sent: 330, clicked: 3}}]]);
    });

    test('sums count only points whose tags equal those given', async () => {
      const rows = await store().sums([{...query, by: ['app'], tags: {platform: 'fcm'}}]);
      expect(rows).toEqual([[{tags: {app: 'shop'}, fields: {sent: 30, clicked: 3}}]]);
    });

    test('sums of stretches of time count from the epoch, and a stretch without points has no row', async () => {
      await store().write([platform('apns', T0 + 900, 5, 0), platform('fcm', T0 + 3 * HOUR, 7, 0)]);
      const wide = {...query, span: {start: T0 - HOUR, end: T0 + 4 * HOUR}};
      const [rows] = await store().sums([{...wide, by: ['platform'], every: 2 * HOUR}]);
      expect(sorted(rows!)).toEqual([
        {tags: {platform: 'apns'}, time: T0, fields: {sent: 305, clicked: 0}},
        {tags: {platform: 'apns'}, time: T0 + 2 * HOUR, fields: {sent: 4000, clicked: 400}},
        {tags: {platform: 'fcm'}, time: T0, fields: {sent: 30, clicked: 3}},
        {tags: {platform: 'fcm'}, time: T0 + 2 * HOUR, fields: {sent: 7, clicked: 0}},
      ]);
      const [odd] = await store().sums([{...wide, by: [], every: 7 * HOUR, tags: {platform: 'fcm'}}]);
      expect(odd!.sort((a, b) => a.time! - b.time!)).toEqual([
        {tags: {}, time: 1_772_366_400, fields: {sent: 30, clicked: 3}},
        {tags: {}, time: 1_772_391_600, fields: {sent: 7, clicked: 0}},
      ]);
    });

    test('sums that are asked for together are those of each question alone', async () => {
      const other = {...platform('fcm', T0, 7), tags: {app: 'other', sdkappid: '1400000002', platform: 'fcm'}};
      await store().write([other, platform('fcm', T0 + 900, 9, 3), total('shop', T0, 5)]);
      const queries = [
        {...query, by: ['app', 'platform']},
        {...query, by: ['platform'], every: HOUR},
        {...query, by: [], every: 2 * HOUR, fields: ['clicked']},
        {...query, by: ['app'], every: HOUR, fields: ['sent', 'unheard_of']},
        {...query, by: ['app'], every: HOUR, tags: {platform: 'apns'}},
        {...query, by: [], every: HOUR, span: {start: T0 + HOUR, end: T0 + 9 * HOUR}},
        {...query, by: ['app'], every: HOUR, measurement: TOTAL},
      ];
      const alone = await Promise.all(queries.map((each) => store().sums([each])));
      expect((await store().sums(queries)).map(sorted)).toEqual(alone.flat().map(sorted));
    });

    test('sums over a span without points have no rows', async () => {
      expect(await store().sums([{...query, span: {start: 1, end: 2}, by: []}])).toEqual([[]]);
    });
  });
}

/** The right edge of the data. */
export function describeLatest(store: () => Store): void {
  test('latest is the newest point of each combination of tags, whatever the order of writing', async () => {
    await store().write([platform('fcm', T0 + HOUR, 2), platform('fcm', T0, 1), platform('apns', T0, 3)]);
    const latest = (by: string[]) => store().latest({measurement: PLATFORM, by});
    const newest = platform('fcm', T0 + HOUR, 2);
    expect(sorted(await latest(['app', 'platform']))).toEqual([platform('apns', T0, 3), newest]);
    expect(await latest(['app'])).toEqual([newest]);
    expect(await latest([])).toEqual([newest]);
  });
}
