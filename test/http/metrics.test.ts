import {expect, test} from '@jest/globals';
import type {Coverage} from '../../src/domain/coverage.js';
import {ApiError} from '../../src/domain/errors.js';
import type {RunSummary} from '../../src/domain/run-summary.js';
import {createMetrics, type Metrics} from '../../src/http/metrics.js';

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

/** The collector's own samples: name and labels, value. */
async function samples(metrics: Metrics): Promise<Record<string, number>> {
  const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith('timpush_collector_'));
  const named = lines.map((line) => line.slice('timpush_collector_'.length));
  return Object.fromEntries(named.map((line) => line.split(/ (?=\S+$)/)).map(([name, value]) => [name, Number(value)]));
}

test('calls, retries, waits, windows, writes and missed ticks are counted', async () => {
  const metrics = createMetrics();
  const {meter} = metrics;
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
  });
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

test('two sets of metrics share nothing, and both tell of the process', async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.meter.batch(5);
  expect((await samples(other)).write_lines_total).toBe(0);
  expect(await other.text()).toContain('nodejs_heap_size_used_bytes');
});
