import type {App} from '../domain/app.js';
import type {ClockLead} from '../domain/clock-lead.js';
import type {Recurring} from '../domain/job.js';
import type {IsoInstant} from '../domain/local-time.js';
import {measurement, tag} from '../domain/measurements.js';
import type {Point} from '../domain/point.js';
import type {Store} from '../domain/ports.js';
import type {EpochSeconds} from '../domain/window.js';

/** As the store tells of it. */
export interface LastRun {
  readonly at: IsoInstant;
  readonly ok: boolean;
  readonly left: number;
  readonly error: string;
  readonly clockLead: ClockLead;
}

export type LastRuns = (app: App, job: Recurring) => LastRun | null;

/** The newest run of each job and app. */
export async function lastRuns(store: Pick<Store, 'latest'>): Promise<LastRuns> {
  const by = [tag.app, tag.sdkAppId, tag.report, tag.step];
  const runs = new Map<string, Point>();
  for (const run of await store.latest({measurement: measurement.run, by})) runs.set(keyOf(run.tags), run);
  return ({name, sdkAppId}, {report, step}) => {
    const own = {[tag.app]: name, [tag.sdkAppId]: String(sdkAppId), [tag.report]: report.name, [tag.step]: step.name};
    const point = runs.get(keyOf(own));
    return point ? runOf(point) : null;
  };
}

/** An app that once had another SDKAppID has runs of that, too. */
function keyOf(tags: Readonly<Record<string, string>>): string {
  return JSON.stringify([tags[tag.app], tags[tag.sdkAppId], tags[tag.report], tags[tag.step]]);
}

function runOf({time, fields}: Point): LastRun {
  const left = Number(fields.windows_left);
  return {
    at: iso(time),
    ok: fields.ok === 1 && left === 0,
    left,
    error: String(fields.error),
    clockLead: Number(fields.clock_lead_s ?? 0),
  };
}

export function iso(seconds: EpochSeconds): IsoInstant {
  return new Date(seconds * 1000).toISOString();
}
