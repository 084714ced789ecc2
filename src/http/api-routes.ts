import type {ClusterView} from '../domain/cluster-view.js';
import type {BackfillView, LiveProblem, LiveView, ProblemView} from '../domain/console.js';
import type {Estimated} from '../domain/estimate.js';
import type {Recurring} from '../domain/job.js';
import type {Clock} from '../domain/ports.js';
import {QueryError} from '../domain/query-error.js';
import {refusedConfiguration} from '../domain/reload.js';
import type {EpochSeconds, Span} from '../domain/window.js';
import type {Activity} from '../views/activity.js';
import {type AppsDeps, appsView} from '../views/apps-view.js';
import {askAgain} from '../views/ask-again.js';
import {type BackfillQuery, type EstimateDeps, estimateBackfill} from '../views/backfill-estimate.js';
import {cellsView} from '../views/cells-view.js';
import {coverageView} from '../views/coverage-view.js';
import {type LossViewDeps, lossView} from '../views/loss-view.js';
import {pushView} from '../views/push-view.js';
import {refuseUnknown} from '../views/span-query.js';
import {type WindowDeps, type WindowQuery, windowView} from '../views/window-view.js';

export interface ApiDeps
  extends EstimateDeps,
    WindowDeps,
    Pick<LossViewDeps, 'explainLoss'>,
    Pick<AppsDeps, 'openFindings'> {
  readonly clock: Pick<Clock, 'now'>;
  readonly activity: Activity;
  readonly backfill: BackfillControl;
  readonly cluster?: {view(): ClusterView} | undefined;
  /** Why another configuration was not put in force; undefined: what was read last is. */
  readonly reload?: {readonly failure: string | undefined};
  readonly schedule: {
    upcoming(): readonly {readonly job: Recurring; readonly atMs: number}[];
    late(): readonly Recurring[];
  };
}

/** A backfill as its operator sees it. */
export interface BackfillControl {
  /** Resolves to false while another one is at work. `forcedAt`: also what was settled or refused then. */
  start(span: Span, pieces: readonly Estimated[], options?: {readonly forcedAt?: EpochSeconds}): Promise<boolean>;
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
      '/api/apps': (query: Query, gone: AbortSignal) => appsView(query, deps, now(), gone),
      '/api/cells': (query: Query, gone: AbortSignal) => cellsView(query, deps, now(), gone),
      '/api/coverage': (query: Query, gone: AbortSignal) => coverageView(query, deps, now(), gone),
      '/api/losses': (query: Query, gone: AbortSignal) => lossView(query, deps, now(), gone),
      '/api/window': (query: Query) => windowView(query, deps, now()),
      '/api/price': async (query: Query, gone: AbortSignal) => (await estimateBackfill(query, deps, now(), gone)).view,
    },
    actions: {
      '/api/ask': (body: unknown) => askWindow(textsOf(body, ['app', 'report', 'step', 'start']), deps, now()),
      '/api/backfill': (body: unknown, gone: AbortSignal) => startBackfill(textsOf(body, NAMES), deps, now(), gone),
      '/api/backfill/stop': () => deps.backfill.stop(),
    },
    streams: {'/api/live': () => liveView(deps)},
  };
}

function liveView({activity, backfill, schedule, cluster, reload}: ApiDeps): LiveView {
  const ticks = schedule.upcoming().map(({job, atMs}) => ({
    report: job.report.name,
    step: job.step.name,
    at: Math.round(atMs / 1000),
  }));
  const view = activity.view();
  const refused = reload?.failure === undefined ? [] : [refusedReload(reload.failure, view.now)];
  const late = schedule.late().map((job) => lateTick(job, view.now));
  return {
    ...view,
    problems: [...refused, ...late, ...view.problems],
    backfill: backfill.view(),
    cluster: cluster?.view() ?? null,
    ticks,
  };
}

function lateTick({report, step}: Recurring, at: number): ProblemView {
  const text = 'its tick is late; it is made up for by itself, and until then nothing is asked for';
  return {kind: 'late', app: 'all apps', report: report.name, step: step.name, text, at};
}

function refusedReload(reason: string, at: number): LiveProblem {
  return {kind: 'configuration', app: 'all apps', report: '', step: '', text: refusedConfiguration(reason), at};
}

/** Reckoned again: what the page has shown may have been collected meanwhile. */
async function startBackfill(query: BackfillQuery, deps: ApiDeps, now: number, gone: AbortSignal) {
  const {span, pieces, view} = await estimateBackfill(query, deps, now, gone);
  await begin(deps, span, pieces);
  return view;
}

/** One window again, as a backfill of its own. `at`: what the collector says of it afterwards is of this one. */
async function askWindow(query: WindowQuery, deps: ApiDeps, now: number): Promise<{readonly at: number}> {
  const asked = await askAgain(query, deps, now);
  await begin(deps, asked.span, [asked], {forcedAt: now});
  return {at: now};
}

async function begin({backfill}: ApiDeps, ...backfilled: Parameters<BackfillControl['start']>): Promise<void> {
  if (!(await backfill.start(...backfilled)))
    throw Object.assign(new QueryError('a backfill is at work: stop it first'), {statusCode: 409});
}

const NAMES = ['app', 'report', 'step', 'from', 'to'] as const;

/** A body's values, which are texts. */
function textsOf(body: unknown, names: readonly string[]): Record<string, string> {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  refuseUnknown(given, names);
  const texts: Record<string, string> = {};
  for (const name of names) {
    const value = given[name];
    if (typeof value === 'string') texts[name] = value;
    else if (value !== undefined) throw new QueryError(`${name}: it is not a text`);
  }
  return texts;
}
