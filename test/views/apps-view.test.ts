import {beforeEach, expect, test} from '@jest/globals';
import type {AppRow} from '../../src/domain/apps-view.js';
import {ApiError} from '../../src/domain/errors.js';
import type {FindingView} from '../../src/domain/finding.js';
import {measurement} from '../../src/domain/measurements.js';
import type {Point} from '../../src/domain/point.js';
import type {SumQuery} from '../../src/domain/ports.js';
import type {RunSummary} from '../../src/domain/run-summary.js';
import {parseStep} from '../../src/domain/window.js';
import {chatLoss} from '../../src/timpush/reports/chat-loss.js';
import {Activity} from '../../src/views/activity.js';
import {type AppsDeps, appsView} from '../../src/views/apps-view.js';
import {at, ManualClock} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {aJob, anApp} from '../support/fixtures/examples.js';

const HOUR = 3600;
const DAY = 86_400;
const now = at('2026-03-20T12:30Z');
const newest = at('2026-03-20T11:00Z');
const [shop, news, mail] = [1, 2, 3].map((id) => anApp({name: ['shop', 'news', 'mail'][id - 1]!, sdkAppId: id}));
const apps = [shop!, news!, mail!];
const final = [{name: '10m', seconds: 600}];
const jobs = [aJob({refresh: final}), aJob({refresh: final, report: chatLoss})];

let store: MemoryStore;
let activity: Activity;
beforeEach(() => {
  store = new MemoryStore();
  activity = new Activity(new ManualClock('2026-03-20T12:30Z'));
});

function counts(app: string, time: number, sent: number, delivered: number): Point {
  const receipts = {receipt_sent: sent, receipt_delivered: delivered, receipt_clicked: 0};
  const fields = {total: sent, sent, delivered, clicked: 0, ...receipts};
  return {measurement: measurement.chatTotal('1h'), tags: {app, sdkappid: '1'}, fields, time};
}

/** So many hours up to the newest, each of 100 pushes. */
function hours(app: string, from: number, to: number, delivered: number): Point[] {
  return Array.from({length: to - from}, (_, i) => counts(app, newest - (from + i) * HOUR, 100, delivered));
}

const view = (more: Partial<AppsDeps> = {}, query = {}) =>
  appsView(query, {jobs, apps, store, timezone: 'UTC', activity, ...more}, now);
const row = async (app: string, more: Partial<AppsDeps> = {}): Promise<AppRow> =>
  (await view(more)).rows.find((each) => each.app === app)!;

function ended(more: Partial<RunSummary>): RunSummary {
  const windows = {windowsOk: 1, windowsFailed: 0, windowsLeft: 0, calls: 1, retries: 0, lag: 0};
  const run = {app: shop!, report: 'chat', step: '1h', startedAt: now, durationMs: 1, survey: [], error: undefined};
  return {...run, ...windows, ...more};
}

const fell: FindingView = {
  id: '1',
  kind: 'delivery',
  severity: 'critical',
  app: 'news',
  platform: 'huawei',
  report: 'chat',
  step: null,
  class: null,
  since: '2026-03-20T00:00:00Z',
  until: null,
  now: 0.4,
  usual: 0.9,
  pushes: 1000,
  volume: 2000,
  age: null,
  reasons: [],
  note: '',
  sentence: 'Huawei at news: delivery fell.',
};

test('an app whose week is whole is well, with its figures and its windows', async () => {
  await store.write(hours('shop', 0, 168, 90));
  const {state, reasons, sent, rate, windows, holes, last} = await row('shop');
  expect({state, reasons, sent, rate, windows, holes, last}).toEqual({
    state: 'well',
    reasons: [],
    sent: 16_800,
    rate: 0.9,
    windows: {collected: 168, expected: 168},
    holes: null,
    last: null,
  });
});

test('a trend has a value for each six hours, and none where nothing is there', async () => {
  await store.write([counts('shop', newest, 100, 50), counts('shop', newest - 2 * DAY, 300, 100)]);
  const {trend} = await row('shop');
  const {trendFrom, trendEvery} = await view();
  const places = trend.flatMap((rate, i) => (rate === null ? [] : [[trendFrom + i * trendEvery, rate]]));
  expect(places).toEqual([
    [at('2026-03-18T06:00Z'), 0.333],
    [at('2026-03-20T06:00Z'), 0.5],
  ]);
});

test('the change is that against the week before, over as many windows of both', async () => {
  await store.write([...hours('shop', 0, 168, 60), ...hours('shop', 168, 336, 90)]);
  await store.write([...hours('news', 0, 168, 60), ...hours('news', 168, 300, 90)]);
  expect((await row('shop')).change).toEqual({now: 0.6, before: 0.9, step: '1h', windows: 168, age: null});
  expect((await row('news')).change).toBeNull();
});

test('young windows are compared as they were at an age that half of them have reached', async () => {
  const refresh = [...final, {name: '6h', seconds: 6 * HOUR}, {name: '6d', seconds: 6 * DAY}];
  const aged = (points: readonly Point[]) =>
    points.map((each) => ({...each, measurement: measurement.aged(each.measurement), tags: {...each.tags, age: '6h'}}));
  await store.write([...hours('shop', 0, 168, 10), ...hours('shop', 168, 336, 90)]);
  await store.write(aged([...hours('shop', 0, 168, 70), ...hours('shop', 168, 336, 80)]));
  const {change} = await row('shop', {jobs: [aJob({refresh})]});
  expect(change).toEqual({now: 0.7, before: 0.8, step: '1h', windows: 162, age: '6h'});
});

test('where hours do not reach back, days are compared', async () => {
  // They are looked at once more when the hours are final.
  const refresh = [...final, {name: '7d', seconds: 7 * DAY}];
  const days = aJob({step: parseStep('1d')!, refresh, span: 30 * DAY});
  const utc = apps.map((app) => ({...app, timezone: 'UTC'}));
  const midnight = at('2026-03-19T00:00Z');
  const day = (back: number, delivered: number) => ({
    ...counts('shop', midnight - back * DAY, 100, delivered),
    measurement: measurement.chatTotal('1d'),
  });
  await store.write([...hours('shop', 0, 168, 60)]);
  await store.write(Array.from({length: 14}, (_, i) => day(i, i < 7 ? 60 : 80)));
  const {change} = await row('shop', {jobs: [...jobs, days], apps: utc});
  expect(change).toEqual({now: 0.6, before: 0.8, step: '1d', windows: 7, age: null});
});

test('losses are added up by class; totals count for a stage that no platform has', async () => {
  const lost = (stage: string, platform: string, name: string, count: number): Point => ({
    measurement: measurement.chatLoss('1h'),
    tags: {app: 'shop', sdkappid: '1', stage, platform, class: name, code: '1'},
    fields: {count, text: ''},
    time: newest,
  });
  await store.write([
    lost('sent', 'huawei', 'quota', 30),
    lost('sent', 'vivo', 'token', 5),
    lost('sent', 'total', 'token', 99),
    lost('ready', 'total', 'token', 7),
  ]);
  expect((await row('shop')).losses).toEqual({quota: 30, token: 12});
});

test('what is wrong is told in the words of health: the same of several jobs once', async () => {
  await store.write(hours('shop', 0, 168, 90));
  const error = new ApiError(70009, 'the signature is not accepted', 'stop');
  activity.meter.run(ended({error}));
  activity.meter.run(ended({error, report: 'chat-loss'}));
  const {state, reasons} = await row('shop');
  expect(state).toBe('critical');
  expect(reasons).toEqual([
    {severity: 'critical', about: ['chat 1h', 'chat-loss 1h'], text: 'the signature is not accepted'},
  ]);
});

test('holes are told with the end of the one that the vendor forgets first', async () => {
  const start = now - 5 * DAY;
  const survey = [0, 1].map((i) => ({
    window: {start: start + i * HOUR, end: start + (i + 1) * HOUR},
    previous: undefined,
    coverage: 'missing' as const,
  }));
  activity.meter.run(ended({survey}));
  activity.meter.run(ended({survey, report: 'chat-loss'}));
  const {state, holes} = await row('shop');
  expect(state).toBe('warning');
  expect(holes).toEqual({windows: 4, expires: start + 7 * DAY, report: 'chat-loss', step: '1h'});
});

test('findings about pushes that go on are reasons, and the worst app comes first', async () => {
  for (const {name} of apps) await store.write(hours(name, 0, 168, 90));
  const over = {...fell, app: 'mail', until: '2026-03-20T06:00:00Z'};
  const findings = () => [over, {...fell, step: '1h', app: 'mail'}, fell];
  const {rows, hasFindings} = await view({openFindings: findings});
  expect(hasFindings).toBe(true);
  expect(rows.map(({app, state}) => [app, state])).toEqual([
    ['news', 'critical'],
    ['mail', 'well'],
    ['shop', 'well'],
  ]);
  expect(rows[0]!.reasons).toEqual([{severity: 'critical', about: [], text: 'Huawei at news: delivery fell.'}]);
});

test('while nobody has looked for findings, the board is as good as before', async () => {
  expect((await view()).hasFindings).toBe(false);
  const {hasFindings, rows} = await view({openFindings: () => undefined});
  expect({hasFindings, rows: rows.length}).toEqual({hasFindings: false, rows: 3});
});

test('dead apps stay: those that have nothing, those that had something once, and those that are not configured', async () => {
  await store.write([
    ...hours('shop', 0, 168, 90),
    counts('news', now - 20 * DAY, 100, 90),
    counts('old', newest, 1, 1),
  ]);
  const {rows} = await view();
  expect(rows.map(({app, state, last}) => [app, state, last])).toEqual([
    ['mail', 'empty', null],
    ['news', 'empty', now - 20 * DAY],
    ['shop', 'well', null],
    ['old', 'gone', null],
  ]);
});

test('however many apps there are, the store adds up five times', async () => {
  const asked: number[] = [];
  const counted = {
    latest: (query: Parameters<MemoryStore['latest']>[0]) => store.latest(query),
    sums: (queries: readonly SumQuery[]) => {
      asked.push(queries.length);
      return store.sums(queries);
    },
  };
  await view({store: counted, apps: Array.from({length: 300}, (_, i) => anApp({name: `app-${i}`, sdkAppId: i + 1}))});
  expect(asked).toEqual([5]);
});

test('a question that nobody understands, and one about too much, are refused', async () => {
  await expect(view({}, {ap: 'shop'})).rejects.toThrow('“ap” is not asked here');
  await expect(view({}, {report: 'chat-loss'})).rejects.toThrow('“chat-loss” holds no counts');
  const many = Array.from({length: 12_000}, (_, i) => anApp({name: `app-${i}`, sdkAppId: i + 1}));
  await expect(view({apps: many})).rejects.toThrow('at most 2,000,000 can be told of at once');
});
