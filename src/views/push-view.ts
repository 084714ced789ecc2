import type {App} from '../domain/app.js';
import type {Job} from '../domain/job.js';
import {countFields, platformNames} from '../domain/measurements.js';
import type {Store} from '../domain/ports.js';
import type {CountRow, PushView} from '../domain/push-view.js';
import {QueryError} from '../domain/query-error.js';
import {type Rates, rateParts, type Sums} from '../domain/rates.js';
import {type EpochSeconds, parseStep} from '../domain/window.js';
import {askedCounts, countReportsOf} from './asked-report.js';
import {boundWindows} from './bounds.js';
import {refuseNobodys} from './known-names.js';
import {comparisonOf, withSides} from './push-comparison.js';
import {type AskedCounts, platformQuery, presentQuery} from './push-queries.js';
import {coveredRows, reportQueries} from './push-report.js';
import {presentIn, seriesOf, startsIn, sumOf} from './push-series.js';
import {sidesOf, windowsOf} from './push-sides.js';
import {askedEarlier, askedSpan, askedStep, refuseUnknown, type ShiftedQuery} from './span-query.js';
import {sumsInPieces} from './sums-in-pieces.js';

/** Filters of the page, as its address tells them. */
export interface PushQuery extends ShiftedQuery {
  readonly app?: string;
  readonly platform?: string;
  readonly step?: string;
  /** `chat`, unless given. */
  readonly report?: string;
  /** What the charts show over time: a count, and a rate. Fewer fields are much less work for a database. */
  readonly count?: string;
  readonly rate?: string;
}

export interface ViewDeps {
  readonly jobs: readonly Job[];
  readonly apps: readonly App[];
  readonly store: Pick<Store, 'sums' | 'points' | 'latest' | 'retention'>;
  /** Of the configuration: for what concerns several apps. */
  readonly timezone: string;
}

export type PushDeps = Omit<ViewDeps, 'store'> & {readonly store: Pick<Store, 'sums' | 'latest'>};

/** The page asks every question with the same filters. */
export const filterNames = [
  'app',
  'platform',
  'report',
  'step',
  'last',
  'from',
  'to',
  'count',
  'rate',
  'against',
] as const;

/** Counts of a span: in sum, over time, by app and platform, and in sum of the same time before. Throws a QueryError. */
export async function pushView(
  query: PushQuery,
  deps: PushDeps,
  now: EpochSeconds,
  gone?: AbortSignal,
): Promise<PushView> {
  refuseUnknown(query, filterNames);
  await refuseNobodys(query, deps);
  const {report: name, jobs} = askedCounts(query.report, deps.jobs);
  const app = deps.apps.find(({name}) => name === query.app);
  const timezone = app?.timezone ?? deps.timezone;
  const {span, startsOf} = askedSpan(query, {now, timezone});
  const step = askedStep(query.step, jobs, span.end - span.start);
  const starts = startsOf(step);
  const job = jobOfStep(jobs, step);
  boundWindows(span, job.step);
  const windows = windowsOf(job, timezone, starts, now);
  const drawn = startsIn(windows, job);
  const settledUntil = now - (job.refresh.at(-1)?.seconds ?? 0);
  const fields = fieldsOf(query);
  const asked: AskedCounts = {report: name, step, app: query.app, platform: query.platform, age: null};
  const [overTime, present, ...report] = await sumsInPieces(
    [platformQuery(asked, drawn, fields), presentQuery(asked, drawn), ...reportQueries(name, step, starts)],
    {store: deps.store, step: job.step, gone},
  );
  const {rows, windows: counter} = coveredRows(report, {job, apps: deps.apps, span: starts, now});
  const shown = rows.filter(matches(query));
  const expectedApps = query.app === undefined ? deps.apps.length : 1;
  const earlier = askedEarlier(query, span, timezone);
  const sides = sidesOf({job, jobs, span, startsOf, timezone, earlier}, now);
  const question = {report: name, matches: matches(query), platform: query.platform, expectedApps};
  const compared = await comparisonOf(
    sides.filter((each) => each !== undefined),
    question,
    deps.store,
    gone,
  );
  return {
    timezone,
    report: name,
    reports: countReportsOf(deps.jobs),
    apps: [...new Set([...deps.apps.map(({name}) => name), ...rows.map((row) => row.app)])].sort(),
    platforms: platformsOf(rows),
    steps: [...new Set([...jobs.map((each) => each.step.name), step])],
    step,
    from: span.start,
    to: span.end,
    settledUntil,
    windows: query.app === undefined ? counter.all() : counter.of(query.app),
    present: presentIn(present!, windows),
    expectedApps,
    totals: sumOf(shown.filter(({platform}) => (query.platform === undefined) === (platform === null))),
    comparison: compared.whole,
    basis: compared.basis,
    tooEarly: sides[0] === undefined,
    times: windows.map(({start}) => start),
    end: windows.at(-1)?.end ?? span.end,
    series: seriesOf(overTime!, fields, windows),
    rows: withSides(
      shown.map(({rates: _, ...row}) => row),
      compared.rows,
      (of) => counter.of(of),
    ),
  };
}

/** The step's job; for a step that no job has, one that never asks. */
export function jobOfStep(jobs: readonly Job[], name: string): Job {
  const step = parseStep(name)!;
  return jobs.find((job) => job.step.name === name) ?? {...jobs[0]!, step, refresh: []};
}

function fieldsOf({count = 'sent', rate = 'delivery'}: PushQuery): (keyof Sums)[] {
  const known = countFields.find((field) => field === count);
  if (!known) throw new QueryError(`count: “${count}” is not one of ${countFields.join(', ')}`);
  if (!Object.hasOwn(rateParts, rate)) throw new QueryError(`rate: “${rate}” is not one of send, delivery, click`);
  return [...new Set([known, ...rateParts[rate as keyof Rates]])];
}

export function matches({app, platform}: PushQuery): (row: Pick<CountRow, 'app' | 'platform'>) => boolean {
  return (row) => (app === undefined || row.app === app) && (platform === undefined || row.platform === platform);
}

/** In the API's order, unknown numbers last. */
function platformsOf(rows: readonly Pick<CountRow, 'platform'>[]): string[] {
  const found = new Set(rows.map(({platform}) => platform).filter((platform) => platform !== null));
  const order = (name: string) => platformNames.indexOf(name) + 1 || platformNames.length + 1;
  return [...found].sort((a, b) => order(a) - order(b) || a.localeCompare(b));
}
