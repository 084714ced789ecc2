import type {App} from '../domain/app.js';
import type {RateChange} from '../domain/apps-view.js';
import type {Job} from '../domain/job.js';
import {type CountReport, countReports, tag} from '../domain/measurements.js';
import type {SumQuery, SumRow} from '../domain/ports.js';
import {type EpochSeconds, nominalLength, type Seconds, type Span, type Window} from '../domain/window.js';
import {rateOf} from './app-figures.js';
import {maturityOf, nearlyAll} from './maturity.js';
import {atAge} from './push-queries.js';
import {asFinalAs, windowsOf} from './push-sides.js';

const DAY: Seconds = 86_400;

/** A comparison of all apps: so many windows of a job, as they were at an age, against those of the time before. */
export interface Sides extends Pick<RateChange, 'step' | 'windows' | 'age'> {
  /** What the store is asked: now, and before. */
  readonly queries: readonly [SumQuery, SumQuery];
}

export interface ComparedSpan {
  readonly report: CountReport;
  readonly apps: readonly App[];
  readonly timezone: string;
  readonly span: Span;
  /** Where windows start that belong to a span of the same end. */
  readonly startsOf: (step: string) => Span;
  readonly now: EpochSeconds;
}

/** Of the jobs of a report, the finest first: where its windows do not reach back, others may. */
export function comparableSides(jobs: readonly Job[], asked: ComparedSpan): Sides[] {
  return jobs.flatMap((job) => sidesOf(asFinalAs(jobs[0], job), asked) ?? []);
}

/** Undefined: it is too early for any. */
function sidesOf(job: Job, {report, apps, timezone, span, startsOf, now}: ComparedSpan): Sides | undefined {
  const {start, end} = startsOf(job.step.name);
  const length = span.end - span.start;
  const windowsFrom = (from: EpochSeconds) => windowsOf(job, timezone, {start: from, end: from + end - start}, now);
  const [windows, earlier] = [windowsFrom(start), windowsFrom(start - length)];
  const maturity = maturityOf(windows, job.refresh, now);
  // Days of another zone may end up to a day later: with one less, those of every zone are old enough.
  const spare = nominalLength(job.step) >= DAY && apps.some((app) => app.timezone !== timezone) ? 1 : 0;
  const count = Math.min(maturity?.windows ?? 0, earlier.length) - spare;
  if (!maturity || count <= 0) return undefined;
  const sums = (side: readonly Window[]): SumQuery => {
    const span = {start: side[0]!.start, end: side[count - 1]!.end};
    const points = atAge(countReports[report].total(job.step.name), undefined, maturity.age);
    return {...points, span, fields: ['receipt_sent', 'receipt_delivered'], by: [tag.app]};
  };
  return {
    step: job.step.name,
    windows: count,
    age: maturity.age?.name ?? null,
    queries: [sums(windows), sums(earlier)],
  };
}

/** Of each app that has nearly all windows of both sides, and receipts in them, out of the answers. */
export function changesOf(
  {step, windows, age}: Sides,
  now: readonly SumRow[],
  before: readonly SumRow[],
): Map<string, RateChange> {
  const whole = ({points}: SumRow) => nearlyAll(points, windows);
  const was = new Map(before.filter(whole).map(({tags, fields}) => [tags[tag.app]!, rateOf(fields)]));
  const changes = new Map<string, RateChange>();
  for (const {tags, fields} of now.filter(whole)) {
    const app = tags[tag.app]!;
    const [is, earlier] = [rateOf(fields), was.get(app)];
    if (is !== null && typeof earlier === 'number') changes.set(app, {now: is, before: earlier, step, windows, age});
  }
  return changes;
}
