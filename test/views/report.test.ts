import {beforeEach, describe, expect, test} from '@jest/globals';
import {parseStep} from '../../src/domain/window.js';
import {lookUp} from '../../src/timpush/loss-codes.js';
import {queries} from '../../src/views/query.js';
import type {ReportQuery} from '../../src/views/report.js';
import {at, ManualClock} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {countsOf, pushPoints} from '../support/fixtures/counts.js';
import {aJob, anApp, anEntry} from '../support/fixtures/examples.js';
import {recordEntries} from '../support/fixtures/record-entries.js';

const DAY = 86_400;
/** Shortly after six in the morning in Shanghai. */
const NOW = '2026-11-23T22:20Z';
const hour = (back: number) => at('2026-11-23T22:00Z') - back * 3600;
const apps = [anApp(), anApp({name: 'news', sdkAppId: 1_400_000_002, timezone: 'America/New_York'})];
/** The last refresh age is a day. */
const jobs = [aJob(), aJob({step: parseStep('1d')!, span: 30 * DAY})];

let store: MemoryStore;
beforeEach(() => {
  store = new MemoryStore();
});

function report(query: ReportQuery, now = NOW) {
  const clock = new ManualClock(now);
  return queries({jobs, apps, store, clock, explainLoss: lookUp, timezone: 'Asia/Shanghai'}).report(query);
}

const rowsOf = async (query: ReportQuery) =>
  (await report(query)).rows.map(({app, platform, counts, windows: {collected, expected}}) => {
    return [app, platform, counts?.sent ?? null, `${collected} of ${expected}`];
  });

/** Of both apps, an hour each. */
async function hours(count: number, sent: (back: number) => number, age?: string): Promise<void> {
  for (let back = 1; back <= count; back += 1) {
    const points = ['shop', 'news'].flatMap((app) =>
      pushPoints(app, '1h', hour(back), {fcm: sent(back), apns: sent(back)}),
    );
    await store.write(
      age === undefined
        ? points
        : points.map(({measurement, tags, ...point}) => ({
            ...point,
            measurement: `${measurement}_aged`,
            tags: {...tags, age},
          })),
    );
  }
}

describe('filters:', () => {
  beforeEach(async () => {
    await hours(3, (back) => back * 10);
    await store.write(pushPoints('old', '1h', hour(1), {fcm: 7}));
  });

  test('apps narrow the rows and the windows', async () => {
    expect(await rowsOf({last: '3h', app: 'shop'})).toEqual([
      ['shop', null, 120, '3 of 3'],
      ['shop', 'fcm', 60, '3 of 3'],
      ['shop', 'apns', 60, '3 of 3'],
    ]);
    expect((await report({last: '3h', app: 'shop,news'})).windows).toEqual({collected: 6, expected: 6});
  });

  test('a platform leaves its rows alone', async () => {
    expect(await rowsOf({last: '3h', app: 'news,shop', platform: 'fcm'})).toEqual([
      ['news', 'fcm', 60, '3 of 3'],
      ['shop', 'fcm', 60, '3 of 3'],
    ]);
  });

  test('an app that is stored and no longer configured may be asked about', async () => {
    const identity = {app: 'old', sdkAppId: 7, fetchedAt: hour(0)};
    await recordEntries(store, [anEntry({...identity, window: {start: hour(1), end: hour(0)}})]);
    expect(await rowsOf({last: '3h', app: 'old', by: 'app'})).toEqual([['old', null, 7, '1 of null']]);
  });

  test.each([
    [{app: 'shop,nwes'}, 'app: “nwes” is not configured, was “news” meant?'],
    [{platform: 'huawey'}, 'was “huawei” meant?'],
    [{by: 'hours'}, 'by: “hours” is not one of app, platform, hour, day, was “hour” meant?'],
    [{compare: 'yes'}, 'compare: “yes” is not one of true, false'],
    [{to: '2026-11-23'}, 'to: it needs from, too'],
  ])('%j is refused', async (query, message) => {
    await expect(report(query)).rejects.toThrow(message);
    await expect(report(query)).rejects.toMatchObject({statusCode: 400});
  });

  test('dates without an offset are local to the configured zone, whatever the zone of the app', async () => {
    const {from, to, rows} = await report({from: '2026-11-24T04:00', to: '2026-11-24T05:00', app: 'news'});
    expect([from, to]).toEqual(['2026-11-23T20:00:00Z', '2026-11-23T21:00:00Z']);
    expect(rows[0]!.counts!.sent).toBe(40);
  });
});

describe('a row for', () => {
  beforeEach(async () => {
    await store.write([
      ...pushPoints('shop', '1h', hour(1), {fcm: 5, apns: 20}),
      ...pushPoints('news', '1h', hour(1), {fcm: 40}),
      ...pushPoints('shop', '1h', hour(3), {fcm: 300}),
    ]);
  });

  test('each app is its total, or its one platform', async () => {
    expect(await rowsOf({last: '3h', by: 'app'})).toEqual([
      ['shop', null, 325, '2 of 3'],
      ['news', null, 40, '1 of 3'],
    ]);
    expect(await rowsOf({last: '3h', by: 'app', platform: 'apns'})).toEqual([['shop', 'apns', 20, '2 of 3']]);
  });

  test('each platform adds up the apps', async () => {
    expect(await rowsOf({last: '3h', by: 'platform'})).toEqual([
      [null, 'fcm', 345, '3 of 6'],
      [null, 'apns', 20, '3 of 6'],
    ]);
  });

  test('each hour is there, whether something is collected or not; one too young to be asked for is left out', async () => {
    const {rows, timezone} = await report({last: '3h', by: 'hour'});
    expect(timezone).toBe('Asia/Shanghai');
    expect(rows.map(({start, counts, windows}) => [start, counts?.sent ?? null, windows])).toEqual([
      ['2026-11-24T03:00:00+08:00', 300, {collected: 1, expected: 2}],
      ['2026-11-24T04:00:00+08:00', null, {collected: 0, expected: 2}],
      ['2026-11-24T05:00:00+08:00', 65, {collected: 2, expected: 2}],
    ]);
    expect(await rowsOf({last: '3h', by: 'hour', platform: 'apns', app: 'shop'})).toEqual([
      ['shop', 'apns', 0, '1 of 1'],
      ['shop', 'apns', null, '0 of 1'],
      ['shop', 'apns', 20, '1 of 1'],
    ]);
  });

  test('each day is cut in the zone of the apps, and says which part of it is there', async () => {
    const days = async (app: string) => {
      const {timezone, rows} = await report({last: '6h', by: 'day', app});
      return [timezone, ...rows.map(({start, end}) => `${start} ${end}`)];
    };
    expect(await days('shop')).toEqual(['Asia/Shanghai', '2026-11-24T00:00:00+08:00 2026-11-24T06:00:00+08:00']);
    expect(await days('news')).toEqual(['America/New_York', '2026-11-23T11:00:00-05:00 2026-11-23T17:00:00-05:00']);
    expect((await days('shop,news'))[0]).toBe('Asia/Shanghai');
  });

  test('each hour is told by windows of an hour, however far back; by longer ones it is refused', async () => {
    expect((await report({last: '20d', by: 'hour'})).step).toBe('1h');
    await expect(report({last: '2d', by: 'hour', step: '1d'})).rejects.toThrow('by: windows of 1d are longer than one');
    await expect(report({last: '20d', by: 'day', step: '7d'})).rejects.toMatchObject({statusCode: 400});
  });
});

describe('sums of one app', () => {
  const ofShop = (query: ReportQuery) => {
    const deps = {jobs, apps: [apps[0]!], store, explainLoss: lookUp, timezone: 'Asia/Shanghai'};
    return queries({...deps, clock: new ManualClock(NOW)}).report({last: '2d', compare: 'true', ...query});
  };
  const names = async (query: ReportQuery) => new Set((await ofShop(query)).rows.map(({app}) => app));
  beforeEach(async () => {
    for (let back = 1; back <= 96; back += 1) await store.write(pushPoints('shop', '1h', hour(back), {fcm: 10}));
  });

  test.each(['platform', 'hour', 'day'])(
    'by %s have its name, unless those of an app that is gone are in them',
    async (by) => {
      expect(await names({by})).toEqual(new Set(['shop']));
      await store.write(pushPoints('gone', '1h', hour(30), {fcm: 1000}));
      expect(await names({by})).toEqual(new Set([null]));
    },
  );

  test('are compared without what an app had that is gone', async () => {
    await store.write(pushPoints('gone', '1h', hour(30), {fcm: 1000}));
    const [fcm] = (await ofShop({by: 'platform'})).rows;
    expect(fcm).toMatchObject({counts: {sent: 1480}, comparison: {now: {sent: 240}, before: {sent: 240}}});
  });
});

test('where apps cut their days in other zones, each day has one of each, the first and the last, too', async () => {
  for (let day = 1; day <= 20; day += 1) {
    const date = `2026-11-${String(day).padStart(2, '0')}`;
    await store.write([
      ...pushPoints('shop', '1d', at(`${date}T00:00+08:00`), {fcm: 10}),
      ...pushPoints('news', '1d', at(`${date}T00:00-05:00`), {fcm: 10}),
    ]);
  }
  const asked = {from: '2026-11-10', to: '2026-11-15', by: 'day', step: '1d'};
  expect(await rowsOf(asked)).toEqual(Array(5).fill([null, null, 20, '2 of 2']));
  const compared = (await report({...asked, compare: 'true'})).rows.map(({comparison}) => comparison);
  expect(compared.map((sides) => [sides?.now.sent, sides?.before.sent])).toEqual(Array(5).fill([20, 20]));
});

describe('compared with the time before,', () => {
  test('platforms are of the apps that are configured: what one that is gone had is no loss of the others', async () => {
    await hours(96, () => 10);
    for (let back = 30; back <= 96; back += 1) await store.write(pushPoints('gone', '1h', hour(back), {fcm: 1000}));
    const {rows} = await report({last: '2d', compare: 'true', by: 'platform'});
    const fcm = rows.find(({platform}) => platform === 'fcm')!;
    expect(fcm.comparison).toMatchObject({now: {sent: 480}, before: {sent: 480}});
  });

  test.each(['hour', 'day'])('each %s is of the apps that are configured, too', async (by) => {
    await hours(96, () => 10);
    for (let back = 30; back <= 96; back += 1) await store.write(pushPoints('gone', '1h', hour(back), {fcm: 1000}));
    const {rows} = await report({last: '2d', compare: 'true', by});
    const compared = rows.flatMap(({comparison}) => comparison ?? []);
    expect(compared.length).toBeGreaterThan(0);
    for (const {now, before, windows} of compared)
      expect([now.sent, before.sent]).toEqual([windows * 40, windows * 40]);
  });

  test('final counts are, with as many windows of each side', async () => {
    await hours(96, (back) => (back > 48 ? 10 : 30));
    const {compared, rows} = await report({last: '2d', compare: 'true', by: 'app'});
    expect(compared).toEqual({step: '1h', windows: 24, age: null});
    const [now, before] = [countsOf(24 * 60), countsOf(24 * 20)];
    expect(rows.map(({comparison}) => comparison)).toEqual(Array(2).fill({now, before, windows: 24, age: null}));
  });

  test('counts that still grow are at the same age on both sides', async () => {
    await hours(48, () => 99);
    await hours(48, (back) => (back > 24 ? 10 : 30), '1h');
    const {compared, rows} = await report({last: '1d', compare: 'true', by: 'platform', app: 'shop'});
    expect(compared).toEqual({step: '1h', windows: 23, age: '1h'});
    const comparison = {now: countsOf(23 * 30), before: countsOf(23 * 10), windows: 23, age: '1h'};
    expect(rows.map((row) => [row.platform, row.counts!.sent, row.comparison])).toEqual([
      ['fcm', 24 * 99, comparison],
      ['apns', 24 * 99, comparison],
    ]);
  });

  test('an hour is with the same hour before, and the youngest are not', async () => {
    await hours(48, () => 99);
    await hours(48, (back) => back, '1h');
    const {rows} = await report({last: '1d', compare: 'true', by: 'hour'});
    const sent = rows.map(({comparison}) => comparison && [comparison.now.sent, comparison.before.sent]);
    expect(sent[0]).toEqual([4 * 24, 4 * 48]);
    expect(sent.filter((each) => each)).toHaveLength(23);
    expect(rows.at(-1)).toMatchObject({comparison: null, notCompared: 'too young to be compared'});
  });

  test('nothing is that lacks more than a twentieth of its windows, and the row says so', async () => {
    await hours(60, () => 10);
    const {rows} = await report({last: '2d', compare: 'true', by: 'day', app: 'shop'});
    expect(rows.map(({comparison, notCompared}) => comparison && notCompared)).toEqual(rows.map(() => null));
    expect(rows[0]!.notCompared).toMatch(/^the time before has 0 of \d+ windows$/);
    const totals = (await report({last: '2d', compare: 'true'})).rows.map(({notCompared}) => notCompared);
    expect(totals).toEqual(totals.map(() => 'the time before has 0 of 24 windows'));
  });

  test('days are where hours do not reach back, as on the page', async () => {
    await hours(24 * 7, () => 30);
    for (let day = 2; day <= 15; day += 1)
      await store.write(pushPoints('shop', '1d', at('2026-11-23T16:00Z') - day * DAY, {fcm: day > 7 ? 240 : 720}));
    const query = {last: '7d', compare: 'true', by: 'app', app: 'shop'};
    const {step, compared, rows} = await report(query);
    expect([step, compared]).toEqual(['1h', {step: '1d', windows: 6, age: null}]);
    expect(rows[0]!.comparison).toMatchObject({now: countsOf(6 * 720), before: countsOf(6 * 240)});
  });

  test('nothing is where no window has ended yet', async () => {
    const query = {from: '2026-11-23T21:00Z', step: '6h', compare: 'true'};
    expect(await report(query)).toMatchObject({windows: {collected: 0, expected: 0}, rows: []});
  });

  test('nothing is where every window is too young', async () => {
    await hours(2, () => 10);
    const {compared, rows} = await report({last: '1h', compare: 'true', by: 'app'}, '2026-11-23T22:05Z');
    expect(compared).toBeUndefined();
    expect(rows.map(({comparison, notCompared}) => [comparison, notCompared])).toEqual(
      Array(2).fill([null, 'too young to be compared']),
    );
  });
});
