import type {Job} from '../domain/job.js';
import type {PushView} from '../domain/push-view.js';
import {type EpochSeconds, nominalLength, type Seconds} from '../domain/window.js';
import {askedCounts} from './asked-report.js';
import {comparisonOf, withSides} from './push-comparison.js';
import {type AskedSides, type Sides, windowsOf, withBefore} from './push-sides.js';
import {matches, type PushDeps, type PushQuery, pushView} from './push-view.js';
import {askedEarlier, askedSpan} from './span-query.js';

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
  const asked = askedSpan(query, {now, timezone});
  const compared = {...asked, timezone, earlier: askedEarlier(query, asked.span, timezone)};
  const finest = [...jobs].sort((a, b) => nominalLength(a.step) - nominalLength(b.step));
  const sides = finest.flatMap((job) => grownSides(job, compared, now) ?? []);
  const question = {report, matches: matches(query), platform: query.platform, expectedApps};
  const {basis, whole, rows} = await comparisonOf(sides, question, deps.store, gone);
  return {
    ...view,
    ...{basis, comparison: whole},
    rows: withSides(view.rows, rows, (of) => view.rows.find(({app}) => app === of)?.windows ?? view.windows),
  };
}

/** Undefined: fewer than half of the windows are so old. */
function grownSides(job: Job, compared: Omit<AskedSides, 'job' | 'jobs'>, now: EpochSeconds): Sides | undefined {
  const {span, startsOf, timezone} = compared;
  const all = windowsOf(job, timezone, startsOf(job.step.name), Math.min(span.end, now));
  const grown = all.filter(({end}) => end + GROWN <= now);
  const both = withBefore(grown, job, compared);
  if (!both || both.now.length * 2 < all.length) return undefined;
  return {job, ...both, of: all.length, age: null, finalAfter: {name: '1d', seconds: GROWN}};
}
