import type {Job} from '../domain/job.js';
import {type CountReport, countReports, tag} from '../domain/measurements.js';
import type {Store} from '../domain/ports.js';
import {type EpochSeconds, nominalLength} from '../domain/window.js';

/**
 * Where the newest window of each app begins, of those that are configured and of those that are not any more. By the totals of the
 * longest windows: years of them are few.
 */
export async function newestWindows(
  store: Pick<Store, 'latest'>,
  report: CountReport,
  jobs: readonly Job[],
): Promise<Map<string, EpochSeconds>> {
  const coarsest = finestFirst(jobs.filter((job) => job.report.name === report)).at(-1);
  if (!coarsest) return new Map();
  const newest = await store.latest({measurement: countReports[report].total(coarsest.step.name), by: [tag.app]});
  return new Map(newest.map(({tags, time}) => [tags[tag.app]!, time]));
}

/** The report whose pushes a report is about: its own, or those whose losses it tells. */
export function countedBy(report: string): CountReport | undefined {
  const names = Object.keys(countReports) as CountReport[];
  return names.find((name) => name === report || countReports[name].lossReport === report);
}

export function finestFirst(jobs: readonly Job[]): Job[] {
  return jobs.toSorted((a, b) => nominalLength(a.step) - nominalLength(b.step));
}
