import {beforeEach, describe, expect, test} from '@jest/globals';
import type {LedgerEntry} from '../../src/domain/coverage.js';
import type {Point} from '../../src/domain/point.js';
import {lookUp} from '../../src/timpush/loss-codes.js';
import {broadcast} from '../../src/timpush/reports/broadcast.js';
import {broadcastLoss} from '../../src/timpush/reports/broadcast-loss.js';
import {chatLoss} from '../../src/timpush/reports/chat-loss.js';
import {queries} from '../../src/views/query.js';
import {at, ManualClock} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {countsOf} from '../support/fixtures/counts.js';
import {aJob, anApp, anEntry} from '../support/fixtures/examples.js';
import {recordEntries} from '../support/fixtures/record-entries.js';

const HOUR = 3600;
const now = at('2026-03-20T12:00Z');
const hour = (back: number) => now - back * HOUR;
const jobs = [aJob(), aJob({report: chatLoss}), aJob({report: broadcast}), aJob({report: broadcastLoss})];

let store: MemoryStore;
beforeEach(() => {
  store = new MemoryStore();
});

const asking = (apps = [anApp()], ofJobs = jobs) =>
  queries({
    jobs: ofJobs,
    apps,
    store,
    clock: new ManualClock('2026-03-20T12:00Z'),
    explainLoss: lookUp,
    timezone: 'UTC',
  });
const why = async (report = 'chat', last = '24h') => (await asking().report({last, report})).whyLost!;

type Tags = Readonly<Record<string, string>>;

function loss(back: number, tags: Tags, count: number, text = '', app = 'shop'): Point {
  const kind = 'event' in tags ? 'broadcast' : 'chat';
  return {
    measurement: `timpush_${kind}_loss_1h`,
    tags: {app, sdkappid: '1', ...tags},
    fields: {count, text},
    time: hour(back),
  };
}

const purged = {stage: 'sent', platform: 'apns', class: 'token', code: '410'};
const quota = {stage: 'sent', platform: 'vivo', class: 'quota', code: '10070'};
const noToken = {stage: 'ready', platform: 'vivo', class: 'user', code: '-2'};

/** The losses of the app are there for so many hours, up to some hours ago. */
function collected(hours: number, report = 'chat-loss', to = 0, outcome: LedgerEntry['outcome'] = 'ok') {
  const windows = Array.from({length: hours - to}, (_, i) => ({start: hour(hours - i), end: hour(hours - i - 1)}));
  return recordEntries(
    store,
    windows.map((window) => anEntry({report, window, fetchedAt: now, outcome})),
  );
}

function counts(sums: Partial<ReturnType<typeof countsOf>>, tags: Tags = {}, kind = 'chat'): Point {
  const name = 'platform' in tags ? 'platform' : 'total';
  const fields = {...countsOf(0), ...sums};
  return {
    measurement: `timpush_${kind}_${name}_1h`,
    tags: {app: 'shop', sdkappid: '1', ...tags},
    fields,
    time: hour(2),
  };
}

test('reasons are added up over the span and told with meaning and what to do, the largest first', async () => {
  await store.write([
    loss(2, purged, 30, 'Unregistered'),
    loss(3, quota, 50, 'x'),
    loss(1, purged, 25, 'Unregistered'),
    loss(2, noToken, 5),
  ]);
  const {rows} = await why();
  expect(rows.map(({platform, stage, code, class: of, count}) => [platform, stage, code, of, count])).toEqual([
    ['apns', 'sent', '410', 'token', 55],
    ['vivo', 'sent', '10070', 'quota', 50],
    ['vivo', 'ready', '-2', 'user', 5],
  ]);
  expect(rows[1]).toMatchObject({
    app: 'shop',
    meaning: expect.stringContaining('day'),
    advice: expect.stringMatching(/^[A-Z].*\.$/),
    known: true,
  });
});

test('a code that nobody has explained has the latest text of the vendor', async () => {
  const code = {...purged, platform: 'xiaomi', class: 'unknown', code: '4711'};
  await store.write([
    loss(3, code, 5, 'old words'),
    loss(2, code, 5, 'new words'),
    loss(2, {...code, platform: 'oppo'}, 5, 'of OPPO'),
  ]);
  const {rows} = await why();
  expect(rows.map(({platform, meaning, known}) => [platform, meaning, known])).toEqual([
    ['xiaomi', 'new words', false],
    ['oppo', 'of OPPO', false],
  ]);
});

test('what vanished is no reason', async () => {
  await store.write([loss(2, purged, 0, 'Unregistered')]);
  expect((await why()).rows).toEqual([]);
});

test('a reason is compared with the time before, if losses of all of that are there', async () => {
  await store.write([loss(2, purged, 30), loss(2, quota, 7), loss(30, purged, 10), loss(49, purged, 1000)]);
  expect((await why()).rows.map(({before}) => before)).toEqual([null, null]);
  await collected(48);
  expect((await why()).rows.map(({code, before}) => [code, before])).toEqual([
    ['410', 10],
    ['10070', 0],
  ]);
});

test('where the vendor does not split a stage, its totals are the reasons', async () => {
  const total = {...purged, platform: 'total', class: 'unknown', code: '99'};
  await store.write([loss(2, {...noToken, platform: 'total'}, 9), loss(2, noToken, 8), loss(2, total, 7)]);
  expect((await why()).rows.map(({platform, stage, count}) => [platform, stage, count])).toEqual([
    ['vivo', 'ready', 8],
    ['total', 'sent', 7],
  ]);
});

describe('each app has', () => {
  const code = (i: number) => ({...purged, code: `c${i}`, class: 'unknown'});
  const codes = async () => (await why()).rows.map((row) => row.code);

  test('its five largest reasons, and no others while nobody knows what they were', async () => {
    await store.write(Array.from({length: 12}, (_, i) => loss(2, code(i), 100 - i)));
    await store.write([loss(2, purged, 1, '', 'news')]);
    const {rows} = await why();
    expect(rows.map((row) => [row.app, row.code])).toEqual([
      ['news', '410'],
      ...[0, 1, 2, 3, 4].map((i) => ['shop', `c${i}`]),
    ]);
  });

  test('beside them three of those that have doubled, the ones that grew most, by size', async () => {
    await collected(48);
    await store.write(Array.from({length: 12}, (_, i) => loss(2, code(i), 100 - i)));
    const was = [99, 99, 99, 99, 99, 90, 47, 46, 90, 0, 1, 90];
    await store.write(was.map((count, i) => loss(30, code(i), count)));
    expect(await codes()).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'c6', 'c9', 'c10']);
  });
});

describe('the explained share', () => {
  const apns = {total: 1000, sent: 900, receipt_sent: 900, receipt_delivered: 700};
  const fcm = {total: 500, sent: 400, receipt_sent: 0, receipt_delivered: 0};

  test('is what losses are of the gap, for the app and for each platform and stage', async () => {
    await store.write([
      counts({...apns, total: 1500, sent: 1300}),
      counts(apns, {platform: 'apns'}),
      counts(fcm, {platform: 'fcm'}),
    ]);
    await store.write([
      loss(2, purged, 150),
      loss(2, {...purged, platform: 'total'}, 200),
      loss(2, {...noToken, platform: 'apns'}, 40),
    ]);
    await collected(24);
    expect((await why()).explained).toEqual([
      {app: 'shop', platform: null, stage: 'ready', losses: 0, gap: 200, share: 0},
      {app: 'shop', platform: null, stage: 'sent', losses: 200, gap: 200, share: 1},
      {app: 'shop', platform: 'apns', stage: 'ready', losses: 40, gap: 100, share: 0.4},
      {app: 'shop', platform: 'apns', stage: 'sent', losses: 150, gap: 200, share: 0.75},
      {app: 'shop', platform: 'fcm', stage: 'ready', losses: 0, gap: 100, share: 0},
      {app: 'shop', platform: 'fcm', stage: 'sent', losses: 0, gap: 0, share: null},
    ]);
  });

  test('is not known where losses are there for a part of the span only', async () => {
    await store.write([counts(apns), loss(2, {...purged, platform: 'total'}, 200)]);
    const shares = async (last: string) => (await why('chat', last)).explained.map(({share}) => share);
    expect(await shares('24h')).toEqual([null, null]);
    expect((await why()).partial).toEqual(['shop']);
    await collected(24);
    expect(await shares('24h')).toEqual([0, 1]);
    expect((await why()).partial).toEqual([]);
    expect(await shares('7d')).toEqual([null, null]);
  });

  test('is not known where losses end before the span does, or have a hole', async () => {
    await store.write([counts(apns), loss(2, {...purged, platform: 'total'}, 200)]);
    await collected(24, 'chat-loss', 12);
    const {explained, partial, windows} = await why();
    expect(explained.map(({share}) => share)).toEqual([null, null]);
    expect({partial, windows}).toEqual({partial: ['shop'], windows: [{app: 'shop', collected: 12, expected: 23}]});
  });

  test('does not count windows of losses that the vendor refused', async () => {
    await store.write([counts(apns)]);
    await collected(24, 'chat-loss', 0, 'rejected');
    const {explained, windows} = await why();
    expect(explained.map(({share}) => share)).toEqual([null, null]);
    expect(windows).toEqual([{app: 'shop', collected: 0, expected: 23}]);
  });

  test('does not count windows of the other pushes', async () => {
    await store.write([counts(apns)]);
    await collected(24, 'broadcast-loss');
    expect((await why()).windows).toEqual([{app: 'shop', collected: 0, expected: 23}]);
  });

  test('of broadcasts is told for each event', async () => {
    const online = {...purged, platform: 'unknown', event: 'online'};
    await store.write([
      counts(apns, {}, 'broadcast'),
      counts(apns, {platform: 'unknown', event: 'online'}, 'broadcast'),
      counts(apns, {platform: 'unknown', event: 'offline'}, 'broadcast'),
      loss(2, online, 50),
      loss(2, {...online, event: 'total', platform: 'total'}, 100),
    ]);
    await collected(24, 'broadcast-loss');
    const {rows, explained} = await why('broadcast');
    expect(rows.map(({platform, event, count}) => [platform, event, count])).toEqual([['unknown', 'online', 50]]);
    const sent = explained.filter(({stage}) => stage === 'sent');
    expect(sent.map(({platform, event, share}) => [platform, event, share])).toEqual([
      [null, undefined, 0.5],
      ['unknown', 'online', 0.25],
      ['unknown', 'offline', 0],
    ]);
  });
});

test('nothing is said about losses that no job collects by the step', async () => {
  expect((await asking([anApp()], [aJob()]).report({})).whyLost).toBeNull();
  expect((await asking().report({step: '6h'})).whyLost).toBeNull();
});
