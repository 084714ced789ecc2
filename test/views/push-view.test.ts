import {beforeEach, expect, test} from '@jest/globals';
import {parseStep} from '../../src/domain/window.js';
import {pushView} from '../../src/views/push-view.js';
import {at} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {countsOf, pushPoints} from '../support/fixtures/counts.js';
import {aJob, anApp, anEntry} from '../support/fixtures/examples.js';
import {recordEntries} from '../support/fixtures/record-entries.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** Shortly after 06:00 in Shanghai. */
const now = at('2026-11-23T22:05Z');
const hour = (back: number) => at('2026-11-23T22:00Z') - back * HOUR;
const jobs = [aJob(), aJob({step: parseStep('1d')!, span: 30 * DAY})];
const apps = [anApp(), anApp({name: 'news', sdkAppId: 1_400_000_002, timezone: 'America/New_York'})];

let store: MemoryStore;
beforeEach(() => {
  store = new MemoryStore();
});

const view = (query: Parameters<typeof pushView>[0]) =>
  pushView(query, {jobs, apps, store, timezone: 'Asia/Shanghai'}, now);

test('totals are those of the app, series those of its platforms, and a window without points is a gap', async () => {
  await store.write([
    ...pushPoints('shop', '1h', hour(1), {apns: 10, fcm: 20}),
    ...pushPoints('shop', '1h', hour(3), {fcm: 40}),
    ...pushPoints('news', '1h', hour(3), {apns: 100}),
  ]);
  const found = await view({last: '3h'});
  expect(found.totals).toEqual(countsOf(170));
  expect(found.times).toEqual([hour(3), hour(2), hour(1)]);
  expect(found.end).toBe(hour(0));
  const sent = Object.fromEntries(found.series.map(({platform, counts}) => [platform, counts.sent]));
  expect(sent).toEqual({apns: [100, null, 10], fcm: [40, null, 20]});
  expect(found.platforms).toEqual(['apns', 'fcm']);
});

test('filters narrow the totals, the rows and the series', async () => {
  await store.write([
    ...pushPoints('shop', '1h', hour(1), {apns: 10, fcm: 20}),
    ...pushPoints('news', '1h', hour(1), {apns: 100}),
  ]);
  const found = await view({last: '2h', app: 'shop', platform: 'apns'});
  expect(found.totals).toEqual(countsOf(10));
  expect(found.rows).toEqual([
    {app: 'shop', platform: 'apns', counts: countsOf(10), windows: {collected: 1, expected: 1}, compared: null},
  ]);
  expect(found.series.map(({platform, counts}) => [platform, counts.sent])).toEqual([['apns', [null, 10]]]);
  expect((await view({last: '2h', platform: 'apns'})).totals).toEqual(countsOf(110));
});

test('days that apps cut in other zones stand at the day they overlap most', async () => {
  const shanghai = at('2026-11-21T16:00Z');
  const newYork = at('2026-11-21T05:00Z');
  await store.write([
    ...pushPoints('shop', '1d', shanghai, {fcm: 5}),
    ...pushPoints('news', '1d', newYork, {fcm: 7}),
    ...pushPoints('news', '1d', newYork - DAY, {fcm: 1}),
  ]);
  const {times, series} = await view({from: '2026-11-20', to: '2026-11-24', step: '1d'});
  expect(times).toEqual([shanghai - 2 * DAY, shanghai - DAY, shanghai, shanghai + DAY]);
  expect(series[0]!.counts.sent).toEqual([null, 1, 12, null]);
});

test('the first and the last day of the charts have a day of each app, too', async () => {
  for (let day = 10; day <= 20; day += 1)
    await store.write([
      ...pushPoints('shop', '1d', at(`2026-11-${day}T00:00+08:00`), {fcm: 5}),
      ...pushPoints('news', '1d', at(`2026-11-${day}T00:00-05:00`), {fcm: 7}),
    ]);
  const {present, series} = await view({from: '2026-11-12', to: '2026-11-16', step: '1d'});
  expect([present, series[0]!.counts.sent]).toEqual([
    [2, 2, 2, 2],
    [12, 12, 12, 12],
  ]);
});

describe('a span is compared with the time before', () => {
  /** Both apps, an hour each: what they have now, and what they had at an age of one hour. */
  async function hours(count: number, now: (back: number) => number, aged = now) {
    for (let back = 1; back <= count; back += 1) {
      const points = ['shop', 'news'].flatMap((app) => pushPoints(app, '1h', hour(back), {fcm: now(back)}));
      const copies = ['shop', 'news'].flatMap((app) => pushPoints(app, '1h', hour(back), {fcm: aged(back)}));
      const asAged = copies.map((point) => {
        return {...point, measurement: `${point.measurement}_aged`, tags: {...point.tags, age: '1h'}};
      });
      await store.write([...points, ...(back > 1 ? asAged : [])]);
    }
  }

  test('over windows that are final, where half of them are', async () => {
    // The last refresh age is a day: of two days, one is final.
    await hours(96, (back) => (back <= 24 ? 10 : 100));
    const {comparison, basis} = await view({last: '2d', step: '1h'});
    expect(comparison).toEqual({now: countsOf(4800), before: countsOf(4800)});
    expect(basis).toEqual({
      step: '1h',
      windows: 24,
      of: 48,
      age: null,
      finalAfter: '1d',
      now: {start: hour(48), end: hour(24)},
      before: {start: hour(96), end: hour(72)},
    });
  });

  test('otherwise at an age that half of them have reached: windows that still grow are no drop', async () => {
    await hours(
      96,
      (back) => (back <= 24 ? 40 : 100),
      () => 30,
    );
    const {comparison, basis, tooEarly} = await view({last: '1d', step: '1h'});
    expect(comparison).toEqual({now: countsOf(23 * 60), before: countsOf(23 * 60)});
    expect(basis).toMatchObject({step: '1h', windows: 23, of: 24, age: '1h'});
    expect(tooEarly).toBe(false);
    const ofPlatform = await view({last: '1d', step: '1h', app: 'shop', platform: 'fcm'});
    expect(ofPlatform.comparison).toEqual({now: countsOf(23 * 30), before: countsOf(23 * 30)});
  });

  test('not where nobody kept what the time before was like at that age', async () => {
    for (let back = 1; back <= 96; back += 1) await store.write(pushPoints('shop', '1h', hour(back), {fcm: 10}));
    expect((await view({last: '1d', step: '1h', app: 'shop'})).comparison).toBeNull();
    expect((await view({last: '2d', step: '1h', app: 'shop'})).comparison).not.toBeNull();
  });

  test('of apps that are configured only: what one that is gone had is no loss of the others', async () => {
    await hours(96, () => 10);
    for (let back = 30; back <= 96; back += 1) await store.write(pushPoints('gone', '1h', hour(back), {fcm: 1000}));
    const {comparison, rows} = await view({last: '2d', step: '1h'});
    expect(comparison!.now.sent).toBe(comparison!.before.sent);
    expect(rows.find(({app, platform}) => app === 'gone' && platform === null)).toMatchObject({compared: null});
  });

  test('with a platform that has no counts any more: it is a row without any', async () => {
    await hours(96, () => 10);
    for (let back = 49; back <= 96; back += 1) {
      const [, oppo] = pushPoints('shop', '1h', hour(back), {oppo: 30});
      await store.write([oppo!]);
    }
    const {rows} = await view({last: '2d', step: '1h', app: 'shop'});
    const gone = rows.filter(({platform}) => platform === 'oppo');
    expect(gone).toMatchObject([{app: 'shop', counts: {sent: 0}, compared: {now: {sent: 0}}}]);
    expect(gone[0]!.compared!.before.sent).toBeGreaterThan(20 * 30);
  });

  test('not where a window of it is too young for any age', async () => {
    await hours(6, () => 10);
    expect(await view({from: '2026-11-23T21:00Z', to: '2026-11-23T22:05Z', step: '1h'})).toMatchObject({
      comparison: null,
      tooEarly: true,
    });
  });

  test('not with a time that is not all there', async () => {
    await hours(30, () => 10);
    expect((await view({last: '24h'})).comparison).toBeNull();
  });

  test('row by row, those of apps whose windows are all there, too', async () => {
    for (let back = 1; back <= 96; back += 1) {
      await store.write(pushPoints('shop', '1h', hour(back), {fcm: back <= 48 ? 30 : 10, apns: 5}));
      if (back <= 48) await store.write(pushPoints('news', '1h', hour(back), {fcm: 7}));
    }
    const {rows, comparison, basis} = await view({last: '2d', step: '1h'});
    const compared = rows.map(({app, platform, compared}) => [app, platform, compared]);
    expect(comparison).toBeNull();
    expect(basis).toMatchObject({step: '1h', windows: 24});
    expect(compared).toEqual([
      ['news', null, null],
      ['news', 'fcm', null],
      ['shop', null, {now: countsOf(24 * 35), before: countsOf(24 * 15)}],
      ['shop', 'fcm', {now: countsOf(24 * 30), before: countsOf(24 * 10)}],
      ['shop', 'apns', {now: countsOf(24 * 5), before: countsOf(24 * 5)}],
    ]);
  });

  test('by windows of days where those of hours do not reach back, so that the first week compares, too', async () => {
    for (let back = 1; back <= 7 * 24; back += 1) await store.write(pushPoints('shop', '1h', hour(back), {fcm: 1}));
    // Days of Shanghai begin at 16:00; the last one before now has just ended.
    const day = (back: number) => at('2026-11-23T16:00Z') - back * DAY;
    for (let back = 1; back <= 20; back += 1)
      await store.write(pushPoints('shop', '1d', day(back), {fcm: back <= 7 ? 20 : 10}));
    const found = await view({last: '7d', step: '1h', app: 'shop'});
    expect(found.step).toBe('1h');
    expect(found.basis).toEqual({
      step: '1d',
      windows: 6,
      of: 7,
      age: null,
      finalAfter: '1d',
      now: {start: day(7), end: day(1)},
      before: {start: day(14), end: day(8)},
    });
    expect(found.comparison).toEqual({now: countsOf(120), before: countsOf(60)});
    expect(found.rows[0]!.compared).toEqual(found.comparison);
  });

  test('by windows of days that are final by the hour, although the day is looked at once more', async () => {
    const [hourly, daily] = jobs as [(typeof jobs)[0], (typeof jobs)[0]];
    const late = {...daily, refresh: [...daily.refresh, {name: '7d', seconds: 7 * DAY}]};
    for (let back = 1; back <= 20; back += 1)
      await store.write(pushPoints('shop', '1d', at('2026-11-23T16:00Z') - back * DAY, {fcm: back <= 7 ? 20 : 10}));
    const deps = {jobs: [hourly, late], apps: [apps[0]!], store, timezone: 'Asia/Shanghai'};
    const {basis} = await pushView({last: '7d', step: '1d'}, deps, now);
    expect(basis).toMatchObject({step: '1d', windows: 6, finalAfter: '1d'});
  });

  test('with the same time a week before, where that is asked', async () => {
    await hours(24 * 9, (back) => (back > 24 * 7 ? 10 : 100));
    const {basis, comparison} = await view({last: '2d', step: '1h', against: '7d'});
    expect(basis!.before).toEqual({start: hour(48 + 168), end: hour(24 + 168)});
    expect(comparison).toEqual({now: countsOf(4800), before: countsOf(480)});
    await expect(view({last: '2d', against: '1d'})).rejects.toThrow('against: it must not be shorter than the span');
  });

  test('not with a time in which one of two apps was not collected: it would seem to have doubled', async () => {
    await hours(48, () => 10);
    for (let back = 49; back <= 96; back += 1) await store.write(pushPoints('shop', '1h', hour(back), {fcm: 10}));
    expect((await view({last: '2d', step: '1h'})).comparison).toBeNull();
    expect((await view({last: '2d', step: '1h', app: 'shop'})).comparison).not.toBeNull();
  });
});

test('every figure says how many windows it is of, those of apps included that have none', async () => {
  for (let back = 1; back <= 13; back += 1) await store.write(pushPoints('shop', '1h', hour(back), {fcm: 10}));
  await store.write(pushPoints('closed', '1h', hour(3), {fcm: 1}));
  const found = await view({last: '7d', step: '1h'});
  expect(found.windows).toEqual({collected: 14, expected: 2 * 167 + 1});
  expect(found.rows.filter(({platform}) => platform === null).map(({app, windows}) => [app, windows])).toEqual([
    ['closed', {collected: 1, expected: null}],
    ['shop', {collected: 13, expected: 167}],
  ]);
  expect((await view({last: '7d', step: '1h', app: 'news'})).windows).toEqual({collected: 0, expected: 167});
});

test('every window of the charts says how many of the apps it has', async () => {
  await store.write([...pushPoints('shop', '1h', hour(1), {fcm: 1}), ...pushPoints('news', '1h', hour(1), {fcm: 1})]);
  await store.write(pushPoints('shop', '1h', hour(2), {fcm: 1}));
  expect(await view({last: '3h', platform: 'apns'})).toMatchObject({present: [0, 1, 2], expectedApps: 2});
  expect(await view({last: '3h', app: 'news'})).toMatchObject({present: [0, 0, 1], expectedApps: 1});
});

test('the charts get the counts that they show, and no others', async () => {
  await store.write(pushPoints('shop', '1h', hour(1), {fcm: 20}));
  const {series} = await view({last: '1h', count: 'clicked', rate: 'send'});
  expect(series).toEqual([{platform: 'fcm', counts: {clicked: [2], total: [20], sent: [20]}}]);
  await expect(view({count: 'app'})).rejects.toThrow(/count/);
  await expect(view({rate: 'toString'})).rejects.toThrow(/rate/);
});

test.each([
  [{platform: 'fmc'}, 'platform: “fmc” is not one, was “fcm” meant?'],
  [{platform: 'platform_4'}, 'platform: “platform_4” is not one'],
  [{platform: ''}, 'platform: “” is not one'],
  [{app: 'shpo'}, 'app: “shpo” is not configured, was “shop” meant?'],
  [{app: 'a\u001b[2J'}, 'app: “a [2J” is not configured'],
  [{step: '2h'}, 'step: “2h” has no job; there are 1h, 1d'],
  [{step: '5h'}, 'step: “5h” is not a step; try 1h or 1d'],
  [
    {ap: 'shop'},
    '“ap” is not asked here, was “app” meant?; known: app, platform, report, step, last, from, to, count, rate, against',
  ],
])('a name that nobody has is refused: %j', async (query: object, words) => {
  await expect(view(query)).rejects.toThrow(words);
  await expect(view(query)).rejects.toMatchObject({statusCode: 400});
});

test('a name that is only in the store is known: of an app that is no longer configured, of a step that has no job', async () => {
  await recordEntries(store, [anEntry({app: 'gone', sdkAppId: 3, step: '6h'})]);
  expect(await view({app: 'gone'})).toMatchObject({totals: null});
  expect(await view({step: '6h'})).toMatchObject({step: '6h'});
  expect(await view({platform: 'platform_4711'})).toMatchObject({totals: null});
});

test('nothing collected is nothing, and not zero', async () => {
  const found = await view({});
  expect(found).toMatchObject({totals: null, comparison: null, series: [], rows: [], apps: ['news', 'shop']});
});
