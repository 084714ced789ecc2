import {expect, test} from '@jest/globals';
import {noSums, type Sums} from '../../src/domain/rates.js';
import type {Span} from '../../src/domain/window.js';
import {collectedBy, reportQueries, reportRows} from '../../src/views/push-report.js';
import {MemoryStore} from '../support/doubles/memory-store.js';

const span = {start: 1000, end: 2000};
const point = (app: string, platform: string | undefined, counts: Partial<Sums>, time = 1000, step = '1h') => ({
  measurement: platform ? `timpush_chat_platform_${step}` : `timpush_chat_total_${step}`,
  tags: {app, sdkappid: '1', ...(platform && {platform})},
  fields: {...noSums, ...counts},
  time,
});

/** As the views put it together; of 9 windows that should be there. */
async function pushReport(store: MemoryStore, step: string, within: Span) {
  const answers = await store.sums(reportQueries('chat', step, within));
  const collected = collectedBy(answers);
  return reportRows(answers, (app) => ({collected: collected.get(app)!, expected: 9}));
}

test('each app has its total first, then its platforms, the largest first', async () => {
  const store = new MemoryStore();
  await store.write([
    point('shop', 'apns', {sent: 10}),
    point('shop', 'fcm', {sent: 30}),
    point('shop', undefined, {sent: 41}),
    point('news', 'huawei', {sent: 99}),
    point('news', undefined, {sent: 0}),
  ]);
  const rows = await pushReport(store, '1h', span);
  expect(rows.map(({app, platform, counts}) => [app, platform, counts.sent])).toEqual([
    ['news', null, 0],
    ['news', 'huawei', 99],
    ['shop', null, 41],
    ['shop', 'fcm', 30],
    ['shop', 'apns', 10],
  ]);
});

test('counts are added up over the windows of one step that start within the span, and rates are computed from the sums', async () => {
  const store = new MemoryStore();
  const one = {total: 10, sent: 8, receipt_sent: 4, receipt_delivered: 1, receipt_clicked: 1};
  const two = {total: 30, sent: 22, receipt_sent: 16, receipt_delivered: 9, receipt_clicked: 1};
  await store.write([
    point('shop', undefined, one),
    point('shop', undefined, two, 1999),
    point('shop', undefined, {sent: 7000}, 999),
    point('shop', undefined, {sent: 7000}, 2000),
    point('shop', undefined, {sent: 7000}, 1000, '1d'),
  ]);
  expect(await pushReport(store, '1h', span)).toEqual([
    {
      app: 'shop',
      platform: null,
      counts: {...noSums, total: 40, sent: 30, receipt_sent: 20, receipt_delivered: 10, receipt_clicked: 2},
      rates: {send: 0.75, delivery: 0.5, click: 0.2},
      windows: {collected: 2, expected: 9},
    },
  ]);
});

test('there is nothing to tell of an empty store', async () => {
  expect(await pushReport(new MemoryStore(), '1h', span)).toEqual([]);
});
