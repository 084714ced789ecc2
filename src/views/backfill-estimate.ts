import type {EstimateView} from '../domain/console.js';
import {type Estimated, estimate, retentionNotes, total} from '../domain/estimate.js';
import {answerable} from '../domain/plan.js';
import {unkeptNotes} from '../domain/retention.js';
import type {EpochSeconds, Span} from '../domain/window.js';
import {appNamed, unknownStep} from './known-names.js';
import type {ViewDeps} from './push-view.js';
import {askedSpan, QueryError, refuseUnknown} from './span-query.js';

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

/** The windows that would be asked for, and how long that takes. Throws a QueryError. */
export async function estimateBackfill(
  query: BackfillQuery,
  deps: EstimateDeps,
  now: EpochSeconds,
): Promise<EstimatedBackfill> {
  refuseUnknown(query, ['app', 'step', 'from', 'to']);
  const apps = query.app === undefined ? deps.apps : [appNamed(deps.apps, query.app)];
  const jobs = deps.jobs.filter(({step}) => query.step === undefined || step.name === query.step);
  if (jobs.length === 0) throw unknownStep(query.step, deps.jobs);
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
  const notes = [...retentionNotes(span, jobs, now), ...(await unkeptNotes(deps.store, [span], now))];
  return {
    view: {from: span.start, to: span.end, calls, seconds, apps: new Set(wanted.map(({app}) => app)).size, notes},
    span,
    pieces: wanted,
  };
}
