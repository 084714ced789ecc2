import type {App} from '../domain/app.js';
import type {EstimateView} from '../domain/console.js';
import {type Estimated, total} from '../domain/estimate.js';
import type {Job} from '../domain/job.js';
import {gridWindows, planWindows} from '../domain/plan.js';
import type {EpochSeconds, Span, Window} from '../domain/window.js';
import {boundCells} from './bounds.js';
import {appNamed, type ViewDeps} from './push-view.js';
import {askedSpan, QueryError} from './span-query.js';
import {hullOf, ledgerPieces} from './survey.js';

/** What the operator wants filled. Dates as in every question; without `app` all of them, without `step` every job. */
export interface BackfillQuery {
  readonly app?: string;
  readonly step?: string;
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
  const apps = query.app === undefined ? deps.apps : [appNamed(deps.apps, query.app)];
  const jobs = deps.jobs.filter(({step}) => query.step === undefined || step.name === query.step);
  if (jobs.length === 0) throw new QueryError(`step: “${query.step}” has no job`);
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
  const notes = notesOf(span, jobs, now);
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
  const found = apps.map((app) => ({app, job, span: spans.get(app.timezone)!, windows: [] as Window[]}));
  for await (const piece of ledgerPieces({job, apps, span: hullOf(spans.values()), newestFirst: true}, store, gone)) {
    for (const {app, span: own, windows} of found) {
      const {start, end} = {start: Math.max(piece.span.start, own.start), end: Math.min(piece.span.end, own.end)};
      for (const {window} of planWindows({job, app, span: {start, end}, entries: piece.entriesOf(app), now}))
        if (window.start >= start) windows.push(window);
    }
  }
  return found;
}

/** Whole windows, without those that the vendor has forgotten: they could only be answered with nothing. */
function answerable(job: Job, app: App, span: Span, now: EpochSeconds): Span {
  const known = remembered(job, span, now);
  const windows = gridWindows(job, app, known).filter(({start}) => start >= now - job.report.retention);
  return {start: windows[0]?.start ?? known.end, end: windows.at(-1)?.end ?? known.end};
}

function remembered({report}: Job, {start, end}: Span, now: EpochSeconds): Span {
  return {start: Math.max(start, now - report.retention), end: Math.min(end, now)};
}

function notesOf(span: Span, jobs: readonly Job[], now: EpochSeconds): string[] {
  const days = Math.min(...jobs.map(({report}) => report.retention)) / 86_400;
  const tooOld = span.start < now - days * 86_400;
  return tooOld ? [`The vendor keeps counts for ${days} days: what is older can no longer be asked for.`] : [];
}
