import type {App} from './app.js';
import type {LedgerEntry} from './coverage.js';
import type {Job} from './job.js';
import {ledger} from './ledger.js';
import {measurement, stepOf, tag} from './measurements.js';
import {gridWindows} from './plan.js';
import type {PointQuery, Store} from './store.js';
import {turn} from './turn.js';
import {ALL_TIME, parseStep, type Seconds, type Span, type Window} from './window.js';

/** Windows of an app that its present grid does not have: its zone, or what the step means, was another one. */
export interface ForeignWindows {
  readonly app: App;
  readonly job: Job;
  /** Oldest first. */
  readonly windows: readonly Window[];
  /** Where their points stand; between two of them stands a window of the present grid. */
  readonly spans: readonly Span[];
}

/**
 * Those of the ledger's windows that the present grid does not have, start and end. Hours of two zones that differ by whole hours are the
 * same windows.
 */
export function foreignWindows(job: Job, app: App, entries: readonly Pick<LedgerEntry, 'window'>[]): ForeignWindows {
  const ordered = entries.map(({window}) => window).sort((a, b) => a.start - b.start);
  const hull = {start: ordered[0]?.start ?? 0, end: (ordered.at(-1)?.start ?? -1) + 1};
  const ends = new Map(gridWindows(job, app, hull).map(({start, end}) => [start, end]));
  const windows: Window[] = [];
  const spans: Span[] = [];
  let goesOn = false;
  for (const window of ordered) {
    const foreign = ends.get(window.start) !== window.end;
    if (foreign) {
      windows.push(window);
      const start = goesOn ? spans.pop()!.start : window.start;
      spans.push({start, end: window.start + 1});
    }
    goesOn = foreign;
  }
  return {app, job, windows, spans};
}

export interface GridScope {
  readonly jobs: readonly Job[];
  readonly apps: readonly App[];
}

/** So many days of an app, and of all apps together, are read at once: others wait while they are looked through. */
export const DAYS_AT_ONCE = 30;
export const APP_DAYS_AT_ONCE = 1000;
const APPS_AT_ONCE = Math.floor(APP_DAYS_AT_ONCE / DAYS_AT_ONCE);
const AT_ONCE: Seconds = DAYS_AT_ONCE * 86_400;

/** Of every app that has some among the windows of the job that start within the span. */
export async function foreignIn(
  store: Pick<Store, 'points'>,
  {job, apps}: {readonly job: Job; readonly apps: readonly App[]},
  span: Span,
): Promise<ForeignWindows[]> {
  const byApp = new Map<number, Pick<LedgerEntry, 'window'>[]>(apps.map(({sdkAppId}) => [sdkAppId, []]));
  // A question about many is answered sooner when it is about all.
  const few = apps.length <= APPS_AT_ONCE && {sdkAppId: [...byApp.keys()]};
  for (const entry of await ledger.windows(store, {...few, report: job.report.name, step: job.step.name, span}))
    byApp.get(entry.sdkAppId)?.push(entry);
  const found = apps.map((app) => foreignWindows(job, app, byApp.get(app.sdkAppId)!));
  return found.filter(({windows}) => windows.length > 0);
}

/** Of the whole ledger, whether a job asks for the step or not. */
export async function foreignEverywhere(
  store: Pick<Store, 'points' | 'latest' | 'inventory'>,
  {jobs, apps}: GridScope,
): Promise<ForeignWindows[]> {
  const found = new Map<string, ForeignWindows>();
  for (const {tags} of await store.latest({measurement: measurement.ledger, by: [tag.report, tag.step]})) {
    const job = jobFor(jobs, tags[tag.report]!, tags[tag.step]!);
    if (!job) continue;
    const lane = {[tag.report]: job.report.name, [tag.step]: job.step.name};
    const wanted = (name: string) => (name === measurement.ledger ? {span: ALL_TIME, tags: lane} : undefined);
    const parts = await store.inventory({wanted, every: AT_ONCE});
    for (const {time} of parts.sort((a, b) => a.time - b.time)) {
      for (let next = 0; next < apps.length; next += APPS_AT_ONCE) {
        await turn();
        const some = {job, apps: apps.slice(next, next + APPS_AT_ONCE)};
        for (const part of await foreignIn(store, some, {start: time, end: time + AT_ONCE})) {
          const key = `${part.app.name} ${job.report.name} ${job.step.name}`;
          found.set(key, joined(found.get(key), part));
        }
      }
    }
  }
  return [...found.values()];
}

function joined(before: ForeignWindows | undefined, {app, job, windows, spans}: ForeignWindows): ForeignWindows {
  return {app, job, windows: [...(before?.windows ?? []), ...windows], spans: [...(before?.spans ?? []), ...spans]};
}

/** The job whose windows stand in a measurement of counts, or in the ledger of a report and step; undefined where other things stand. */
export function jobOfMeasurement(jobs: readonly Job[], name: string, tags: PointQuery['tags'] = {}): Job | undefined {
  const {[tag.report]: report, [tag.step]: own} = tags;
  if (name === measurement.ledger && typeof report === 'string' && typeof own === 'string')
    return jobFor(jobs, report, own);
  const step = stepOf(name);
  if (step === undefined) return undefined;
  const holds = (own: string) => name === own || name === measurement.aged(own);
  const alike = jobs.find(({report}) => report.measurements({name: step}).some(holds));
  return alike && jobFor(jobs, alike.report.name, step);
}

/** The job that asks for such windows, or one that would. */
function jobFor(jobs: readonly Job[], report: string, step: string): Job | undefined {
  const alike = jobs.filter((job) => job.report.name === report);
  const parsed = parseStep(step);
  if (!alike[0] || !parsed) return undefined;
  return alike.find((job) => job.step.name === step) ?? {...alike[0], step: parsed};
}
