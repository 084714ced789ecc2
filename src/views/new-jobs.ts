import {measurement, tag} from '../domain/measurements.js';
import type {Store} from '../domain/ports.js';
import type {EpochSeconds, Seconds} from '../domain/window.js';
import type {JobStatus} from './job-status.js';

/** So long a first fill may take before what is missing counts as missing. */
const FIRST_FILL: Seconds = 3600;
/** Every job has a tick within so long. */
const LOOKED_BACK: Seconds = 8 * 86_400;

/** Those of the jobs that have not run yet, or for less than an hour: what they lack is on its way. */
export async function newJobs<T extends Pick<JobStatus, 'app' | 'report' | 'step' | 'lastRun'>>(
  jobs: readonly T[],
  store: Pick<Store, 'sums'>,
  now: EpochSeconds,
  gone?: AbortSignal,
): Promise<Set<T>> {
  const since = now - FIRST_FILL;
  const running = jobs.filter(({lastRun}) => !lastRun || Date.parse(lastRun.at) / 1000 > since);
  if (running.length === 0) return new Set();
  const query = {
    measurement: measurement.run,
    span: {start: now - LOOKED_BACK, end: since},
    tags: {[tag.app]: [...new Set(running.map(({app}) => app))]},
    fields: ['calls'],
    by: [tag.app, tag.report, tag.step],
  };
  const keyOf = (...names: unknown[]) => JSON.stringify(names);
  const earlier = new Set(
    (await store.sums([query], gone))[0]!.map(({tags}) => keyOf(tags[tag.app], tags[tag.report], tags[tag.step])),
  );
  return new Set(running.filter(({app, report, step}) => !earlier.has(keyOf(app, report, step))));
}
