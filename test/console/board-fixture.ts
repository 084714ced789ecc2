import type {App} from '../../src/domain/app.js';
import {ApiError} from '../../src/domain/errors.js';
import type {FindingsView, FindingView} from '../../src/domain/finding.js';
import {ledger} from '../../src/domain/ledger.js';
import {measurement} from '../../src/domain/measurements.js';
import type {Point} from '../../src/domain/point.js';
import type {RunSummary} from '../../src/domain/run-summary.js';
import {nominalLength, parseStep} from '../../src/domain/window.js';
import {apiRoutes} from '../../src/http/api-routes.js';
import {createMetrics} from '../../src/http/metrics.js';
import {pageFiles} from '../../src/http/page-files.js';
import {type HttpServer, startHttp} from '../../src/http/server.js';
import {systemClock} from '../../src/system-clock.js';
import {lookUp} from '../../src/timpush/loss-codes.js';
import {chatLoss} from '../../src/timpush/reports/chat-loss.js';
import {Activity} from '../../src/views/activity.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {silentLog} from '../support/doubles/silent-log.js';
import {aJob, anApp, anEntry} from '../support/fixtures/examples.js';

const step = parseStep('12h')!;
const LENGTH = nominalLength(step);
const DAYS = 14;
const refresh = [{name: '10m', seconds: 600}];
const jobs = [aJob({step, refresh}), aJob({step, refresh, report: chatLoss})];

/** What is the matter with some of the apps; with all others nothing. */
export const troubled = {
  refused: 'app-3',
  holes: 'app-7',
  fallen: 'app-11',
  empty: 'app-13',
  gone: 'shop-of-last-year',
} as const;

/** The page of so many apps that send every twelve hours, on a store in memory. */
export async function openBoard(count: number): Promise<HttpServer> {
  const clock = systemClock();
  const now = Math.floor(clock.now() / 1000);
  const apps = Array.from({length: count}, (_, i) => anApp({name: `app-${i + 1}`, sdkAppId: i + 1}));
  const store = new MemoryStore();
  const activity = new Activity(clock);
  for (const app of apps) {
    await store.write(pointsOf(app, now));
    activity.meter.run(runOf(app, now));
  }
  await store.write([totals(anApp({name: troubled.gone, sdkAppId: 7_000_000}), now - 40 * 86_400, 0.9)]);
  const {queries, ...page} = apiRoutes({
    jobs,
    apps,
    store,
    clock,
    activity,
    timezone: 'Asia/Shanghai',
    paceMs: 1250,
    explain: (code) => `Code ${code}`,
    explainLoss: lookUp,
    backfill: {start: async () => true, stop: async () => {}, view: () => null},
    schedule: {upcoming: () => [], late: () => []},
    openFindings: () => [finding(now)],
  });
  return startHttp(
    {host: '127.0.0.1', port: 0},
    {
      metrics: createMetrics(),
      ready: async () => ({ok: true, reasons: []}),
      routes: {
        ...queries,
        '/api/findings': async () => findingsOf(now),
        '/api/campaigns': async () => ({timezone: 'Asia/Shanghai', from: iso(now - 86_400), to: iso(now), rows: []}),
      },
      ...page,
      files: pageFiles(),
      clock,
      log: silentLog,
    },
  );
}

function windowsUntil(now: number): number[] {
  // The windows of Shanghai begin at 4 and 16 o'clock UTC.
  const newest = Math.floor((now - 600 + 8 * 3600) / LENGTH) * LENGTH - 8 * 3600 - LENGTH;
  return Array.from({length: (DAYS * 86_400) / LENGTH}, (_, i) => newest - i * LENGTH);
}

function pointsOf(app: App, now: number): Point[] {
  if (app.name === troubled.empty) return [];
  return windowsUntil(now).flatMap((time, back) => {
    if (app.name === troubled.holes && back % 5 === 4) return [];
    const rate = app.name === troubled.fallen && back < 4 ? 0.36 : 0.9 + 0.06 * Math.sin(app.sdkAppId + time / 90_000);
    const entry = {
      app: app.name,
      sdkAppId: app.sdkAppId,
      window: {start: time, end: time + LENGTH},
      fetchedAt: now - 60,
    };
    const known = jobs.map((job) => ledger.pointOf(anEntry({...entry, report: job.report.name, step: step.name})));
    return [totals(app, time, rate), ...(back < 2 ? lossesOf(app, time, rate) : []), ...known];
  });
}

function totals({name: app, sdkAppId}: App, time: number, rate: number): Point {
  const sent = 1000 + (sdkAppId % 90) * 100;
  const delivered = Math.round(sent * rate);
  const receipts = {receipt_sent: sent, receipt_delivered: delivered, receipt_clicked: delivered >> 4};
  const fields = {total: sent + 40, sent, delivered, clicked: delivered >> 4, ...receipts};
  return {measurement: measurement.chatTotal(step.name), tags: {app, sdkappid: String(sdkAppId)}, fields, time};
}

function lossesOf({name: app, sdkAppId}: App, time: number, rate: number): Point[] {
  const sent = 1000 + (sdkAppId % 90) * 100;
  const shares = {
    token: 0.5,
    quota: rate < 0.5 ? 0.9 : 0.1,
    user: 0.05 * (sdkAppId % 5),
    config: 0.02 * (sdkAppId % 3),
  };
  return Object.entries(shares).map(([name, share]) => ({
    measurement: measurement.chatLoss(step.name),
    tags: {app, sdkappid: String(sdkAppId), stage: 'sent', platform: 'huawei', class: name, code: name},
    fields: {count: Math.round(sent * (1 - rate) * share), text: ''},
    time,
  }));
}

function runOf(app: App, now: number): RunSummary {
  const denied = new ApiError(
    70009,
    'code 70009: the signature is not accepted; what to do: put the key in its place',
    'stop',
  );
  const hole = now - 28 * 86_400;
  const missing = Array.from({length: 3}, (_, i) => ({
    window: {start: hole + i * LENGTH, end: hole + (i + 1) * LENGTH},
    previous: undefined,
    coverage: 'missing' as const,
  }));
  return {
    app,
    report: 'chat',
    step: step.name,
    startedAt: now - 300,
    durationMs: 900,
    windowsOk: 1,
    windowsFailed: 0,
    windowsLeft: 0,
    calls: 1,
    retries: 0,
    lag: 0,
    survey: app.name === troubled.holes ? missing : [],
    error: app.name === troubled.refused ? denied : undefined,
  };
}

function findingsOf(now: number): FindingsView {
  const span = {from: iso(now - 7 * 86_400), to: iso(now)};
  return {timezone: 'Asia/Shanghai', ...span, findings: [finding(now)], windows: {collected: 14, expected: 14}};
}

function iso(at: number): string {
  return new Date(at * 1000).toISOString();
}

function finding(now: number): FindingView {
  return {
    id: 'delivery app-11 huawei',
    kind: 'delivery',
    severity: 'critical',
    app: troubled.fallen,
    platform: 'huawei',
    report: 'chat',
    step: null,
    class: null,
    since: iso(now - 2 * 86_400),
    until: null,
    now: 0.36,
    usual: 0.92,
    pushes: 24_000,
    volume: 40_000,
    age: null,
    reasons: [],
    note: '',
    sentence:
      'Huawei at app-11: delivery fell from 92 % to 36 % two days ago, about 24,000 pushes; 81 % of the losses: quota used up.',
  };
}
