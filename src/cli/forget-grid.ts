import type {Collector} from '../collector.js';
import {type ForeignWindows, foreignEverywhere} from '../domain/grid.js';
import {gridChange} from '../domain/grid-change.js';
import {instantText} from '../domain/local-time.js';
import {measurement, tag} from '../domain/measurements.js';
import {numbered} from '../domain/numbered.js';
import type {RemovalQuery} from '../domain/ports.js';
import type {EpochSeconds} from '../domain/window.js';
import {appsNamed} from './selection.js';

/** What would go, or has gone. */
export interface Forgotten {
  readonly what: string;
  readonly points: readonly {readonly measurement: string; readonly points: number}[];
  readonly notes: readonly string[];
}

/** Windows of another grid than the present one: their points, and then the ledger's entries, so that whoever is interrupted finds the rest again. */
export async function forgetGrid(
  {store, apps, jobs, timezone}: Collector,
  {app, yes}: {readonly app?: string; readonly yes?: boolean},
  now: EpochSeconds,
): Promise<Forgotten> {
  const foreign = await foreignEverywhere(store, {jobs, apps: appsNamed(apps, app === undefined ? undefined : [app])});
  const counts = new Map<string, number>();
  const notes: string[] = [];
  for (const windows of foreign) {
    const {app: name, report, step, calls, lost, ...change} = await gridChange(store, windows, now);
    const forgotten = lost > 0 ? `; ${lost} of them older than the vendor remembers, and gone for good` : '';
    notes.push(
      `${name}, ${report} ${step}: ${numbered(change.windows, 'window')} since ${instantText(change.since, timezone)} (${timezone}); their time costs ${numbered(calls, 'call')} on the present grid${forgotten}`,
    );
    for (const query of removalsOf(windows)) {
      const found = await store.points(query);
      counts.set(query.measurement, (counts.get(query.measurement) ?? 0) + found.length);
      if (yes && found.length > 0) await store.remove(query);
    }
  }
  const what =
    foreign.length > 0
      ? 'Windows of another grid, removed'
      : 'Every window lies on the present grid: there is nothing to remove';
  return {what, points: [...counts].map(([name, points]) => ({measurement: name, points})), notes};
}

function removalsOf({app, job, spans}: ForeignWindows): RemovalQuery[] {
  const {report, step} = job;
  const tags = {[tag.app]: app.name, [tag.sdkAppId]: String(app.sdkAppId)};
  const counts = report.measurements(step).flatMap((name) => [name, measurement.aged(name)]);
  const lane = {...tags, [tag.report]: report.name, [tag.step]: step.name};
  return [
    ...counts.flatMap((name) => spans.map((span) => ({measurement: name, span, tags}))),
    ...spans.map((span) => ({measurement: measurement.ledger, span, tags: lane})),
  ];
}
