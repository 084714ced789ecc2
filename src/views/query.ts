import type {App} from '../domain/app.js';
import type {CampaignView} from '../domain/campaign-view.js';
import type {Job} from '../domain/job.js';
import type {ExplainLoss} from '../domain/loss.js';
import type {Clock, Store} from '../domain/ports.js';
import type {WindowCount} from '../domain/push-view.js';
import type {WhyLost} from '../domain/why-lost.js';
import type {EpochSeconds} from '../domain/window.js';
import {askedCounts} from './asked-report.js';
import {type CampaignQuery, type CampaignViewDeps, campaignView} from './campaign-view.js';
import {whyLost} from './losses.js';
import {coveredRows, type PushRow, reportQueries} from './push-report.js';
import {jobOfStep} from './push-view.js';
import {askedSpan, askedStep, refuseUnknown} from './span-query.js';
import {type JobStatus, statusOf} from './status.js';
import {unknownCodes} from './unknown-codes.js';

export {QueryError} from './span-query.js';

export interface QueryDeps extends Pick<CampaignViewDeps, 'campaigns' | 'timezone'> {
  readonly jobs: readonly Job[];
  readonly apps: readonly App[];
  readonly store: Store;
  readonly clock: Pick<Clock, 'now'>;
  readonly explainLoss: ExplainLoss;
}

export interface PushReport {
  readonly report: string;
  readonly step: string;
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  /** Over all apps. */
  readonly windows: WindowCount;
  readonly rows: readonly PushRow[];
  /** Null: no job collects losses by this step. */
  readonly whyLost: WhyLost | null;
}

/** `last`: a duration such as `7d`; `step`: whose windows are added up, by default the finest that reaches so far back; `report`: by default `chat`. */
export interface ReportQuery {
  readonly last?: string;
  readonly step?: string;
  readonly report?: string;
}

/** What people ask the collector, on the command line or over HTTP: the same question has the same answer. */
export interface Queries {
  status(gone?: AbortSignal): Promise<JobStatus[]>;
  report(query: ReportQuery, gone?: AbortSignal): Promise<PushReport>;
  /** `last`: as for a report, by default a month. */
  campaignReport(query: CampaignQuery): Promise<CampaignView>;
}

export function queries(deps: QueryDeps): Queries {
  const now = (): EpochSeconds => Math.floor(deps.clock.now() / 1000);
  return {
    status: (gone) => statusWithCodes(deps, now(), gone),
    report: (query, gone) => reportOf(query, deps, now(), gone),
    campaignReport: (query) => campaignView(query, deps, now()),
  };
}

async function statusWithCodes(deps: QueryDeps, now: EpochSeconds, gone?: AbortSignal): Promise<JobStatus[]> {
  const [rows, codes] = await Promise.all([statusOf(deps, now, gone), unknownCodes(deps, now, gone)]);
  return rows.map((row) => {
    const own = codes.filter(({app, report, step}) => app === row.app && report === row.report && step === row.step);
    return own.length > 0 ? {...row, unknownCodes: own.map(({app, report, step, ...code}) => code)} : row;
  });
}

async function reportOf(
  query: ReportQuery,
  deps: QueryDeps,
  now: EpochSeconds,
  gone?: AbortSignal,
): Promise<PushReport> {
  refuseUnknown(query, ['last', 'step', 'report']);
  const {last, ...asked} = query;
  const {report, jobs} = askedCounts(asked.report, deps.jobs);
  const {span, startsOf} = askedSpan({...(last !== undefined && {last})}, {now, timezone: 'UTC'});
  const length = span.end - span.start;
  const step = askedStep(asked.step, jobs, length);
  const starts = startsOf(step);
  const answers = await deps.store.sums(reportQueries(report, step, starts), gone);
  const job = jobOfStep(jobs, step);
  const {rows, windows} = coveredRows(answers, {job, apps: deps.apps, span: starts, now});
  const reasons = await whyLost({report, step, span: starts, length}, rows, deps, gone);
  return {report, step, from: iso(span.start), to: iso(span.end), windows: windows.all(), rows, whyLost: reasons};
}

function iso(instant: EpochSeconds): string {
  return `${new Date(instant * 1000).toISOString().slice(0, 19)}Z`;
}
