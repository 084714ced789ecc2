import {beforeEach, expect, test} from '@jest/globals';
import {cellsView} from '../../src/views/cells-view.js';
import type {PushQuery} from '../../src/views/push-view.js';
import {at} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {countsOf} from '../support/fixtures/counts.js';
import {aJob, anApp} from '../support/fixtures/examples.js';

const now = at('2026-03-20T12:00Z');
const hour = (ago: number) => now - ago * 3600;
const apps = [anApp(), anApp({name: 'news', sdkAppId: 2})];

let store: MemoryStore;
beforeEach(async () => {
  store = new MemoryStore();
  for (const {name: app, sdkAppId} of apps)
    for (const ago of [2, 3]) {
      const tags = {app, sdkappid: String(sdkAppId)};
      const fields = (sent: number) => ({...countsOf(0), total: sent, sent});
      await store.write([
        {measurement: 'timpush_chat_total_1h', tags, fields: fields(30 * ago), time: hour(ago)},
        {
          measurement: 'timpush_chat_platform_1h',
          tags: {...tags, platform: 'fcm'},
          fields: fields(ago),
          time: hour(ago),
        },
        {
          measurement: 'timpush_chat_platform_1h',
          tags: {...tags, platform: 'apns'},
          fields: fields(9 * ago),
          time: hour(ago),
        },
      ]);
    }
});

const view = (query: PushQuery, known = apps) =>
  cellsView(query, {jobs: [aJob()], apps: known, store, timezone: 'Asia/Shanghai'}, now);
const told = async (query: PushQuery) =>
  (await view(query)).cells.map(
    ({start, app, platform, counts}) => `${(now - start) / 3600} ${app} ${platform ?? 'total'} ${counts.sent}`,
  );

test('every window, app and platform by itself, in order, an app’s total first', async () => {
  expect(await told({last: '1d'})).toEqual([
    ...['3 news total 90', '3 news apns 27', '3 news fcm 3', '3 shop total 90', '3 shop apns 27', '3 shop fcm 3'],
    ...['2 news total 60', '2 news apns 18', '2 news fcm 2', '2 shop total 60', '2 shop apns 18', '2 shop fcm 2'],
  ]);
});

test('under the filters of the page', async () => {
  expect(await told({last: '1d', app: 'shop', platform: 'apns'})).toEqual(['3 shop apns 27', '2 shop apns 18']);
});

test('more than can be told at once is refused with what to ask instead', async () => {
  const many = Array.from({length: 200}, (_, n) => anApp({name: `app-${n}`, sdkAppId: 100 + n}));
  await expect(view({last: '7d', step: '1h'}, many)).rejects.toThrow(
    /200 apps × 16[89]\), and at most 20,000 can be told/,
  );
});
