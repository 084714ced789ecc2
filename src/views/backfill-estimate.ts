import type {App} from '../domain/app.js';
import type {EstimateView} from '../domain/console.js';
import {type Estimated, retentionNotes, total} from '../domain/estimate.js';
import type {Job} from '../domain/job.js';
import {answerable, planAnswerable} from '../domain/plan.js';
import {QueryError} from '../domain/query-error.js';
import {unkeptNotes} from '../domain/retention.js';
import type {EpochSeconds, Span, Window} from '../domain/window.js';
import {askedReport} from './asked-report.js';
import {boundCells} from './bounds.js';
import {appNamed, unknownStep} from './known-names.js';
import type {ViewDeps} from './push-view.js';
import {askedSpan, refuseUnknown} from './span-query.js';
import {hullOf, ledgerPieces} from './survey.js';

/** What the operator wants filled. Dates as in every question; without `app` all of them, without `step` and `report` every job. */
export interface BackfillQuery {
  readonly app?: string;
  readonly step?: string;
  readonly report?: string;
  readonly from?: string;
  readonly to?: string;
}

export interface EstimateDeps extends ViewDeps {
  readonly paceMs: number;
}

export interface EstimatedBackfill {
  readonly view: EstimateView;
  readonly span: Span;
  readonly pieces: readonly Estimated[];
}

/** The windows that would be asked for, and how long that takes. Throws a QueryError, also when there are too many to look at. */
export async function estimateBackfill(
  query: BackfillQuery,
  deps: EstimateDeps,
  now: EpochSeconds,
  gone?: AbortSignal,
): Promise<EstimatedBackfill> {
  refuseUnknown(query, ['app', 'report', 'step', 'from', 'to']);
  const apps = query.app === undefined ? deps.apps : [appNamed(deps.apps, query.app)];
  const ofReport = query.report === undefined ? deps.jobs : askedReport(query.report, deps.jobs).jobs;
  const jobs = ofReport.filter(({step}) => query.step === undefined || step.name === query.step);
  if (jobs.length === 0) throw unknownStep(query.step, ofReport);
  if (query.from === undefined) throw new QueryError('from: it is missing');
  const timezone = query.app === undefined ? deps.timezone : apps[0]!.timezone;
  const {span} = askedSpan({from: query.from, ...(query.to !== undefined && {to: query.to})}, {now, timezone});
  boundCells(
    apps.length,
    jobs.map((job) => ({span: remembered(job, span, now), step: job.step})),
  );
  const pieces: Estimated[] = [];
  for (const job of jobs) pieces.push(...(await estimateJob({job, apps, span}, deps.store, now, gone)));
  const {calls, seconds} = total(pieces, deps.paceMs);
  const wanted = pieces.filter(({windows}) => windows.length > 0);
  const notes = [...retentionNotes(span, jobs, now), ...(await unkeptNotes(deps.store, [span], now))];
  return {
    view: {from: span.start, to: span.end, calls, seconds, apps: new Set(wanted.map(({app}) => app)).size, notes},
    span,
    pieces: wanted,
  };
}

interface Asked {
  readonly job: Job;
  readonly apps: readonly App[];
  readonly span: Span;
}

/** What is due of each app, newest first. */
async function estimateJob(
  {job, apps, span}: Asked,
  store: EstimateDeps['store'],
  now: EpochSeconds,
  gone: AbortSignal | undefined,
): Promise<Estimated[]> {
  // Apps of one zone cut the same windows.
  const spans = new Map<string, Span>();
  for (const app of apps) if (!spans.has(app.timezone)) spans.set(app.timezone, answerable(job, app, span, now));
  const retention = await store.retention();
  const found = apps.map((app) => ({app, job, span: spans.get(app.timezone)!, windows: [] as Window[]}));
  for await (const piece of ledgerPieces({job, apps, span: hullOf(spans.values()), newestFirst: true}, store, gone)) {
    for (const {app, span: own, windows} of found) {
      const {start, end} = {start: Math.max(piece.span.start, own.start), end: Math.min(piece.span.end, own.end)};
      for (const {window} of planAnswerable({
        job,
        app,
        span: {start, end},
        entries: piece.entriesOf(app),
        now,
        retention,
      }))
        if (window.start >= start) windows.push(window);
    }
  }
  return found;
}

function remembered({report}: Job, {start, end}: Span, now: EpochSeconds): Span {
  return {start: Math.max(start, now - report.retention), end: Math.min(end, now)};
}
