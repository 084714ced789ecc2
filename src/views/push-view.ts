import type {App} from '../domain/app.js';
import type {CountRow, PushView} from '../domain/console.js';
import type {Job} from '../domain/job.js';
import {countFields, measurement, platformNames, tag} from '../domain/measurements.js';
import {gridWindows} from '../domain/plan.js';
import type {PointQuery, Store, SumQuery} from '../domain/ports.js';
import {type Rates, rateParts, type Sums} from '../domain/rates.js';
import {type EpochSeconds, parseStep, type Seconds, type Span} from '../domain/window.js';
import {boundWindows} from './bounds.js';
import {reportQueries, reportRows} from './push-report.js';
import {comparisonOf, seriesOf, sumOf} from './push-series.js';
import {askedSpan, askedStep, QueryError, type SpanQuery} from './span-query.js';
import {sumsInPieces} from './sums-in-pieces.js';

/** Filters of the page, as its address tells them. */
export interface PushQuery extends SpanQuery {
  readonly app?: string;
  readonly platform?: string;
  readonly step?: string;
  /** What the charts show over time: a count, and a rate. Fewer fields are much less work for a database. */
  readonly count?: string;
  readonly rate?: string;
}

export interface ViewDeps {
  readonly jobs: readonly Job[];
  readonly apps: readonly App[];
  readonly store: Pick<Store, 'sums' | 'points' | 'latest'>;
  /** Of the configuration: for what concerns several apps. */
  readonly timezone: string;
}

export type PushDeps = Omit<ViewDeps, 'store'> & {readonly store: Pick<Store, 'sums'>};

/** Steps are whole hours, and local days begin at quarters of an hour at the finest; within an hour no two windows of one app begin. */
const EVERY: Seconds = 3600;

/** Counts of a span: in sum, over time, by app and platform, and in sum of the same time before. Throws a QueryError. */
export async function pushView(
  query: PushQuery,
  deps: PushDeps,
  now: EpochSeconds,
  gone?: AbortSignal,
): Promise<PushView> {
  const app = deps.apps.find(({name}) => name === query.app);
  const timezone = app?.timezone ?? deps.timezone;
  const {span, startsOf} = askedSpan(query, {now, timezone});
  const length = span.end - span.start;
  const step = askedStep(query.step, deps.jobs, length);
  const starts = startsOf(step);
  const job = jobOfStep(deps.jobs, step);
  boundWindows(span, job.step);
  const windowsIn = ({start, end}: Span) =>
    gridWindows(job, {timezone}, {start, end}).filter((each) => each.start >= start && each.start < end);
  const windows = windowsIn(starts).filter(({end}) => end <= now);
  const earlier = {start: starts.start - length, end: starts.start};
  const settledUntil = now - (job.refresh.at(-1)?.seconds ?? 0);
  const fields = fieldsOf(query);
  const [overTime, before, after, ...report] = await sumsInPieces(
    [
      platformQuery(query, step, starts, fields),
      totalQuery(query, step, earlier),
      totalQuery(query, step, starts),
      ...reportQueries(step, starts),
    ],
    {store: deps.store, step: job.step, gone},
  );
  const rows = reportRows(report);
  const shown = rows.filter(matches(query));
  return {
    timezone,
    apps: [...new Set([...deps.apps.map(({name}) => name), ...rows.map((row) => row.app)])].sort(),
    platforms: platformsOf(rows),
    steps: [...new Set([...deps.jobs.map((each) => each.step.name), step])],
    step,
    from: span.start,
    to: span.end,
    settledUntil,
    totals: sumOf(shown.filter(({platform}) => (query.platform === undefined) === (platform === null))),
    comparison: comparisonOf([...before!, ...after!], {now: windows, before: windowsIn(earlier), settledUntil}),
    times: windows.map(({start}) => start),
    end: windows.at(-1)?.end ?? span.end,
    series: seriesOf(overTime!, fields, windows),
    rows: shown.map(({app: name, platform, counts}) => ({app: name, platform, counts})),
  };
}

function platformQuery(query: PushQuery, step: string, span: Span, fields: readonly string[]): SumQuery {
  const points = {measurement: measurement.chatPlatform(step), tags: filtersOf(query), span};
  return {...points, fields, by: [tag.platform], every: EVERY};
}

function totalQuery(query: PushQuery, step: string, span: Span): SumQuery {
  const name = query.platform === undefined ? measurement.chatTotal(step) : measurement.chatPlatform(step);
  return {measurement: name, tags: filtersOf(query), span, fields: countFields, by: [], every: EVERY};
}

function filtersOf({app, platform}: PushQuery): NonNullable<PointQuery['tags']> {
  return {...(app !== undefined && {[tag.app]: app}), ...(platform !== undefined && {[tag.platform]: platform})};
}

/** The step's job; for a step that no job has, one that never asks. */
export function jobOfStep(jobs: readonly Job[], name: string): Job {
  const step = parseStep(name)!;
  return jobs.find((job) => job.step.name === name) ?? {...jobs[0]!, step, refresh: []};
}

/** Throws a QueryError for an app that is not configured. */
export function appNamed(apps: readonly App[], name: string): App {
  const app = apps.find((each) => each.name === name);
  if (app) return app;
  throw new QueryError(`app: “${name}” is not configured`);
}

function fieldsOf({count = 'sent', rate = 'delivery'}: PushQuery): (keyof Sums)[] {
  const known = countFields.find((field) => field === count);
  if (!known) throw new QueryError(`count: “${count}” is not one of ${countFields.join(', ')}`);
  if (!Object.hasOwn(rateParts, rate)) throw new QueryError(`rate: “${rate}” is not one of send, delivery, click`);
  return [...new Set([known, ...rateParts[rate as keyof Rates]])];
}

function matches({app, platform}: PushQuery): (row: CountRow) => boolean {
  return (row) => (app === undefined || row.app === app) && (platform === undefined || row.platform === platform);
}

/** In the API's order, unknown numbers last. */
function platformsOf(rows: readonly CountRow[]): string[] {
  const found = new Set(rows.map(({platform}) => platform).filter((platform) => platform !== null));
  const order = (name: string) => platformNames.indexOf(name) + 1 || platformNames.length + 1;
  return [...found].sort((a, b) => order(a) - order(b) || a.localeCompare(b));
}
