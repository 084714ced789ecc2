import type {LaneJobs} from './cluster.js';
import type {Recurring} from './job.js';

/** Whether somebody works on an app, on a report of it, or on one job of that; names as in the configuration. */
export type IsWorkedOn = (of: {
  readonly app: string;
  readonly report?: string | undefined;
  readonly step?: string | undefined;
}) => boolean;

export function workedOn(all: readonly LaneJobs<Recurring>[]): IsWorkedOn {
  const known = new Set<string>();
  for (const {job, apps} of all) {
    for (const {name} of apps) {
      const lane = `${name} ${job.report.name}`;
      for (const key of [name, lane, `${lane} ${job.step.name}`]) known.add(key);
    }
  }
  return ({app, report, step}) => known.has([app, report, step].filter((part) => part !== undefined).join(' '));
}
