import type {App} from './app.js';
import type {ClockLead} from './clock-lead.js';
import {type Known, oldestHole, type Surveyed} from './coverage.js';
import {ApiError, TransportError} from './errors.js';
import {measurement, tag} from './measurements.js';
import type {Point} from './point.js';
import type {EpochSeconds, Seconds} from './window.js';

/** One execution of one job for one app, as it ended. */
export interface RunSummary {
  readonly app: App;
  readonly report: string;
  readonly step: string;
  readonly startedAt: EpochSeconds;
  readonly durationMs: number;
  readonly windowsOk: number;
  readonly windowsFailed: number;
  /** Due, and still not collected. */
  readonly windowsLeft: number;
  /** Windows of another grid in the ledger, within the span: what adds up points by itself counts them beside those of the present one. */
  readonly windowsForeign?: number;
  readonly calls: number;
  readonly retries: number;
  /** Since the end of the newest window in the ledger, over the job's span whatever the run's; undefined when that could not be read. */
  readonly lag: Seconds | undefined;
  /** What the ledger says about the span now, oldest first; empty when it could not be read. */
  readonly survey: readonly Surveyed<Known>[];
  /** Of campaigns: the task ids that the vendor does not know. */
  readonly unknown?: readonly string[];
  readonly error: unknown;
  /** As of the app's latest answer. */
  readonly clockLead?: ClockLead;
  /** The collector that did it. */
  readonly collector?: string | undefined;
  /** Another collector that worked on the same job and app lately. */
  readonly otherCollector?: string | undefined;
}

/** Why the run did not end well, for people: what happened, and what to do where the error does not say so itself. Empty: all is well. */
export function errorText({error}: Pick<RunSummary, 'error'>): string {
  if (error === undefined) return '';
  const text = String(error instanceof Error ? error.message : error).slice(0, 500);
  return error instanceof TransportError ? `no verdict of the API: ${text}; what to do: ${error.advice}` : text;
}

export function runPoint(summary: RunSummary): Point {
  const {app, error} = summary;
  const failed = error !== undefined;
  return {
    measurement: measurement.run,
    tags: {
      [tag.app]: app.name,
      [tag.sdkAppId]: String(app.sdkAppId),
      [tag.report]: summary.report,
      [tag.step]: summary.step,
    },
    fields: {
      ok: failed ? 0 : 1,
      windows_ok: summary.windowsOk,
      windows_failed: summary.windowsFailed,
      windows_left: summary.windowsLeft,
      windows_foreign: summary.windowsForeign ?? 0,
      calls: summary.calls,
      retries: summary.retries,
      duration_ms: summary.durationMs,
      // Left out and not 0, which would be no lag at all; what could stay here is that of a run which began in the same second.
      ...(summary.lag !== undefined && {lag_s: summary.lag}),
      oldest_hole_s: oldestHoleAge(summary),
      error_code: error instanceof ApiError ? error.code : 0,
      error: errorText(summary),
      clock_lead_s: summary.clockLead ?? 0,
      collector: summary.collector ?? '',
    },
    time: summary.startedAt,
  };
}

/** Since the start of the oldest window that should be there and is not; 0 without one. */
function oldestHoleAge({survey, startedAt}: RunSummary): Seconds {
  const hole = oldestHole(survey);
  return hole ? startedAt - hole.start : 0;
}
