import type {App} from './app.js';
import type {Job} from './job.js';
import {ledger} from './ledger.js';
import {countReports} from './measurements.js';
import {planAnswerable} from './plan.js';
import type {Store} from './ports.js';
import type {Report} from './report.js';
import type {EpochSeconds, Seconds, Span, Window} from './window.js';

export interface Estimated {
  readonly app: App;
  readonly job: Job;
  readonly span: Span;
  /** What would be asked for, newest first. */
  readonly windows: readonly Window[];
}

/** What a run would ask for. */
export async function estimate<T extends Omit<Estimated, 'windows'>>(
  selected: T,
  store: Pick<Store, 'points' | 'retention'>,
  {now, force}: {readonly now: EpochSeconds; readonly force: boolean},
): Promise<T & Estimated> {
  const {app, job, span} = selected;
  const identity = {sdkAppId: app.sdkAppId, report: job.report.name, step: job.step.name};
  const forcedAt = force ? now : undefined;
  const [entries, retention] = await Promise.all([ledger.entries(store, {...identity, span}), store.retention()]);
  const windows = planAnswerable({job, app, span, entries, now, retention, forcedAt}).map(({window}) => window);
  return {...selected, windows};
}

/** What somebody should know who asks for a span that begins before the vendor's memory does. */
export function retentionNotes(span: Span, jobs: readonly Job[], now: EpochSeconds): string[] {
  const notes = jobs
    .filter(({report}) => span.start < now - report.retention)
    .map(({report: {name, retention}}) => {
      const what = Object.hasOwn(countReports, name) ? 'counts' : 'the reasons of losses';
      return `The vendor keeps ${what} for ${retention / 86_400} days: what is older can no longer be asked for.`;
    });
  return [...new Set(notes)];
}

/** Calls of one app to one command. */
export interface Priced {
  readonly app: Pick<App, 'name'>;
  readonly job: {readonly report: Pick<Report, 'command'>};
  readonly windows: {readonly length: number};
}

/** Neither apps nor commands of the API wait for each other, so the app and command with the most calls decide. */
export function total(priced: readonly Priced[], paceMs: number): {readonly seconds: Seconds; readonly calls: number} {
  const byLane = new Map<string, number>();
  for (const {app, job, windows} of priced) {
    const lane = `${app.name} ${job.report.command}`;
    byLane.set(lane, (byLane.get(lane) ?? 0) + windows.length);
  }
  const calls = [...byLane.values()].reduce((sum, count) => sum + count, 0);
  return {calls, seconds: Math.ceil((Math.max(0, ...byLane.values()) * paceMs) / 1000)};
}
