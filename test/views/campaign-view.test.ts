import {expect, test} from '@jest/globals';
import {type CampaignRecord, campaignPoints, noCounts} from '../../src/domain/campaign.js';
import {isoUtc} from '../../src/domain/local-time.js';
import {QueryError} from '../../src/domain/query-error.js';
import {campaigns as report} from '../../src/timpush/campaigns.js';
import {type CampaignQuery, campaignView} from '../../src/views/campaign-view.js';
import {at} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {anApp} from '../support/fixtures/examples.js';

const now = at('2026-03-31T12:00:00Z');
const DAY = 86_400;
const job = {report, step: {name: 'task'}, schedule: '', refresh: [{name: '7d', seconds: 7 * DAY}]};
const counts = {
  ...noCounts,
  total: 400,
  sent: 300,
  delivered: 60,
  clicked: 6,
  receipt_sent: 240,
  receipt_delivered: 60,
  receipt_clicked: 6,
};
const channel = (platform: string, sent: number) => ({
  channel: {platform, event: 'offline'},
  counts: {...noCounts, sent},
});

const record = {
  app: anApp(),
  campaign: {taskId: 'spring', name: 'Spring sale'},
  time: at('2026-03-29T16:00:00Z'),
  appearedAt: at('2026-03-30T09:00:00Z'),
  fetchedAt: at('2026-03-30T10:00:00Z'),
  outcome: 'ok',
  errorCode: 0,
  rows: [{counts}],
} as const;
type Change = Partial<Omit<CampaignRecord, 'app' | 'campaign'>> & {taskId?: string; app?: string};

async function viewOf(
  changes: readonly Change[],
  query: CampaignQuery = {},
  campaigns: {job: typeof job} | null = {job},
) {
  const store = new MemoryStore();
  for (const {taskId = 'spring', app = 'shop', ...more} of changes) {
    const campaign = {taskId, name: `${taskId} sale`};
    await store.write(campaignPoints({...record, ...more, app: anApp({name: app}), campaign}));
  }
  return campaignView(
    query,
    {store, campaigns: campaigns ?? undefined, apps: [anApp()], timezone: 'Europe/Berlin'},
    now,
  );
}
const tasks = async (...args: Parameters<typeof viewOf>) =>
  (await viewOf(...args)).rows.map(({app, taskId}) => `${app} ${taskId}`);

test('a campaign has a name, counts, rates and platforms, the largest first', async () => {
  const rows = [{counts}, channel('apns', 100), channel('huawei', 200)];
  expect(await viewOf([{rows}])).toEqual({
    timezone: 'Europe/Berlin',
    from: isoUtc(now - 30 * DAY),
    to: isoUtc(now),
    rows: [
      {
        app: 'shop',
        taskId: 'spring',
        name: 'spring sale',
        appearedAt: '2026-03-30T09:00:00Z',
        fetchedAt: '2026-03-30T10:00:00Z',
        outcome: 'ok',
        isFinal: false,
        counts,
        rates: {send: 0.75, delivery: 0.25, click: 0.1},
        platforms: [
          {platform: 'huawei', event: 'offline', counts: {...noCounts, sent: 200}},
          {platform: 'apns', event: 'offline', counts: {...noCounts, sent: 100}},
        ],
      },
    ],
  });
});

test('those belong to a span that were first seen in it, the latest first', async () => {
  const seen = (taskId: string, iso: string) => ({taskId, appearedAt: at(iso), time: at(`${iso.slice(0, 10)}T00:00Z`)});
  const all = [seen('a', '2026-03-01T11:59:59Z'), seen('b', '2026-03-01T12:00:00Z'), seen('c', '2026-03-31T11:00:00Z')];
  expect(await tasks(all)).toEqual(['shop c', 'shop b']);
  expect(await tasks(all, {last: '31d'})).toEqual(['shop c', 'shop b', 'shop a']);
  expect(await tasks(all, {from: '2026-03-01', to: '2026-03-02'})).toEqual(['shop b', 'shop a']);
  await expect(viewOf(all, {last: 'long'})).rejects.toThrow(QueryError);
});

test('of one app alone, dates are those of its own zone', async () => {
  const early = [{appearedAt: at('2026-03-29T20:00:00Z')}];
  expect(await tasks(early, {from: '2026-03-30'})).toEqual([]);
  expect(await tasks(early, {from: '2026-03-30', app: 'shop'})).toEqual(['shop spring']);
  expect((await viewOf(early, {app: 'shop'})).timezone).toBe('Asia/Shanghai');
});

test('apps are told apart, and one alone may be asked about', async () => {
  const both = [{app: 'shop'}, {app: 'news'}];
  expect(await tasks(both)).toEqual(['news spring', 'shop spring']);
  expect(await tasks(both, {app: 'news'})).toEqual(['news spring']);
});

test('a campaign is final after its last age, when the vendor has forgotten it, and when nobody follows campaigns any more', async () => {
  const final = async (...args: Parameters<typeof viewOf>) => (await viewOf(...args)).rows[0]!.isFinal;
  const old = {appearedAt: now - 20 * DAY, time: now - 20 * DAY};
  expect(await final([{...old, fetchedAt: now - 13 * DAY - 1}])).toBe(false);
  expect(await final([{...old, fetchedAt: now - 13 * DAY}])).toBe(true);
  expect(await final([{...old, appearedAt: now - 30 * DAY, fetchedAt: now - 30 * DAY}])).toBe(true);
  expect([await final([{}]), await final([{}], {}, null)]).toEqual([false, true]);
});

test('of two points of one task that is shown which was fetched last, with its own platforms', async () => {
  const other = {
    time: record.time - DAY,
    fetchedAt: record.fetchedAt - 60,
    rows: [{counts: noCounts}, channel('vivo', 1)],
  };
  const {rows} = await viewOf([{rows: [{counts}, channel('apns', 2)]}, other]);
  expect(rows.map(({counts: {sent}, platforms}) => [sent, platforms.map(({platform}) => platform)])).toEqual([
    [300, ['apns']],
  ]);
});

test('what is not asked here is refused', async () => {
  await expect(viewOf([], {lsat: '30d'} as CampaignQuery)).rejects.toThrow(
    '“lsat” is not asked here, was “last” meant?',
  );
});

test('several apps are named with commas', async () => {
  const all = ['a', 'b', 'c'].map((app) => ({app}));
  expect((await tasks(all, {app: 'a,c'})).sort()).toEqual(['a spring', 'c spring']);
});
