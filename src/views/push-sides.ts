import type {Age} from '../domain/coverage.js';
import type {Job} from '../domain/job.js';
import {gridWindows} from '../domain/plan.js';
import {
  type Earlier,
  type EpochSeconds,
  nominalLength,
  type Seconds,
  type Span,
  type Window,
} from '../domain/window.js';
import {maturityOf} from './maturity.js';
import type {AskedSpan} from './span-query.js';

/** Windows of a span and their likes of the time before it: as many, unless the clocks change in one of them. */
export interface Both {
  readonly now: readonly Window[];
  readonly before: readonly Window[];
}

/** They are compared at one age. */
export interface Sides extends Both {
  readonly job: Job;
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
  readonly earlier: Earlier;
}

/**
 * What may be compared: windows of the job and, where they do not reach back, those of coarser jobs. The first is undefined when it is
 * too early for any.
 */
export function sidesOf(asked: AskedSides, now: EpochSeconds): (Sides | undefined)[] {
  const until = Math.min(asked.span.end, now);
  return [asked.job, ...othersOf(asked)].map((job) => sidesOfJob(job, asked, {until, now}));
}

/** Windows of one job that end by a time; undefined: it is too early for any. */
export function sidesOfJob(
  job: Job,
  asked: Pick<AskedSides, 'startsOf' | 'timezone' | 'earlier'>,
  {until, now}: {readonly until: EpochSeconds; readonly now: EpochSeconds},
): Sides | undefined {
  const all = windowsOf(job, asked.timezone, asked.startsOf(job.step.name), until);
  const maturity = maturityOf(all, job.refresh, now);
  const both = withBefore(all.slice(0, maturity?.windows ?? 0), job, asked);
  if (!maturity || !both) return undefined;
  return {job, ...both, of: all.length, age: maturity.age, finalAfter: job.refresh.at(-1) ?? null};
}

/** The windows, as far as their likes do not reach into them, and those; undefined: there are none. */
export function withBefore(
  windows: readonly Window[],
  job: Job,
  {timezone, earlier}: Pick<AskedSides, 'timezone' | 'earlier'>,
): Both | undefined {
  const [first] = windows;
  // The like of a window is the one that its own place in the time before covers by more than a half.
  const half = nominalLength(job.step) / 2;
  const last = first && windows.findLast(({end}) => earlier(end) - half <= first.start);
  if (!last) return undefined;
  const starts = {start: earlier(first.start) - half, end: earlier(last.end) - half};
  const before = windowsOf(job, timezone, starts, first.start);
  return before.length > 0 ? {now: windows.filter(({end}) => end <= last.end), before} : undefined;
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
