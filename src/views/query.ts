import type {App} from '../domain/app.js';
import type {Job} from '../domain/job.js';
import type {Clock, Store} from '../domain/ports.js';
import type {EpochSeconds} from '../domain/window.js';
import {type PushRow, pushReport} from './push-report.js';
import {askedSpan, askedStep} from './span-query.js';
import {type JobStatus, statusOf} from './status.js';

export {QueryError} from './span-query.js';

export interface QueryDeps {
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
  readonly rows: readonly PushRow[];
}

/** What people ask the collector, on the command line or over HTTP: the same question has the same answer. */
export interface Queries {
  status(gone?: AbortSignal): Promise<JobStatus[]>;
  /** `last`: a duration such as `7d`; `step`: whose windows are added up, by default the finest that reaches so far back. */
  report(query: {readonly last?: string; readonly step?: string}, gone?: AbortSignal): Promise<PushReport>;
}

export function queries(deps: QueryDeps): Queries {
  const now = (): EpochSeconds => Math.floor(deps.clock.now() / 1000);
  return {
    status: (gone) => statusOf(deps, now(), gone),
    async report({last, step}, gone) {
      const {span, startsOf} = askedSpan({...(last !== undefined && {last})}, {now: now(), timezone: 'UTC'});
      const name = askedStep(step, deps.jobs, span.end - span.start);
      const rows = await pushReport(deps.store, name, startsOf(name), gone);
      return {step: name, from: iso(span.start), to: iso(span.end), rows};
    },
  };
}

function iso(instant: EpochSeconds): string {
  return `${new Date(instant * 1000).toISOString().slice(0, 19)}Z`;
}
