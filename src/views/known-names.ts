import type {App} from '../domain/app.js';
import type {Job} from '../domain/job.js';
import {isPlatformName, measurement, platformNames, tag} from '../domain/measurements.js';
import {suggestion} from '../domain/nearest.js';
import type {Store} from '../domain/ports.js';
import {printable} from '../domain/printable.js';
import {QueryError} from '../domain/query-error.js';
import {parseStep} from '../domain/window.js';

interface Named {
  /** One, or several. */
  readonly app?: string | readonly string[] | undefined;
  readonly platform?: string;
  readonly step?: string;
}

interface KnownDeps {
  readonly apps: readonly App[];
  readonly jobs: readonly Job[];
  readonly store: Pick<Store, 'latest'>;
}

/** Throws a QueryError for a name that is neither configured nor in the store: nothing would be found, as if nothing had been sent. */
export async function refuseNobodys({app, platform, step}: Named, {apps, jobs, store}: KnownDeps): Promise<void> {
  if (platform !== undefined && !isPlatformName(platform))
    throw new QueryError(`platform: “${printable(platform)}” is not one${suggestion(platform, platformNames)}`);
  const newApps = [app ?? []].flat().filter((each) => !apps.some(({name}) => name === each));
  const newStep = step !== undefined && parseStep(step) && !jobs.some((job) => job.step.name === step);
  if (newApps.length === 0 && !newStep) return;
  const stored = await store.latest({measurement: measurement.ledger, by: [tag.app, tag.step]});
  const nobody = newApps.find((each) => !stored.some(({tags}) => tags[tag.app] === each));
  if (nobody !== undefined) throw unknownApp(nobody, apps);
  if (newStep && !stored.some(({tags}) => tags[tag.step] === step)) throw unknownStep(step, jobs);
}

/** Throws a QueryError for an app that is not configured. */
export function appNamed(apps: readonly App[], name: string): App {
  const app = apps.find((each) => each.name === name);
  if (app) return app;
  throw unknownApp(name, apps);
}

function unknownApp(name: string, apps: readonly App[]): QueryError {
  const known = apps.map((app) => app.name);
  return new QueryError(`app: “${printable(name)}” is not configured${suggestion(name, known)}`);
}

export function unknownStep(name: string | undefined, jobs: readonly Job[]): QueryError {
  const known = [...new Set(jobs.map(({step}) => step.name))].join(', ');
  return new QueryError(`step: “${printable(String(name))}” has no job; there are ${known}`);
}
