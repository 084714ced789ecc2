import type {App} from '../domain/app.js';
import type {Job} from '../domain/job.js';
import {measurement, tag} from '../domain/measurements.js';
import type {Log, Store} from '../domain/ports.js';
import type {EpochSeconds, Seconds} from '../domain/window.js';

const LATELY: Seconds = 3600;

/**
 * Names the collector in its run summaries, and looks for those of others: two collectors of one app call the API twice as often as
 * it allows. What they write stays right. An embedded store lets in only one.
 */
export class OtherCollectors {
  #told = false;

  constructor(
    readonly name: string,
    private readonly since: EpochSeconds,
  ) {}

  /** Another collector that began a run of the job and app lately, and after this one was started. */
  async other(
    {job, app}: {readonly job: Job; readonly app: App},
    now: EpochSeconds,
    {store, log}: {readonly store: Pick<Store, 'points'>; readonly log: Log},
  ): Promise<string | undefined> {
    const runs = await store.points({
      measurement: measurement.run,
      span: {start: Math.max(this.since, now - LATELY), end: now + 1},
      tags: {[tag.sdkAppId]: String(app.sdkAppId), [tag.report]: job.report.name, [tag.step]: job.step.name},
    });
    const names = runs.map(({fields}) => String(fields.collector ?? ''));
    const other = names.find((name) => name !== '' && name !== this.name);
    if (other !== undefined && !this.#told) log.warn({app: app.name, other}, 'another collector works on this store');
    this.#told ||= other !== undefined;
    return other;
  }
}
