import type {Finding, FindingsView, FindingView} from '../domain/finding.js';
import type {Job, Recurring} from '../domain/job.js';
import {isoUtc} from '../domain/local-time.js';
import type {ExplainLoss} from '../domain/loss.js';
import {type CountReport, tag} from '../domain/measurements.js';
import type {Store} from '../domain/ports.js';
import type {EpochSeconds, Seconds, Span} from '../domain/window.js';
import {collectingFindings} from '../findings/collecting.js';
import {currentPushFindings} from '../findings/current.js';
import {pushFindings} from '../findings/push-findings.js';
import {findingViews} from '../findings/view.js';
import {askedCounts, countReportsOf} from './asked-report.js';
import {boundCells} from './bounds.js';
import type {JobStatus} from './job-status.js';
import {refuseNobodys} from './known-names.js';
import {newJobs} from './new-jobs.js';
import {coveredRows, reportQueries} from './push-report.js';
import type {ViewDeps} from './push-view.js';
import {askedSpan, refuseUnknown, type SpanQuery} from './span-query.js';
import {statusOf} from './status.js';

/** `report`: of these pushes only; absent: of chat and of broadcasts. */
export interface FindingsQuery extends SpanQuery {
  readonly app?: string;
  readonly platform?: string;
  readonly report?: string;
}

export interface FindingsDeps extends ViewDeps {
  readonly store: ViewDeps['store'] & Pick<Store, 'outliers' | 'outliersWithin'>;
  readonly explainLoss: ExplainLoss;
}

/** Findings are judged by the hour. */
const STEP = '1h';

/** Windows that one answer judges, some thousand a second: a week of hours of a thousand apps. */
const MOST_JUDGED = 200_000;

/** What happened in a span, and what is wrong with collecting if it reaches up to now. Throws a QueryError. */
export async function findingsView(
  query: FindingsQuery,
  deps: FindingsDeps,
  looking: Looking,
  most = deps.store.outliersWithin ?? MOST_JUDGED,
): Promise<FindingsView> {
  const {now, gone} = looking;
  refuseUnknown(query, ['app', 'platform', 'report', 'last', 'from', 'to']);
  await refuseNobodys(query, deps);
  const timezone = deps.apps.find(({name}) => name === query.app)?.timezone ?? deps.timezone;
  const {span, startsOf} = askedSpan(query, {now, timezone});
  const {platform} = query;
  const starts = startsOf(STEP);
  const reports =
    query.report === undefined ? countReportsOf(deps.jobs) : [askedCounts(query.report, deps.jobs).report];
  const apps = query.app === undefined ? deps.apps.map(({name}) => name) : [query.app];
  const jobs = hourlyJobs(reports, deps.jobs);
  boundCells(
    apps.length,
    jobs.map(({step}) => ({span, step})),
    most,
  );
  const findings: Finding[] = [];
  for (const {report} of jobs) {
    const asked = {report: report.name as CountReport, apps, platform, span: starts, now};
    findings.push(...(await pushFindings(asked, deps, gone)));
  }
  if (span.end >= now && platform === undefined) findings.push(...(await collecting(query, deps, looking)));
  return {
    timezone,
    from: isoUtc(span.start),
    to: isoUtc(span.end),
    findings: findingViews(findings, timezone),
    windows: await windowsOf(jobs, query.app, starts, deps, {now, gone}),
  };
}

/** What goes on now, of pushes and of collecting, the worst first. */
export async function currentFindings(deps: FindingsDeps, {now, late, gone}: Looking): Promise<FindingView[]> {
  const ofPushes = await currentPushFindings(now, hourlyReports(deps), deps, gone);
  return findingViews([...ofPushes, ...(await collecting({}, deps, {now, late, gone}))], deps.timezone);
}

/** What ended with pushes in the last two days, of however many apps. */
export async function endedFindings(deps: FindingsDeps, {now, gone}: Omit<Looking, 'late'>): Promise<FindingView[]> {
  const apps = deps.apps.map(({name}) => name);
  const span = {start: now - LATELY, end: now};
  const found: Finding[] = [];
  for (const report of hourlyReports(deps)) found.push(...(await pushFindings({report, apps, span, now}, deps, gone)));
  return findingViews(
    found.filter(({until}) => until !== null),
    deps.timezone,
  );
}

const LATELY: Seconds = 2 * 86_400;

export interface Looking {
  readonly now: EpochSeconds;
  /** Jobs whose tick has not come. */
  readonly late: readonly Recurring[];
  readonly gone: AbortSignal | undefined;
  /** Of all jobs and apps at that time, where it is known: reading it takes seconds. */
  readonly status?: readonly JobStatus[];
}

async function collecting(
  {app, report}: FindingsQuery,
  deps: FindingsDeps,
  {now, late, gone, status: known}: Looking,
): Promise<Finding[]> {
  const apps = deps.apps.filter(({name}) => app === undefined || name === app);
  const isAsked = (job: {readonly report: {readonly name: string}}) =>
    report === undefined || job.report.name.startsWith(report);
  const isAll = app === undefined && report === undefined;
  const status = (isAll && known) || (await statusOf({...deps, apps, jobs: deps.jobs.filter(isAsked)}, now, gone));
  const holed = status.filter(({problems}) => problems.some(({kind}) => kind === 'hole'));
  const fresh = await newJobs(holed, deps.store, now, gone);
  const jobs = status.map((job) => ({...job, isNew: fresh.has(job)}));
  return collectingFindings(jobs, late.filter(isAsked), now);
}

function hourlyReports({jobs}: FindingsDeps): CountReport[] {
  return hourlyJobs(countReportsOf(jobs), jobs).map(({report}) => report.name as CountReport);
}

function hourlyJobs(reports: readonly CountReport[], jobs: readonly Job[]): Job[] {
  return reports.flatMap((name) => jobs.find(({report, step}) => report.name === name && step.name === STEP) ?? []);
}

async function windowsOf(
  jobs: readonly Job[],
  app: string | undefined,
  span: Span,
  deps: FindingsDeps,
  {now, gone}: Pick<Looking, 'now' | 'gone'>,
): Promise<FindingsView['windows']> {
  const tags = app !== undefined && {tags: {[tag.app]: app}};
  const totals = jobs.map(({report}) => ({...reportQueries(report.name as CountReport, STEP, span)[0]!, ...tags}));
  const counts = (await deps.store.sums(totals, gone)).map((rows, index) => {
    const {windows} = coveredRows([rows], {job: jobs[index]!, apps: deps.apps, span, now});
    return app === undefined ? windows.all() : windows.of(app);
  });
  return {
    collected: counts.reduce((sum, {collected}) => sum + collected, 0),
    expected: counts.reduce<number | null>(
      (sum, {expected}) => (expected === null ? sum : (sum ?? 0) + expected),
      null,
    ),
  };
}
