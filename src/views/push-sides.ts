import type {Age} from '../domain/coverage.js';
import type {Job} from '../domain/job.js';
import {gridWindows} from '../domain/plan.js';
import {type EpochSeconds, nominalLength, type Seconds, type Span, type Window} from '../domain/window.js';
import {maturityOf} from './maturity.js';
import type {AskedSpan} from './span-query.js';

/** As many windows of a span as of the time before it, which are compared at one age. */
export interface Sides {
  readonly job: Job;
  readonly now: readonly Window[];
  readonly before: readonly Window[];
  /** Windows of the span. */
  readonly of: number;
  /** Null: final counts are compared … */
  readonly age: Age | null;
  /** … which are so old; null: they are never asked again. */
  readonly finalAfter: Age | null;
}

export interface AskedSides extends AskedSpan {
  /** Whose windows are shown. */
  readonly job: Job;
  /** Of the same report. */
  readonly jobs: readonly Job[];
  readonly timezone: string;
  /** How long before the span lies what it is compared with. */
  readonly shift: Seconds;
}

/**
 * What may be compared: windows of the job and, where they do not reach back, those of coarser jobs. The first is undefined when it is
 * too early for any.
 */
export function sidesOf(asked: AskedSides, now: EpochSeconds): (Sides | undefined)[] {
  return [asked.job, ...othersOf(asked)].map((job) => {
    const own = asked.startsOf(job.step.name);
    const before = {start: own.start - asked.shift, end: Math.min(own.start, own.end - asked.shift)};
    const until = Math.min(asked.span.end, now);
    return maturedOf(
      job,
      windowsOf(job, asked.timezone, own, until),
      windowsOf(job, asked.timezone, before, until),
      now,
    );
  });
}

/** Windows of a job that start within the span and end by a time. */
export function windowsOf(job: Job, timezone: string, {start, end}: Span, until: EpochSeconds): Window[] {
  const starting = gridWindows(job, {timezone}, {start, end});
  return starting.filter((each) => each.start >= start && each.start < end && each.end <= until);
}

/** The job with the ages that count: what is final by the finest windows is so by others, although these are asked for once more. */
export function asFinalAs(finest: Job | undefined, job: Job): Job {
  const finality = finest?.refresh.at(-1)?.seconds ?? 0;
  const last = job.refresh.findIndex(({seconds}) => seconds >= finality);
  return {...job, refresh: job.refresh.slice(0, last < 0 ? undefined : last + 1)};
}

function othersOf({job, jobs, span}: AskedSides): Job[] {
  const byStep = [...jobs].sort((a, b) => nominalLength(a.step) - nominalLength(b.step));
  const fits = (length: Seconds) => length >= nominalLength(job.step) && length <= span.end - span.start;
  return byStep
    .filter(({step}) => fits(nominalLength(step)))
    .map((each) => asFinalAs(byStep[0], each))
    .filter(({step, refresh}) => step.name !== job.step.name || refresh.length < job.refresh.length);
}

function maturedOf(job: Job, now: readonly Window[], before: readonly Window[], at: EpochSeconds): Sides | undefined {
  const found = maturityOf(now, job.refresh, at);
  const length = Math.min(found?.windows ?? 0, before.length);
  if (!found || length === 0) return undefined;
  return {
    job,
    now: now.slice(0, length),
    before: before.slice(0, length),
    of: now.length,
    age: found.age,
    finalAfter: job.refresh.at(-1) ?? null,
  };
}
