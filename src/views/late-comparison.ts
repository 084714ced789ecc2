import type {Job} from '../domain/job.js';
import type {PushView} from '../domain/push-view.js';
import {type EpochSeconds, nominalLength, type Seconds} from '../domain/window.js';
import {askedCounts} from './asked-report.js';
import {comparisonOf, withSides} from './push-comparison.js';
import {type Sides, windowsOf} from './push-sides.js';
import {matches, type PushDeps, type PushQuery, pushView} from './push-view.js';
import {type AskedSpan, askedSpan} from './span-query.js';

/** After so long counts have nearly stopped growing. */
export const GROWN: Seconds = 86_400;

/**
 * Counts of a span as the page shows them. Of what was collected late nobody knows how it was at an age: where nothing else can be compared,
 * windows that ended more than a day ago are, as they are. Throws a QueryError.
 */
export async function comparedPush(
  query: PushQuery,
  deps: PushDeps,
  now: EpochSeconds,
  gone?: AbortSignal,
): Promise<PushView> {
  const view = await pushView(query, deps, now, gone);
  if (view.basis) return view;
  const {report, jobs} = askedCounts(query.report, deps.jobs);
  const {timezone, expectedApps} = view;
  const span = askedSpan(query, {now, timezone});
  const finest = [...jobs].sort((a, b) => nominalLength(a.step) - nominalLength(b.step));
  const sides = finest.flatMap((job) => grownSides(job, span, timezone, now) ?? []);
  const question = {report, matches: matches(query), platform: query.platform, expectedApps};
  const {basis, whole, rows} = await comparisonOf(sides, question, deps.store, gone);
  return {
    ...view,
    ...{basis, comparison: whole},
    rows: withSides(view.rows, rows, (of) => view.rows.find(({app}) => app === of)?.windows ?? view.windows),
  };
}

/** Undefined: fewer than half of the windows are so old. */
function grownSides(job: Job, {span, startsOf}: AskedSpan, timezone: string, now: EpochSeconds): Sides | undefined {
  const starts = startsOf(job.step.name);
  const length = span.end - span.start;
  const all = windowsOf(job, timezone, starts, Math.min(span.end, now));
  const before = windowsOf(job, timezone, {start: starts.start - length, end: starts.start}, now);
  const count = Math.min(all.filter(({end}) => end + GROWN <= now).length, before.length);
  if (count === 0 || count * 2 < all.length) return undefined;
  const sides = {now: all.slice(0, count), before: before.slice(0, count), of: all.length};
  return {job, ...sides, age: null, finalAfter: {name: '1d', seconds: GROWN}};
}
