import type {App} from '../domain/app.js';
import type {Recurring} from '../domain/job.js';
import {measurement, tag} from '../domain/measurements.js';
import type {Log, Store} from '../domain/ports.js';
import type {Activity} from './activity.js';

export interface RecallDeps {
  readonly apps: readonly App[];
  readonly store: Pick<Store, 'latest'>;
  readonly activity: Activity;
  readonly log: Log;
}

/** What went wrong before this start is still to be seen after it. Never rejects. */
export async function recallRuns(jobs: readonly Recurring[], {apps, store, activity, log}: RecallDeps): Promise<void> {
  const by = [tag.app, tag.sdkAppId, tag.report, tag.step];
  try {
    const runs = await store.latest({measurement: measurement.run, by});
    // The store remembers those of apps and jobs, too, that nobody asks for any more.
    const names = new Set(apps.map(({name}) => name));
    const configured = runs.filter(
      ({tags}) =>
        names.has(tags[tag.app]!) &&
        jobs.some(({report, step}) => report.name === tags[tag.report] && step.name === tags[tag.step]),
    );
    activity.recall(configured);
  } catch (error) {
    log.debug({reason: String(error)}, 'earlier runs not known');
  }
}
