import type {App} from '../domain/app.js';
import type {Surveyed} from '../domain/coverage.js';
import type {Job} from '../domain/job.js';
import {tag} from '../domain/measurements.js';
import type {Store} from '../domain/ports.js';
import type {EpochSeconds} from '../domain/window.js';

/**
 * Points may be there that no entry tells of: a crash, or a lost acknowledgement, came in between. So the store itself is asked which
 * platforms the due windows have.
 */
export async function withStored(
  due: readonly Surveyed[],
  {job, app}: {readonly job: Job; readonly app: App},
  {store}: {readonly store: Pick<Store, 'points'>},
): Promise<readonly Surveyed[]> {
  if (due.length === 0 || !job.report.platformMeasurement) return due;
  const starts = due.map(({window}) => window.start);
  const points = await store.points({
    measurement: job.report.platformMeasurement(job.step),
    span: {start: Math.min(...starts), end: Math.max(...starts) + 1},
    tags: {[tag.sdkAppId]: String(app.sdkAppId)},
  });
  const platforms = new Map<EpochSeconds, string[]>();
  for (const {time, tags} of points) platforms.set(time, [...(platforms.get(time) ?? []), tags[tag.platform]!]);
  return due.map((each) => {
    const {window, previous, coverage} = each;
    const stored = platforms.get(window.start);
    return stored ? {window, previous, coverage, stored} : each;
  });
}
