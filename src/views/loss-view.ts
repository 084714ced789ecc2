import {tag} from '../domain/measurements.js';
import type {Store} from '../domain/ports.js';
import type {LossView} from '../domain/why-lost.js';
import type {EpochSeconds} from '../domain/window.js';
import {askedCounts} from './asked-report.js';
import {boundWindows} from './bounds.js';
import {refuseNobodys} from './known-names.js';
import {type LossDeps, whyLost} from './losses.js';
import {coveredRows, reportQueries} from './push-report.js';
import {filterNames, jobOfStep, matches, type PushQuery, type ViewDeps} from './push-view.js';
import {askedEarlier, askedSpan, askedStep, refuseUnknown} from './span-query.js';

export type LossViewDeps = Omit<ViewDeps, 'store'> & LossDeps & {readonly store: Pick<Store, 'latest'>};

/** Why the pushes were lost whose counts the same question has. Throws a QueryError. */
export async function lossView(
  query: PushQuery,
  deps: LossViewDeps,
  now: EpochSeconds,
  gone?: AbortSignal,
): Promise<LossView> {
  refuseUnknown(query, filterNames);
  await refuseNobodys(query, deps);
  const {report, jobs} = askedCounts(query.report, deps.jobs);
  const timezone = deps.apps.find(({name}) => name === query.app)?.timezone ?? deps.timezone;
  const {span, startsOf} = askedSpan(query, {now, timezone});
  const step = askedStep(query.step, jobs, span.end - span.start);
  const job = jobOfStep(jobs, step);
  boundWindows(span, job.step);
  const starts = startsOf(step);
  const answers = await deps.store.sums(reportQueries(report, step, starts), gone);
  const counts = coveredRows(answers, {job, apps: deps.apps, span: starts, now}).rows.filter(matches(query));
  const tags = {
    ...(query.app !== undefined && {[tag.app]: query.app}),
    ...(query.platform !== undefined && {[tag.platform]: query.platform}),
  };
  const reasons = await whyLost(
    {report, step, span: starts, earlier: askedEarlier(query, span, timezone), now, tags},
    counts,
    deps,
    gone,
  );
  return {report, step, from: span.start, to: span.end, whyLost: reasons};
}
