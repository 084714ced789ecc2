import ms, {type StringValue} from 'ms';
import type {Clock, Store} from './domain/ports.js';
import type {App, Job} from './domain/report.js';
import {type EpochSeconds, nominalLength, parseStep, type Seconds} from './domain/window.js';
import {type PushRow, pushReport} from './push-report.js';
import {type JobStatus, statusOf} from './status.js';

export interface QuestionDeps {
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
export interface Questions {
  status(): Promise<JobStatus[]>;
  /** `last`: a duration such as `7d`; `step`: whose windows are added up, by default the finest that reaches so far back. */
  report(query: {readonly last?: string; readonly step?: string}): Promise<PushReport>;
}

/** Something in a question that cannot be understood. */
export class QuestionError extends Error {
  override readonly name = 'QuestionError';
  /** For those who asked over HTTP. */
  readonly statusCode = 400;
}

export function questions(deps: QuestionDeps): Questions {
  const now = (): EpochSeconds => Math.floor(deps.clock.now() / 1000);
  return {
    status: () => statusOf(deps, now()),
    async report({last = '7d', step}) {
      const length = seconds(last);
      const name = step === undefined ? finest(deps.jobs, length) : stepName(step);
      const span = {start: now() - length, end: now()};
      // Points stand at their window's start; windows count that end within the span.
      const starts = {start: span.start - nominalLength(parseStep(name)!) + 1, end: span.end};
      return {step: name, from: iso(span.start), to: iso(span.end), rows: await pushReport(deps.store, name, starts)};
    },
  };
}

/** The finest step whose job reaches so far back; failing that, the one that reaches farthest. */
function finest(jobs: readonly Job[], length: Seconds): string {
  const byStep = [...jobs].sort((a, b) => nominalLength(a.step) - nominalLength(b.step));
  const farthest = [...jobs].sort((a, b) => b.span - a.span)[0]!;
  return (byStep.find(({span}) => span >= length) ?? farthest).step.name;
}

function seconds(last: string): Seconds {
  const length = /^\d+[smhdw]$/.test(last) ? ms(last as StringValue) / 1000 : Number.NaN;
  if (length > 0) return length;
  throw new QuestionError(`last: “${last}” is not a duration; try 24h, 7d or 30d`);
}

function stepName(step: string): string {
  if (parseStep(step)) return step;
  throw new QuestionError(`step: “${step}” is not a step; try 1h or 1d`);
}

function iso(instant: EpochSeconds): string {
  return `${new Date(instant * 1000).toISOString().slice(0, 19)}Z`;
}
