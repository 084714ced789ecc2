import {expect, test} from '@jest/globals';
import type {Coverage} from '../../src/domain/coverage.js';
import {ApiError} from '../../src/domain/errors.js';
import type {RunSummary} from '../../src/domain/run-summary.js';
import {workedOn} from '../../src/domain/worked-on.js';
import {createMetrics, type Metrics} from '../../src/http/metrics.js';
import {aJob, anApp} from '../support/fixtures/examples.js';

const summary: RunSummary = {
  app: {name: 'shop', sdkAppId: 1, timezone: 'UTC', withoutReceipts: []},
  report: 'chat',
  step: '1h',
  startedAt: 10_000,
  durationMs: 5000,
  windowsOk: 2,
  windowsFailed: 0,
  windowsLeft: 3,
  calls: 2,
  retries: 0,
  lag: 1200,
  survey: [],
  error: undefined,
};
const job = 'app="shop",report="chat",step="1h"';

function surveyed(start: number, coverage: Coverage | undefined) {
  return {window: {start, end: start + 3600}, previous: undefined, coverage};
}

/** The collector's own samples: name without the prefix, labels, value. */
async function samples(metrics: Metrics, prefix = 'timpush_collector_'): Promise<Record<string, number>> {
  const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith(prefix));
  const named = lines.map((line) => line.slice(prefix.length));
  return Object.fromEntries(named.map((line) => line.split(/ (?=\S+$)/)).map(([name, value]) => [name, Number(value)]));
}

test('calls, retries, waits, windows, writes and missed ticks are counted', async () => {
  const metrics = createMetrics();
  const {meter} = metrics;
  metrics.configured(true, 1_772_380_800);
  meter.call('shop', 'chat', '0');
  meter.call('shop', 'chat', '60007');
  meter.call('shop', 'chat', '60007');
  meter.retry('shop', 'chat');
  meter.paceWait('shop', 'chat', 1250);
  meter.paceWait('shop', 'chat', 250);
  meter.window('shop', 'chat', '1h', 'ok');
  meter.planned('shop', 'chat', '1h', 7);
  meter.batch(100);
  meter.batch(20);
  meter.tickMissed('chat', '1h');
  expect(await samples(metrics)).toEqual({
    'calls_total{app="shop",report="chat",code="0"}': 1,
    'calls_total{app="shop",report="chat",code="60007"}': 2,
    'retries_total{app="shop",report="chat"}': 1,
    'pace_wait_seconds_total{app="shop",report="chat"}': 1.5,
    [`windows_total{${job},outcome="ok"}`]: 1,
    [`windows_planned{${job}}`]: 7,
    write_batches_total: 2,
    write_lines_total: 120,
    'ticks_missed_total{report="chat",step="1h"}': 1,
    config_last_reload_successful: 1,
    config_last_reload_success_timestamp_seconds: 1_772_380_800,
  });
});

test('of an app or a job that nobody works on any more nothing is told, whatever still ends', async () => {
  const metrics = createMetrics();
  const {meter} = metrics;
  meter.run({...summary, app: anApp()});
  meter.run({...summary, app: anApp({name: 'news'})});
  meter.run({...summary, app: anApp(), step: '1d'});
  meter.call('news', 'chat', '0');
  await metrics.workOn(workedOn([{job: aJob(), apps: [anApp()]}]));
  meter.run({...summary, app: anApp({name: 'news'})});
  meter.call('news', 'chat', '0');
  const names = Object.keys(await samples(metrics)).filter((name) => name.includes('app='));
  expect(names.length).toBeGreaterThan(3);
  expect(
    names.filter((name) => !name.includes('app="shop",report="chat",step="1h"') && !name.includes('{app="shop"}')),
  ).toEqual([]);
});

test('a count goes on where it was, however often it is asked for and the configuration read', async () => {
  const metrics = createMetrics();
  const call = () => metrics.meter.call(anApp().name, 'chat', '0');
  const calls = async () => Object.values(await samples(metrics, 'timpush_collector_calls_total'));
  call();
  call();
  expect(await calls()).toEqual([2]);
  call();
  await metrics.workOn(workedOn([{job: aJob(), apps: [anApp()]}]));
  call();
  expect(await calls()).toEqual([4]);
  expect(await calls()).toEqual([4]);
});

test('pushes that were read while the configuration changed are told of what is still worked on', async () => {
  const metrics = createMetrics();
  const rates = {send: 1, delivery: 0.5, click: 0.1};
  const newest = {platform: null, report: 'chat', sent: 100, rates};
  await metrics.workOn(workedOn([{job: aJob(), apps: [anApp()]}]));
  metrics.pushes([
    {app: anApp().name, ...newest},
    {app: 'news', ...newest},
    {app: anApp().name, ...newest, report: 'broadcast'},
  ]);
  const names = Object.keys(await samples(metrics, 'timpush_push_sent'));
  expect(names).toEqual([`{app="${anApp().name}",platform="total",report="chat"}`]);
});

test('a run shows its outcome, and what the ledger says about the span', async () => {
  const metrics = createMetrics();
  const survey = [
    surveyed(0, 'settled'),
    surveyed(1800, 'missing'),
    surveyed(3600, 'missing'),
    surveyed(7200, undefined),
  ];
  metrics.meter.run({...summary, survey});
  metrics.meter.run({...summary, survey, error: new ApiError(70009, 'wrong key', 'stop')});
  expect(await samples(metrics)).toMatchObject({
    [`runs_total{${job},ok="1"}`]: 1,
    [`runs_total{${job},ok="0"}`]: 1,
    'run_duration_seconds_sum{report="chat",step="1h"}': 10,
    [`last_run_timestamp_seconds{${job}}`]: 10_000,
    [`lag_seconds{${job}}`]: 1200,
    [`windows_left{${job}}`]: 3,
    [`ledger_windows{${job},state="settled"}`]: 1,
    [`ledger_windows{${job},state="missing"}`]: 2,
    [`ledger_windows{${job},state="due"}`]: 0,
    [`oldest_hole_seconds{${job}}`]: 10_005 - 5400,
  });
});

test('a run that could not read the ledger leaves what was known of it, and a filled hole goes away', async () => {
  const metrics = createMetrics();
  metrics.meter.run({...summary, survey: [surveyed(0, 'missing')]});
  metrics.meter.run({...summary, lag: 0, survey: []});
  const unread = await samples(metrics);
  expect(unread).toMatchObject({[`oldest_hole_seconds{${job}}`]: 6405, [`lag_seconds{${job}}`]: 1200});
  metrics.meter.run({...summary, survey: [surveyed(0, 'fresh')]});
  expect(await samples(metrics)).not.toHaveProperty([`oldest_hole_seconds{${job}}`]);
});

test('the version is told where it is known', async () => {
  expect(await samples(createMetrics('1.2.3'))).toMatchObject({
    [`build_info{version="1.2.3",node="${process.versions.node}"}`]: 1,
  });
});

test('two sets of metrics share nothing, and both tell of the process', async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.meter.batch(5);
  expect((await samples(other)).write_lines_total).toBe(0);
  expect(await other.text()).toContain('nodejs_heap_size_used_bytes');
});

test('what holds is counted by kind and severity; none is 0, as soon as somebody has looked', async () => {
  const {alerts, ...metrics} = createMetrics();
  expect(await samples({alerts, ...metrics}, 'timpush_findings')).toEqual({});
  alerts.findings([
    {kind: 'delivery', severity: 'critical'},
    {kind: 'delivery', severity: 'critical'},
    {kind: 'hole', severity: 'warning'},
  ]);
  expect(await samples({alerts, ...metrics}, 'timpush_findings')).toMatchObject({
    '{kind="delivery",severity="critical"}': 2,
    '{kind="delivery",severity="warning"}': 0,
    '{kind="hole",severity="warning"}': 1,
  });
  alerts.findings([]);
  const none = Object.values(await samples({alerts, ...metrics}, 'timpush_findings'));
  expect([none.length, Math.max(...none)]).toEqual([51, 0]);
});

test('who was told, and who was not, is counted', async () => {
  const metrics = createMetrics();
  metrics.alerts.told('webhook', true);
  metrics.alerts.told('webhook', false);
  expect(await samples(metrics)).toMatchObject({
    'alerts_told_total{receiver="webhook",ok="1"}': 1,
    'alerts_told_total{receiver="webhook",ok="0"}': 1,
  });
});

test('of pushes the newest are shown, and nothing of those before; a rate of nothing is absent', async () => {
  const metrics = createMetrics();
  const shop = {app: 'shop', report: 'chat'};
  metrics.pushes([{...shop, platform: 'fcm', sent: 9, rates: {send: 1, delivery: null, click: 0.5}}]);
  metrics.pushes([
    {...shop, platform: null, sent: 4, rates: {send: 0.5, delivery: 0.25, click: 0}},
    {...shop, platform: 'huawei', sent: 0, rates: {send: null, delivery: null, click: null}},
  ]);
  expect(await samples(metrics, 'timpush_push_')).toEqual({
    'sent{app="shop",platform="total",report="chat"}': 4,
    'sent{app="shop",platform="huawei",report="chat"}': 0,
    'send_rate{app="shop",platform="total",report="chat"}': 0.5,
    'delivery_rate{app="shop",platform="total",report="chat"}': 0.25,
    'click_rate{app="shop",platform="total",report="chat"}': 0,
  });
});
