import type {App} from '../domain/app.js';
import type {CellState, WindowView} from '../domain/console.js';
import type {LedgerEntry} from '../domain/coverage.js';
import type {Job} from '../domain/job.js';
import {ledger} from '../domain/ledger.js';
import {countReports, measurement, tag} from '../domain/measurements.js';
import {surveyWindows} from '../domain/plan.js';
import type {Point} from '../domain/point.js';
import {QueryError} from '../domain/query-error.js';
import type {Sums} from '../domain/rates.js';
import type {EpochSeconds, Span} from '../domain/window.js';
import {askedReport, hasCounts} from './asked-report.js';
import {cellStateOf} from './coverage-view.js';
import {appNamed, unknownStep} from './known-names.js';
import {jobOfStep, type ViewDeps} from './push-view.js';
import {refuseUnknown} from './span-query.js';

export interface WindowQuery {
  readonly app?: string;
  readonly step?: string;
  /** `chat`, unless given. */
  readonly report?: string;
  /** Unix seconds. */
  readonly start?: string;
}

export interface WindowDeps extends ViewDeps {
  /** What a code of the API means, and what the operator does about it. */
  readonly explain: (code: number) => string;
}

/** One window: what the ledger says of it, how its counts grew, and why it is not there. */
export async function windowView(query: WindowQuery, deps: WindowDeps, now: EpochSeconds): Promise<WindowView> {
  const {app, job, span} = askedWindow(query, deps);
  const report = job.report.name;
  const step = job.step.name;
  const {start} = span;
  const [entry] = await ledger.entries(deps.store, {sdkAppId: app.sdkAppId, report, step, span});
  const retention = await deps.store.retention();
  const [surveyed] = surveyWindows({job, app, span, entries: entry ? [entry] : [], now, retention});
  if (surveyed?.window.start !== start) throw noWindow();
  const state = cellStateOf(surveyed, job, now);
  const known = surveyed.previous;
  const totals = hasCounts(report) ? countReports[report].total(step) : undefined;
  const [counts, growth, reason] = await Promise.all([
    countsOf(totals, app, span, deps),
    countsOf(totals && measurement.aged(totals), app, span, deps),
    reasonOf(state, {app, job, entry: known}, deps),
  ]);
  return {
    app: app.name,
    report,
    step,
    ...surveyed.window,
    state,
    fetchedAt: known?.fetchedAt ?? null,
    platforms: known?.platforms ?? [],
    expires: start + job.report.retention,
    reason,
    growth: job.refresh.flatMap(({name}) =>
      growth.filter(({tags}) => tags[tag.age] === name).map((point) => ({age: name, counts: sums(point)})),
    ),
    counts: counts[0] ? sums(counts[0]) : null,
  };
}

/** Whose window a question is about, and where it begins. Throws a QueryError. */
export function askedWindow(
  query: WindowQuery,
  deps: Pick<ViewDeps, 'apps' | 'jobs'>,
): Omit<Case, 'entry'> & {span: Span} {
  refuseUnknown(query, ['app', 'report', 'step', 'start']);
  const app = appNamed(deps.apps, query.app ?? '');
  const {jobs} = askedReport(query.report, deps.jobs);
  return {app, job: jobOfStep(jobs, stepOf(query.step, jobs)), span: startOf(query.start)};
}

/** Farther from now, calendars run out of numbers. */
function startOf(start: string | undefined): Span {
  const found = /^\d{1,10}$/.test(start ?? '') ? Number(start) : undefined;
  if (found === undefined) throw noWindow();
  return {start: found, end: found + 1};
}

function noWindow(): QueryError {
  return new QueryError('start: no closed window begins there');
}

async function countsOf(name: string | undefined, app: App, span: Span, {store}: WindowDeps): Promise<Point[]> {
  if (name === undefined) return [];
  return store.points({measurement: name, span, tags: {[tag.app]: app.name}});
}

function sums({fields}: Point): Sums {
  return fields as unknown as Sums;
}

function stepOf(step: string | undefined, jobs: readonly Job[]): string {
  if (jobs.some((job) => job.step.name === step)) return step!;
  throw unknownStep(step, jobs);
}

interface Case {
  readonly app: App;
  readonly job: Job;
  readonly entry: LedgerEntry | undefined;
}

async function reasonOf(state: CellState, {app, job, entry}: Case, deps: WindowDeps): Promise<string | null> {
  if (state === 'expired') {
    const days = job.report.retention / 86_400;
    return `The vendor remembers ${days} days: this window can no longer be asked for.`;
  }
  if (state === 'unkept')
    return 'The database keeps points for a shorter time than this window is old, and would refuse them: it is not asked for.';
  if (state === 'young') return 'Not to be asked for yet: its counts have to settle first.';
  if (state === 'rejected') {
    if (entry!.errorCode > 0) return deps.explain(entry!.errorCode);
    return 'The answer broke the contract or was refused by the database; nothing of it is stored. The log names the field and its value.';
  }
  if (state !== 'missing' && state !== 'due') return null;
  const runs = await deps.store.latest({measurement: measurement.run, by: [tag.app, tag.report, tag.step]});
  const last = runs.find(
    ({tags}) => tags[tag.app] === app.name && tags[tag.report] === job.report.name && tags[tag.step] === job.step.name,
  );
  const error = String(last?.fields.error ?? '');
  return error === ''
    ? 'Waits for its turn: the next tick asks for it, the newest windows first.'
    : `The last run said: ${error}`;
}
