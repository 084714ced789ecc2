import {beforeEach, expect, test} from '@jest/globals';
import type {LatestQuery, PointQuery, SumQuery} from '../../src/domain/ports.js';
import {lookUp} from '../../src/timpush/loss-codes.js';
import {chatLoss} from '../../src/timpush/reports/chat-loss.js';
import {lossView} from '../../src/views/loss-view.js';
import type {PushQuery} from '../../src/views/push-view.js';
import {at} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {countsOf} from '../support/fixtures/counts.js';
import {aJob, anApp} from '../support/fixtures/examples.js';

const now = at('2026-03-20T12:00Z');
const apps = [anApp(), anApp({name: 'news', sdkAppId: 2})];
const jobs = [aJob(), aJob({report: chatLoss})];

let store: MemoryStore;
beforeEach(async () => {
  store = new MemoryStore();
  const time = now - 7200;
  await store.write(
    apps.flatMap(({name: app, sdkAppId}) => {
      const tags = {app, sdkappid: String(sdkAppId)};
      const lost = (platform: string, code: string, count: number) => ({
        measurement: 'timpush_chat_loss_1h',
        tags: {...tags, platform, stage: 'sent', class: 'token', code},
        fields: {count, text: ''},
        time,
      });
      const fields = {...countsOf(0), total: 100, sent: 100};
      return [
        {measurement: 'timpush_chat_total_1h', tags, fields, time},
        {measurement: 'timpush_chat_platform_1h', tags: {...tags, platform: 'apns'}, fields, time},
        lost('apns', '410', 30),
        lost('vivo', '10302', 20),
      ];
    }),
  );
});

const view = (query: PushQuery, ofJobs = jobs) =>
  lossView({last: '24h', ...query}, {jobs: ofJobs, apps, store, timezone: 'UTC', explainLoss: lookUp}, now);
const reasons = async (query: PushQuery) =>
  (await view(query)).whyLost!.rows.map(({app, platform, code, count}) => [app, platform, code, count]);

test('the filters of the page hold for reasons and for the gaps that they explain', async () => {
  expect(await reasons({})).toEqual([
    ['news', 'apns', '410', 30],
    ['news', 'vivo', '10302', 20],
    ['shop', 'apns', '410', 30],
    ['shop', 'vivo', '10302', 20],
  ]);
  expect(await reasons({app: 'shop'})).toEqual([
    ['shop', 'apns', '410', 30],
    ['shop', 'vivo', '10302', 20],
  ]);
  expect(await reasons({platform: 'apns'})).toEqual([
    ['news', 'apns', '410', 30],
    ['shop', 'apns', '410', 30],
  ]);
  const {explained} = (await view({app: 'shop', platform: 'apns'})).whyLost!;
  expect(explained.map(({app, platform, stage, losses}) => [app, platform, stage, losses])).toEqual([
    ['shop', 'apns', 'ready', 0],
    ['shop', 'apns', 'sent', 30],
  ]);
});

test('where no job collects losses by the step of the figures, that is said', async () => {
  expect(await view({}, [aJob()])).toEqual({
    report: 'chat',
    step: '1h',
    from: now - 86_400,
    to: now,
    whyLost: null,
  });
});

test('a filter that nobody knows and a report without counts are refused', async () => {
  await expect(view({ap: 'shop'} as PushQuery)).rejects.toThrow('“ap” is not asked here');
  await expect(view({report: 'chat-loss'})).rejects.toThrow('“chat-loss” holds no counts');
});

test('whoever asks may leave: everything that adds up is told', async () => {
  const {signal} = new AbortController();
  const told: unknown[] = [];
  const asked = {
    points: (query: PointQuery) => store.points(query),
    latest: (query: LatestQuery) => store.latest(query),
    sums: (queries: readonly SumQuery[], gone?: AbortSignal) => {
      told.push(gone);
      return store.sums(queries);
    },
  };
  await lossView({}, {jobs, apps, store: asked, timezone: 'UTC', explainLoss: lookUp}, now, signal);
  expect(told).toEqual([signal, signal, signal]);
});
