import {expect, test} from '@jest/globals';
import type {App} from '../../src/domain/app.js';
import {ledger} from '../../src/domain/ledger.js';
import {gridWindows} from '../../src/domain/plan.js';
import type {Point} from '../../src/domain/point.js';
import type {Span} from '../../src/domain/window.js';
import {parseStep} from '../../src/domain/window.js';
import {onOneGrid} from '../../src/views/one-grid.js';
import {at, ManualClock} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {countsOf} from '../support/fixtures/counts.js';
import {aJob, anApp, anEntry} from '../support/fixtures/examples.js';

const HOUR = 3600;
const hourly = aJob();
const daily = aJob({step: parseStep('1d')!});
const week: Span = {start: at('2026-03-01T00:00Z'), end: at('2026-03-08T00:00Z')};
const shop = anApp({timezone: 'UTC'});
const news = anApp({name: 'news', sdkAppId: 1_400_000_002, timezone: 'UTC'});

/** Windows of the span as they were collected when the app's zone was this one: ten pushes each. */
function collected(step: '1h' | '1d', app: App, span = week): Point[] {
  const job = step === '1h' ? hourly : daily;
  const tags = {app: app.name, sdkappid: String(app.sdkAppId)};
  return gridWindows(job, app, span).flatMap((window) => [
    ledger.pointOf(anEntry({app: app.name, sdkAppId: app.sdkAppId, step, window})),
    {measurement: `timpush_chat_total_${step}`, tags, fields: countsOf(10), time: window.start},
    {
      measurement: `timpush_chat_total_${step}_aged`,
      tags: {...tags, age: '1h'},
      fields: countsOf(10),
      time: window.start,
    },
    {
      measurement: `timpush_chat_platform_${step}`,
      tags: {...tags, platform: 'fcm'},
      fields: countsOf(10),
      time: window.start,
    },
  ]);
}

async function storeWith(...points: Point[][]) {
  const store = new MemoryStore();
  await store.write(points.flat());
  const asked: string[] = [];
  const reading = store.points.bind(store);
  store.points = (query) => {
    // Its own sums ask for points, too, and for all fields.
    if (query.fields) asked.push(query.measurement);
    return reading(query);
  };
  const clock = new ManualClock('2026-03-10T00:00Z');
  const grid = onOneGrid(store, {jobs: [hourly, daily], apps: [shop, news]}, clock);
  const sent = async (measurement: string, more: object = {}) => {
    const [rows] = await grid.sums([{measurement, span: week, fields: ['sent'], by: ['app'], ...more}]);
    return Object.fromEntries(rows!.map(({tags, time, fields}) => [time ?? tags.app ?? 'all', fields.sent]));
  };
  return {store, grid, clock, sent, asked};
}

test('days of two zones are counted once, in totals, platforms and aged copies', async () => {
  const {sent} = await storeWith(
    collected('1d', anApp({timezone: 'Asia/Shanghai'})),
    collected('1d', shop),
    collected('1d', news),
  );
  for (const name of ['timpush_chat_total_1d', 'timpush_chat_platform_1d', 'timpush_chat_total_1d_aged'])
    expect(await sent(name)).toEqual({shop: 70, news: 70});
  expect(await sent('timpush_chat_total_1d', {by: []})).toEqual({all: 140});
  expect(await sent('timpush_chat_total_1d', {tags: {app: 'shop'}})).toEqual({shop: 70});
  expect(await sent('timpush_chat_total_1d', {tags: {app: 'news'}})).toEqual({news: 70});
  expect(await sent('timpush_chat_total_1d', {tags: {sdkappid: '1400000002'}})).toEqual({news: 70});
});

test('entries of the ledger are counted once, too, where a question is about one report and step', async () => {
  const {grid} = await storeWith(collected('1d', anApp({timezone: 'Asia/Shanghai'})), collected('1d', shop));
  const lane = {measurement: 'timpush_ledger', span: week, tags: {report: 'chat', step: '1d'}, by: ['app']};
  const [rows] = await grid.sums([{...lane, texts: {outcome: 'ok'}, fields: ['fetched_at']}]);
  expect(rows!.map(({tags, points}) => [tags.app, points])).toEqual([['shop', 7]]);
  expect(await grid.sums([{...lane, texts: {outcome: 'rejected'}, fields: ['fetched_at']}])).toEqual([[]]);
});

test('a stretch of time in which only windows of another grid begin has no row', async () => {
  const {sent} = await storeWith(collected('1d', anApp({timezone: 'Asia/Shanghai'})), collected('1d', shop));
  const byHour = await sent('timpush_chat_total_1d', {by: [], every: HOUR});
  expect(Object.keys(byHour).map(Number)).toEqual(gridWindows(daily, shop, week).map(({start}) => start));
});

test('hours of zones that differ by whole hours are the same windows; by half hours they are others', async () => {
  const whole = await storeWith(collected('1h', anApp({timezone: 'Asia/Shanghai'})), collected('1h', shop));
  expect(await whole.sent('timpush_chat_total_1h')).toEqual({shop: 1680});
  expect(whole.asked).toEqual(['timpush_ledger']);
  const half = await storeWith(collected('1h', anApp({timezone: 'Asia/Kolkata'})), collected('1h', shop));
  expect(await half.sent('timpush_chat_total_1h')).toEqual({shop: 1680});
});

test('a window that begins as one of the present grid does and ends elsewhere is not counted', async () => {
  const {store, sent} = await storeWith(collected('1d', shop));
  const start = at('2026-03-03T00:00Z');
  await store.write([ledger.pointOf(anEntry({step: '1d', window: {start, end: start + 25 * HOUR}}))]);
  expect(await sent('timpush_chat_total_1d')).toEqual({shop: 60});
});

test('an app that is no longer configured has no present grid: it is counted as it is', async () => {
  const {sent} = await storeWith(collected('1d', anApp({name: 'old', sdkAppId: 7, timezone: 'Asia/Shanghai'})));
  expect(await sent('timpush_chat_total_1d')).toEqual({old: 70});
});

test('where there is one grid the store adds up all by itself, and the ledger is asked once in a while', async () => {
  const {sent, asked, clock} = await storeWith(collected('1d', shop), collected('1d', news));
  for (let times = 3; times > 0; times--) expect(await sent('timpush_chat_total_1d')).toEqual({shop: 70, news: 70});
  expect(asked).toEqual(['timpush_ledger']);
  clock.set('2026-03-10T00:10:01Z');
  await sent('timpush_chat_platform_1d');
  expect(asked).toEqual(['timpush_ledger', 'timpush_ledger']);
});
