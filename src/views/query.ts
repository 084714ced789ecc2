import type {App} from '../domain/app.js';
import type {CampaignView} from '../domain/campaign-view.js';
import type {Job} from '../domain/job.js';
import type {Clock, Store} from '../domain/ports.js';
import type {WindowCount} from '../domain/push-view.js';
import type {EpochSeconds} from '../domain/window.js';
import {type CampaignQuery, type CampaignViewDeps, campaignView} from './campaign-view.js';
import {collectedBy, type PushRow, reportQueries, reportRows} from './push-report.js';
import {jobOfStep} from './push-view.js';
import {askedSpan, askedStep} from './span-query.js';
import {type JobStatus, statusOf} from './status.js';
import {WindowCounter} from './window-count.js';

export {QueryError} from './span-query.js';

export interface QueryDeps extends Pick<CampaignViewDeps, 'campaigns' | 'timezone'> {
  readonly jobs: readonly Job[];
  readonly apps: readonly App[];
  readonly store: Store;
  readonly clock: Pick<Clock, 'now'>;
}

export interface PushReport {
  readonly step: string;
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  /** Over all apps. */
  readonly windows: WindowCount;
  readonly rows: readonly PushRow[];
}

/** What people ask the collector, on the command line or over HTTP: the same question has the same answer. */
export interface Queries {
  status(): Promise<JobStatus[]>;
  /** `last`: a duration such as `7d`; `step`: whose windows are added up, by default the finest that reaches so far back. */
  report(query: {readonly last?: string; readonly step?: string}): Promise<PushReport>;
  /** `last`: as for a report, by default a month. */
  campaignReport(query: CampaignQuery): Promise<CampaignView>;
}

export function queries(deps: QueryDeps): Queries {
  const now = (): EpochSeconds => Math.floor(deps.clock.now() / 1000);
  return {
    status: () => statusOf(deps, now()),
    campaignReport: (query) => campaignView(query, deps, now()),
    async report({last, step}) {
      const {span, startsOf} = askedSpan({...(last !== undefined && {last})}, {now: now(), timezone: 'UTC'});
      const name = askedStep(step, deps.jobs, span.end - span.start);
      const starts = startsOf(name);
      const answers = await deps.store.sums(reportQueries(name, starts));
      const job = jobOfStep(deps.jobs, name);
      const windows = new WindowCounter({...deps, job, span: starts, now: now()}, collectedBy(answers));
      const rows = reportRows(answers, (app) => windows.of(app));
      return {step: name, from: iso(span.start), to: iso(span.end), windows: windows.all(), rows};
    },
  };
}

function iso(instant: EpochSeconds): string {
  return `${new Date(instant * 1000).toISOString().slice(0, 19)}Z`;
}
