import type {App} from '../domain/app.js';
import type {CampaignView} from '../domain/campaign-view.js';
import type {DigestView} from '../domain/digest-view.js';
import type {FindingsView, FindingView} from '../domain/finding.js';
import type {Job, Recurring} from '../domain/job.js';
import type {Clock, Store} from '../domain/ports.js';
import type {PushReport} from '../domain/report-view.js';
import type {WhyView} from '../domain/why-view.js';
import type {EpochSeconds} from '../domain/window.js';
import type {CampaignStatusDeps} from './campaign-status.js';
import {type CampaignQuery, type CampaignViewDeps, campaignView} from './campaign-view.js';
import {type DigestQuery, digestView} from './digest.js';
import {currentFindings, endedFindings, type FindingsQuery, findingsView} from './findings-view.js';
import type {JobStatus} from './job-status.js';
import {refuseNobodys} from './known-names.js';
import {type ReportDeps, type ReportQuery, reportOf} from './report.js';
import {statusOf} from './status.js';
import {unknownCodes} from './unknown-codes.js';
import {whyView} from './why.js';

export type {PushReport} from '../domain/report-view.js';

export interface QueryDeps extends Pick<CampaignStatusDeps, 'campaigns'>, Pick<CampaignViewDeps, 'timezone'> {
  readonly jobs: readonly Job[];
  readonly apps: readonly App[];
  readonly store: Store;
  readonly clock: Pick<Clock, 'now'>;
  readonly explainLoss: ReportDeps['explainLoss'];
}

/** What people ask the collector, on the command line or over HTTP: the same question has the same answer. */
export interface Queries {
  status(gone?: AbortSignal): Promise<JobStatus[]>;
  report(query: ReportQuery, gone?: AbortSignal): Promise<PushReport>;
  /** `last`: as for a report, by default a month. */
  campaignReport(query: CampaignQuery): Promise<CampaignView>;
  /** What was found in a span, by default in a week. `late`: jobs whose tick has not come. */
  findings(query: FindingsQuery, gone?: AbortSignal, late?: readonly Recurring[]): Promise<FindingsView>;
  /** What happened in a span, and why. */
  why(query: FindingsQuery, gone?: AbortSignal, late?: readonly Recurring[]): Promise<WhyView>;
  /** A span on one page, by default a week. */
  digest(query: DigestQuery, gone?: AbortSignal, late?: readonly Recurring[]): Promise<DigestView>;
  /** What goes on now, the worst first. */
  currentFindings(gone?: AbortSignal, late?: readonly Recurring[]): Promise<FindingView[]>;
  /** What ended with pushes in the last two days. */
  endedFindings(gone?: AbortSignal): Promise<FindingView[]>;
}

export function queries(deps: QueryDeps): Queries {
  const now = (): EpochSeconds => Math.floor(deps.clock.now() / 1000);
  return {
    status: (gone) => statusWithCodes(deps, now(), gone),
    report: (query, gone) => reportOf(query, deps, now(), gone),
    async campaignReport(query) {
      await refuseNobodys({app: query.app && String(query.app).split(',')}, deps);
      return campaignView(query, deps, now());
    },
    findings: (query, gone, late = []) => findingsView(query, deps, {now: now(), late, gone}),
    why: (query, gone, late = []) => whyView(query, deps, {now: now(), late, gone}),
    digest: (query, gone, late = []) => digestView(query, deps, {now: now(), late, gone}),
    currentFindings: (gone, late = []) => currentFindings(deps, {now: now(), late, gone}),
    endedFindings: (gone) => endedFindings(deps, {now: now(), gone}),
  };
}

async function statusWithCodes(deps: QueryDeps, now: EpochSeconds, gone?: AbortSignal): Promise<JobStatus[]> {
  const [rows, codes] = await Promise.all([statusOf(deps, now, gone), unknownCodes(deps, now, gone)]);
  return rows.map((row) => {
    const own = codes.filter(({app, report, step}) => app === row.app && report === row.report && step === row.step);
    return own.length > 0 ? {...row, unknownCodes: own.map(({app, report, step, ...code}) => code)} : row;
  });
}
