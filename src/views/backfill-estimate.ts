import type {App} from '../domain/app.js';
import type {EstimateView} from '../domain/console.js';
import {type Estimated, estimate, total} from '../domain/estimate.js';
import type {Job} from '../domain/job.js';
import {gridWindows} from '../domain/plan.js';
import type {EpochSeconds, Span} from '../domain/window.js';
import {askedReport, hasCounts} from './asked-report.js';
import {appNamed, type ViewDeps} from './push-view.js';
import {askedSpan, QueryError} from './span-query.js';

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

/** The windows that would be asked for, and how long that takes. Throws a QueryError. */
export async function estimateBackfill(
  query: BackfillQuery,
  deps: EstimateDeps,
  now: EpochSeconds,
): Promise<EstimatedBackfill> {
  const apps = query.app === undefined ? deps.apps : [appNamed(deps.apps, query.app)];
  const ofReport = query.report === undefined ? deps.jobs : askedReport(query.report, deps.jobs).jobs;
  const jobs = ofReport.filter(({step}) => query.step === undefined || step.name === query.step);
  if (jobs.length === 0) throw new QueryError(`step: “${query.step}” has no job`);
  if (query.from === undefined) throw new QueryError('from: it is missing');
  const timezone = query.app === undefined ? deps.timezone : apps[0]!.timezone;
  const {span} = askedSpan({from: query.from, ...(query.to !== undefined && {to: query.to})}, {now, timezone});
  const pieces = await Promise.all(
    apps.flatMap((app) =>
      jobs.map((job) => estimate({app, job, span: answerable(job, app, span, now)}, deps.store, {now, force: false})),
    ),
  );
  const {calls, seconds} = total(pieces, deps.paceMs);
  const wanted = pieces.filter(({windows}) => windows.length > 0);
  const notes = notesOf(span, jobs, now);
  return {
    view: {from: span.start, to: span.end, calls, seconds, apps: new Set(wanted.map(({app}) => app)).size, notes},
    span,
    pieces: wanted,
  };
}

/** Whole windows, without those that the vendor has forgotten: they could only be answered with nothing. */
function answerable(job: Job, app: App, span: Span, now: EpochSeconds): Span {
  const oldest = now - job.report.retention;
  const windows = gridWindows(job, app, span).filter(({start}) => start >= oldest);
  return {start: windows[0]?.start ?? span.end, end: windows.at(-1)?.end ?? span.end};
}

function notesOf(span: Span, jobs: readonly Job[], now: EpochSeconds): string[] {
  const notes = jobs
    .filter(({report}) => span.start < now - report.retention)
    .map(({report: {name, retention}}) => {
      const what = hasCounts(name) ? 'counts' : 'the reasons of losses';
      return `The vendor keeps ${what} for ${retention / 86_400} days: what is older can no longer be asked for.`;
    });
  return [...new Set(notes)];
}
