import {expect, test} from '@jest/globals';
import {ApiError} from '../../src/domain/errors.js';
import {countFields, measurement} from '../../src/domain/measurements.js';
import {runPoint} from '../../src/domain/run-summary.js';
import {lookUp} from '../../src/timpush/loss-codes.js';
import {reports} from '../../src/timpush/reports.js';
import {queries} from '../../src/views/query.js';
import {at, ManualClock} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {aJob, anApp} from '../support/fixtures/examples.js';

const HOUR = 3600;
const NOW = at('2026-03-20T12:20:00Z');
const END = NOW - 20 * 60;

function asking(apps = [anApp()], jobs = [aJob()]) {
  const store = new MemoryStore();
  const clock = new ManualClock('2026-03-20T12:20:00Z');
  const deps = {jobs, apps, store, clock, explainLoss: lookUp, timezone: 'UTC'};
  return {store, collector: queries(deps)};
}

/** Six days of which Huawei delivered a third for six hours; then the signature is not accepted any more. */
async function withIncident() {
  const {store, collector} = asking();
  const points = Array.from({length: 6 * 24}, (_, index) => {
    const delivered = index >= 90 && index < 96 ? 300 : 900;
    const counts = {total: 1000, sent: 1000, delivered, receipt_sent: 1000, receipt_delivered: delivered};
    const fields = {...Object.fromEntries(countFields.map((field) => [field, 0])), ...counts};
    const place = {fields, time: END - (6 * 24 - index) * HOUR};
    const tags = {app: 'shop', sdkappid: '1400000001'};
    return [
      {...place, tags, measurement: measurement.chatTotal('1h')},
      {...place, tags: {...tags, platform: 'huawei'}, measurement: measurement.chatPlatform('1h')},
    ];
  });
  const run = {durationMs: 0, windowsOk: 0, windowsFailed: 0, windowsLeft: 0, calls: 1, retries: 0, lag: 0, survey: []};
  const error = new ApiError(70009, 'the signature is not accepted', 'stop');
  await store.write([
    ...points.flat(),
    runPoint({...run, app: anApp(), report: 'chat', step: '1h', startedAt: NOW - 600, error}),
  ]);
  return collector;
}

test('the worst comes first, with sentences in the zone that is named, and what was looked at', async () => {
  const {findings, ...view} = await (await withIncident()).findings({app: 'shop'});
  expect(view).toEqual({
    timezone: 'Asia/Shanghai',
    from: '2026-03-13T12:20:00Z',
    to: '2026-03-20T12:20:00Z',
    windows: {collected: 144, expected: 168},
  });
  expect(findings).toEqual([
    expect.objectContaining({
      kind: 'delivery',
      since: '2026-03-18T06:00:00Z',
      until: '2026-03-18T12:00:00Z',
      sentence: 'Huawei at shop: delivery fell from 90 % to 30 %, 18 Mar 14:00–20:00, about 3,600 pushes. Over.',
    }),
    expect.objectContaining({kind: 'failed', until: null, note: 'the signature is not accepted'}),
  ]);
});

test('a finding has the same id whenever it is looked at, and no two have one', async () => {
  const collector = await withIncident();
  const idsOf = async (last: string) => (await collector.findings({last})).findings.map(({id}) => id);
  const [week, days] = [await idsOf('7d'), await idsOf('3d')];
  expect(week).toEqual(days);
  expect(new Set(week).size).toBe(2);
});

test('of a platform, or of the past, collecting is not spoken of', async () => {
  const collector = await withIncident();
  expect((await collector.findings({platform: 'huawei'})).findings.map(({kind}) => kind)).toEqual(['delivery']);
  const past = {from: '2026-03-16', to: '2026-03-17'};
  expect((await collector.findings(past)).findings).toEqual([]);
});

test('what goes on now is of collecting here, with a tick that is late', async () => {
  const found = await (await withIncident()).currentFindings(undefined, [aJob()]);
  expect(found.map(({kind}) => kind)).toEqual(['failed', 'late']);
});

const aRun = (startedAt: number) =>
  runPoint({
    ...{app: anApp(), report: 'chat', step: '1h', startedAt, durationMs: 0, windowsOk: 1, windowsFailed: 0},
    ...{windowsLeft: 0, calls: 1, retries: 0, lag: 0, survey: [], error: undefined},
  });

test('a hole is told once its job has run for an hour', async () => {
  const {store, collector} = asking();
  const holes = async () => (await collector.currentFindings()).filter(({kind}) => kind === 'hole').length;
  expect(await holes()).toBe(0);
  await store.write([aRun(NOW - 600)]);
  expect(await holes()).toBe(0);
  await store.write([aRun(NOW - HOUR - 600)]);
  expect(await holes()).toBe(1);
});

test('a hole is told of a job that stands still', async () => {
  const {store, collector} = asking();
  await store.write([aRun(NOW - 20 * 86_400)]);
  expect(await collector.currentFindings()).toMatchObject([{kind: 'hole', app: 'shop'}]);
});

test.each<[object, string]>([
  [{last: 'week'}, 'last: “week” is not a duration'],
  [{app: 'shopp'}, 'app: “shopp” is not configured, was “shop” meant?'],
  [{platform: 'nokia'}, 'platform: “nokia” is not one'],
  [{report: 'mail'}, 'report: no job collects “mail”'],
  [{step: '1h'}, '“step” is not asked here'],
])('%p is refused', async (query, message) => {
  await expect(asking().collector.findings(query)).rejects.toThrow(message);
});

test('what was looked at are the windows of every report', async () => {
  const {collector} = asking([anApp()], [aJob(), aJob({report: reports.broadcast!})]);
  expect((await collector.findings({app: 'shop'})).windows).toEqual({collected: 0, expected: 2 * 168});
});

test('more windows than can be judged at once are refused before anything is read', async () => {
  const apps = Array.from({length: 300}, (_, index) => anApp({name: `shop-${index}`, sdkAppId: 1_400_000_001 + index}));
  const {store, collector} = asking(apps);
  store.failure = new Error('it was asked');
  await expect(collector.findings({last: '30d'})).rejects.toThrow(
    'from: the span has 216,000 windows (300 apps × 720)',
  );
});
