import type {App} from '../domain/app.js';
import type {RateChange} from '../domain/apps-view.js';
import type {Job} from '../domain/job.js';
import {type CountReport, countReports, tag} from '../domain/measurements.js';
import type {SumQuery, SumRow} from '../domain/ports.js';
import {
  type Earlier,
  type EpochSeconds,
  nominalLength,
  type Seconds,
  type Span,
  timeBefore,
  type Window,
} from '../domain/window.js';
import {rateOf} from './app-figures.js';
import {nearlyAll} from './maturity.js';
import {atAge} from './push-queries.js';
import {asFinalAs, sidesOfJob} from './push-sides.js';

const DAY: Seconds = 86_400;

/** A comparison of all apps: so many windows of a job, as they were at an age, against those of the time before. */
export interface Sides extends Pick<RateChange, 'step' | 'windows' | 'age'> {
  /** So many windows of the time before. */
  readonly before: number;
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
  const earlier = timeBefore(asked.span, asked.timezone);
  return jobs.flatMap((job) => sidesOf(asFinalAs(jobs[0], job), {...asked, earlier}) ?? []);
}

/** Undefined: it is too early for any. */
function sidesOf(job: Job, asked: ComparedSpan & {readonly earlier: Earlier}): Sides | undefined {
  const {report, apps, timezone, now} = asked;
  const found = sidesOfJob(job, asked, {until: now, now});
  if (!found) return undefined;
  // Days of another zone may end up to a day later: with one less, those of every zone are old enough.
  const spare = nominalLength(job.step) >= DAY && apps.some((app) => app.timezone !== timezone) ? 1 : 0;
  const [windows, before] = [found.now.length - spare, found.before.length - spare];
  if (Math.min(windows, before) <= 0) return undefined;
  const sums = (side: readonly Window[], count: number): SumQuery => {
    const span = {start: side[0]!.start, end: side[count - 1]!.end};
    const points = atAge(countReports[report].total(job.step.name), undefined, found.age);
    return {...points, span, fields: ['receipt_sent', 'receipt_delivered'], by: [tag.app]};
  };
  return {
    step: job.step.name,
    windows,
    before,
    age: found.age?.name ?? null,
    queries: [sums(found.now, windows), sums(found.before, before)],
  };
}

/** Of each app that has nearly all windows of both sides, and receipts in them, out of the answers. */
export function changesOf(
  {step, windows, before, age}: Sides,
  now: readonly SumRow[],
  earlier: readonly SumRow[],
): Map<string, RateChange> {
  const whole = (rows: readonly SumRow[], count: number) => rows.filter(({points}) => nearlyAll(points, count));
  const rates = new Map(whole(earlier, before).map(({tags, fields}) => [tags[tag.app]!, rateOf(fields)]));
  const changes = new Map<string, RateChange>();
  for (const {tags, fields} of whole(now, windows)) {
    const app = tags[tag.app]!;
    const [is, was] = [rateOf(fields), rates.get(app)];
    if (is !== null && typeof was === 'number') changes.set(app, {now: is, before: was, step, windows, age});
  }
  return changes;
}
