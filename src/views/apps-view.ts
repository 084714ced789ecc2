import type {AppHoles, AppRow, AppsView} from '../domain/apps-view.js';
import type {FindingView} from '../domain/finding.js';
import {grouped} from '../domain/grouped.js';
import type {Problem} from '../domain/health.js';
import type {Job} from '../domain/job.js';
import {countReports} from '../domain/measurements.js';
import type {Store} from '../domain/ports.js';
import type {EpochSeconds} from '../domain/window.js';
import type {Activity} from './activity.js';
import {changesOf, comparableSides} from './app-change.js';
import {type AppFigures, figuresOf, lossesOf, lossQueries, stretchesOf, trendQuery} from './app-figures.js';
import {reasonsOf, stateOf, worstFirst} from './app-state.js';
import {askedCounts, countReportsOf} from './asked-report.js';
import {boundCells} from './bounds.js';
import {finestFirst, newestWindows} from './newest-windows.js';
import {jobOfStep, type ViewDeps} from './push-view.js';
import {askedSpan, askedStep, refuseUnknown} from './span-query.js';
import {WindowCounter} from './window-count.js';

/** Long enough for a rhythm of the week, and all the hours that the default jobs have. */
const LAST = '7d';

export interface AppsDeps extends Omit<ViewDeps, 'store'> {
  readonly store: Pick<Store, 'sums' | 'latest'>;
  readonly activity: Pick<Activity, 'problems' | 'holes'>;
  /** What was found and is not over, of all apps; undefined: nobody has looked yet. Absent: nobody looks for it. */
  readonly openFindings?: (() => readonly FindingView[] | undefined) | undefined;
}

/** Every app that is configured or in the store. Few questions to the store, however many apps. Throws a QueryError. */
export async function appsView(
  query: {readonly report?: string},
  deps: AppsDeps,
  now: EpochSeconds,
  gone?: AbortSignal,
): Promise<AppsView> {
  refuseUnknown(query, ['report']);
  const {report, jobs} = askedCounts(query.report, deps.jobs);
  const {span, startsOf} = askedSpan({last: LAST}, {now, timezone: deps.timezone});
  const step = askedStep(undefined, jobs, span.end - span.start);
  const job = jobOfStep(jobs, step);
  boundCells(deps.apps.length, [{span, step: job.step}]);
  const starts = startsOf(step);
  const stretches = stretchesOf(starts, job.step);
  const compared = {...deps, report, span, startsOf, now};
  const sides = comparableSides(finestFirst(jobs), compared);
  const asked = {
    trend: trendQuery(report, step, starts, stretches),
    losses: lossQueries(report, lossStepOf(countReports[report].lossReport, job, deps.jobs), starts),
    sides: sides.flatMap(({queries}) => queries),
  };
  const [[trend, split, total, ...both], newest] = await Promise.all([
    deps.store.sums([asked.trend, ...asked.losses, ...asked.sides], gone),
    newestWindows(deps.store, report, jobs),
  ]);
  const findings = deps.openFindings?.();
  const figures = figuresOf(trend!, stretches);
  const found = {
    figures,
    losses: lossesOf([split!, total!]),
    // Those of the finest windows count, where there are any.
    changes: sides.map((each, i) => changesOf(each, both[2 * i]!, both[2 * i + 1]!)),
    newest,
    problems: grouped(deps.activity.problems(), ({app}) => app),
    holes: holesOf(deps),
    findings: grouped(findings ?? [], ({app}) => app),
    counter: new WindowCounter(
      {job, apps: deps.apps, span: starts, now},
      new Map([...figures].map(([app, {collected}]) => [app, collected])),
    ),
    configured: new Set(deps.apps.map(({name}) => name)),
  };
  const names = new Set([...found.configured, ...figures.keys(), ...found.newest.keys()]);
  return {
    timezone: deps.timezone,
    report,
    reports: countReportsOf(deps.jobs),
    step,
    from: span.start,
    to: span.end,
    trendFrom: stretches.from,
    trendEvery: stretches.every,
    settledUntil: now - (job.refresh.at(-1)?.seconds ?? 0),
    hasFindings: findings !== undefined,
    rows: worstFirst([...names].map((app) => rowOf(app, found))),
  };
}

/** The step of the counts, unless losses are collected by another one only. */
function lossStepOf(lossReport: string, {step}: Job, jobs: readonly Job[]): string {
  const own = finestFirst(jobs.filter(({report}) => report.name === lossReport));
  return (own.find((job) => job.step.name === step.name) ?? own[0])?.step.name ?? step.name;
}

function holesOf({activity, jobs}: Pick<AppsDeps, 'activity' | 'jobs'>): Map<string, AppHoles> {
  const found = new Map<string, AppHoles>();
  for (const {app, report, step, windows, oldest} of activity.holes()) {
    const job = jobs.find((each) => each.report.name === report && each.step.name === step);
    if (!job) continue;
    const own = {windows, expires: oldest.start + job.report.retention, report, step};
    const before = found.get(app);
    const first = before && before.expires < own.expires ? before : own;
    found.set(app, {...first, windows: windows + (before?.windows ?? 0)});
  }
  return found;
}

interface Found {
  readonly figures: ReadonlyMap<string, AppFigures>;
  readonly losses: ReadonlyMap<string, AppRow['losses']>;
  readonly changes: readonly ReadonlyMap<string, NonNullable<AppRow['change']>>[];
  readonly newest: ReadonlyMap<string, EpochSeconds>;
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
  readonly holes: ReadonlyMap<string, AppHoles>;
  readonly findings: ReadonlyMap<string, readonly FindingView[]>;
  readonly counter: WindowCounter;
  readonly configured: ReadonlySet<string>;
}

function rowOf(app: string, found: Found): AppRow {
  const {collected = 0, ...figures} = found.figures.get(app) ?? {sent: 0, rate: null, trend: []};
  const reasons = reasonsOf(found.problems.get(app) ?? [], found.findings.get(app) ?? []);
  return {
    app,
    state: stateOf(reasons, {configured: found.configured.has(app), collected: collected > 0}),
    reasons,
    holes: found.holes.get(app) ?? null,
    windows: found.counter.of(app),
    ...figures,
    change: found.changes.find((each) => each.has(app))?.get(app) ?? null,
    losses: found.losses.get(app) ?? {},
    last: collected > 0 ? null : (found.newest.get(app) ?? null),
  };
}
