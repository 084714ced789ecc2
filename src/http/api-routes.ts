import type {ClusterView} from '../domain/cluster-view.js';
import type {BackfillView, LiveView, ProblemView} from '../domain/console.js';
import type {Estimated} from '../domain/estimate.js';
import type {Recurring} from '../domain/job.js';
import type {Clock} from '../domain/ports.js';
import type {Span} from '../domain/window.js';
import type {Activity} from '../views/activity.js';
import {type BackfillQuery, type EstimateDeps, estimateBackfill} from '../views/backfill-estimate.js';
import {coverageView} from '../views/coverage-view.js';
import {type LossViewDeps, lossView} from '../views/loss-view.js';
import {pushView} from '../views/push-view.js';
import {QueryError, refuseUnknown} from '../views/span-query.js';
import {type WindowDeps, windowView} from '../views/window-view.js';

export interface ApiDeps extends EstimateDeps, WindowDeps, Pick<LossViewDeps, 'explainLoss'> {
  readonly clock: Pick<Clock, 'now'>;
  readonly activity: Activity;
  readonly backfill: BackfillControl;
  readonly cluster?: {view(): ClusterView} | undefined;
  readonly schedule: {
    upcoming(): readonly {readonly job: Recurring; readonly atMs: number}[];
    late(): readonly Recurring[];
  };
}

/** A backfill as its operator sees it. */
export interface BackfillControl {
  readonly busy: boolean;
  start(span: Span, pieces: readonly Estimated[]): Promise<void>;
  stop(): Promise<void>;
  view(): BackfillView | null;
}

type Query = Record<string, string>;

/** What the console's page asks and does, by path. */
export function apiRoutes(deps: ApiDeps) {
  const now = () => Math.floor(deps.clock.now() / 1000);
  return {
    queries: {
      '/api/push': (query: Query, gone: AbortSignal) => pushView(query, deps, now(), gone),
      '/api/coverage': (query: Query, gone: AbortSignal) => coverageView(query, deps, now(), gone),
      '/api/losses': (query: Query, gone: AbortSignal) => lossView(query, deps, now(), gone),
      '/api/window': (query: Query) => windowView(query, deps, now()),
      '/api/price': async (query: Query, gone: AbortSignal) => (await estimateBackfill(query, deps, now(), gone)).view,
    },
    actions: {
      '/api/backfill': (body: unknown, gone: AbortSignal) => startBackfill(backfillQuery(body), deps, now(), gone),
      '/api/backfill/stop': () => deps.backfill.stop(),
    },
    streams: {'/api/live': () => liveView(deps)},
  };
}

function liveView({activity, backfill, schedule, cluster}: ApiDeps): LiveView {
  const ticks = schedule.upcoming().map(({job, atMs}) => ({
    report: job.report.name,
    step: job.step.name,
    at: Math.round(atMs / 1000),
  }));
  const view = activity.view();
  const late = schedule.late().map((job) => lateTick(job, view.now));
  return {
    ...view,
    problems: [...late, ...view.problems],
    backfill: backfill.view(),
    cluster: cluster?.view() ?? null,
    ticks,
  };
}

function lateTick({report, step}: Recurring, at: number): ProblemView {
  const text = 'its tick is late; it is made up for by itself, and until then nothing is asked for';
  return {kind: 'late', app: 'all apps', report: report.name, step: step.name, text, at};
}

/** Reckoned again: what the page has shown may have been collected meanwhile. */
async function startBackfill(query: BackfillQuery, deps: ApiDeps, now: number, gone: AbortSignal) {
  const {span, pieces, view} = await estimateBackfill(query, deps, now, gone);
  // After the price, because there nobody else can come in between.
  if (deps.backfill.busy)
    throw Object.assign(new QueryError('a backfill is at work: stop it first'), {statusCode: 409});
  await deps.backfill.start(span, pieces);
  return view;
}

const NAMES = ['app', 'report', 'step', 'from', 'to'] as const;

function backfillQuery(body: unknown): BackfillQuery {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  refuseUnknown(given, NAMES);
  const query: Record<string, string> = {};
  for (const name of NAMES) {
    const value = given[name];
    if (typeof value === 'string') query[name] = value;
    else if (value !== undefined) throw new QueryError(`${name}: it is not a text`);
  }
  return query;
}
