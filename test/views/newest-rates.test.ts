import {expect, test} from '@jest/globals';
import type {Point} from '../../src/domain/point.js';
import {parseStep} from '../../src/domain/window.js';
import {broadcast} from '../../src/timpush/reports/broadcast.js';
import {newestRates} from '../../src/views/newest-rates.js';
import {at} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {aJob, anApp} from '../support/fixtures/examples.js';

const NOW = at('2026-03-02T12:30Z');
const HOUR = 3600;
const ages = [
  {name: '10m', seconds: 600},
  {name: '6h', seconds: 6 * HOUR},
  {name: '1d', seconds: 24 * HOUR},
];
const job = aJob({refresh: ages});

/** Of a window that begins at that time, as it was at the age. */
function aged(
  time: string,
  age: string,
  total: number,
  more: {platform?: string; event?: string; app?: string; report?: string} = {},
): Point {
  const {report = 'chat', app = 'shop', ...tags} = more;
  const half = total / 2;
  return {
    measurement: `timpush_${report}_${tags.platform ? 'platform' : 'total'}_1h_aged`,
    tags: {app, sdkappid: '1400000001', age, ...tags},
    fields: {
      total,
      sent: half,
      delivered: half / 2,
      clicked: 0,
      receipt_sent: tags.platform === 'fcm' ? 0 : half,
      receipt_delivered: half / 2,
      receipt_clicked: half / 4,
    },
    time: at(time),
  };
}

async function newest(points: readonly Point[], jobs = [job]) {
  const store = new MemoryStore();
  await store.write(points);
  const rows = await newestRates({apps: [anApp(), anApp({name: 'news'})], jobs, store}, NOW);
  return rows.map(({app, report, platform, sent, rates}) => [app, report, platform, sent, rates]);
}

const half = {send: 0.5, delivery: 0.5, click: 0.5};

test('tells the newest window that has reached the age, in total and by platform', async () => {
  const found = await newest([
    aged('2026-03-02T04:00Z', '6h', 80),
    aged('2026-03-02T05:00Z', '6h', 40),
    aged('2026-03-02T05:00Z', '6h', 40, {platform: 'huawei'}),
    aged('2026-03-02T04:00Z', '6h', 8, {platform: 'oppo'}),
    aged('2026-03-02T11:00Z', '10m', 99),
  ]);
  expect(found).toEqual([
    ['shop', 'chat', null, 20, half],
    ['shop', 'chat', 'huawei', 20, half],
  ]);
});

test('each app has its own newest window; one that is old, and an app that nobody collects, is left out', async () => {
  const found = await newest([
    aged('2026-03-02T05:00Z', '6h', 40),
    aged('2026-03-02T03:00Z', '6h', 8, {app: 'news'}),
    aged('2026-03-02T05:00Z', '6h', 8, {app: 'gone'}),
  ]);
  expect(found.map(([app, , , sent]) => [app, sent])).toEqual([
    ['shop', 20],
    ['news', 4],
  ]);
  expect(await newest([aged('2026-03-02T02:00Z', '6h', 40)])).toEqual([]);
});

test('a rate that nothing was sent for is null', async () => {
  const [, fcm] = await newest([
    aged('2026-03-02T05:00Z', '6h', 40),
    aged('2026-03-02T05:00Z', '6h', 40, {platform: 'fcm'}),
  ]);
  expect(fcm).toEqual(['shop', 'chat', 'fcm', 20, {send: 0.5, delivery: null, click: 0}]);
});

test('broadcasts are told beside, both events of a platform together', async () => {
  const found = await newest(
    [
      aged('2026-03-02T05:00Z', '6h', 40, {report: 'broadcast'}),
      aged('2026-03-02T05:00Z', '6h', 24, {report: 'broadcast', platform: 'huawei', event: 'offline'}),
      aged('2026-03-02T05:00Z', '6h', 16, {report: 'broadcast', platform: 'huawei', event: 'online'}),
    ],
    [job, aJob({report: broadcast, refresh: ages})],
  );
  expect(found).toEqual([
    ['shop', 'broadcast', null, 20, half],
    ['shop', 'broadcast', 'huawei', 20, half],
  ]);
});

test('the finest step counts, at the oldest age up to six hours, or at the first', async () => {
  const daily = aJob({step: parseStep('1d')!, refresh: ages});
  expect(await newest([aged('2026-03-02T05:00Z', '6h', 40)], [daily, job])).toHaveLength(1);
  const late = aJob({refresh: [{name: '8h', seconds: 8 * HOUR}]});
  expect(await newest([aged('2026-03-02T03:00Z', '8h', 40)], [late])).toHaveLength(1);
});
