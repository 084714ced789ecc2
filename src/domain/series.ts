import {CollectorError} from './errors.js';
import type {KnownApp} from './ledger.js';
import {measurement, tag} from './measurements.js';
import {numbered} from './numbered.js';
import {keyOfTags, type Point} from './point.js';
import type {Inventory, Store} from './store.js';
import {ALL_TIME, type EpochSeconds, type Seconds, type Span} from './window.js';

/** What is read or removed at once: a month of hours is some ten thousand points. */
const AT_ONCE: Seconds = 30 * 86_400;

/** What is stored of an app, by measurement and month: the ledger last, so that whoever is interrupted finds the rest again. */
export async function inventoryOf(store: Pick<Store, 'inventory'>, app: KnownApp): Promise<Inventory[]> {
  const found = await store.inventory({wanted: () => ({span: ALL_TIME, tags: tagsOf(app)}), every: AT_ONCE});
  return found.sort((a, b) => order(a) - order(b) || a.measurement.localeCompare(b.measurement) || a.time - b.time);
}

export async function removeSeries(
  store: Pick<Store, 'remove'>,
  app: KnownApp,
  inventory: readonly Inventory[],
): Promise<void> {
  for (const part of inventory) await store.remove({...placeOf(part), tags: tagsOf(app)});
}

export interface Renaming {
  readonly app: KnownApp;
  readonly to: string;
  readonly inventory: readonly Inventory[];
  /** What is older is not carried over: the store would refuse it, and is about to drop it. */
  readonly since: EpochSeconds;
}

/** What tells of the collector's own doing, and not of pushes. */
const told: readonly string[] = [measurement.run, measurement.finding];

/** Of how many points there is another one under the new name, with other values. Of two runs in one second, and of two tellings of a finding, one is enough. */
export async function conflicts(store: Pick<Store, 'points'>, renaming: Renaming): Promise<number> {
  let count = 0;
  for (const part of renaming.inventory.filter(({measurement: name}) => !told.includes(name))) {
    const {renamed, standing} = await bothOf(store, renaming, part);
    count += renamed.filter((point) => standing.has(keyOf(point)) && !isIn(standing, point)).length;
  }
  return count;
}

/** Writes the points under the new name, sees that they are there, and removes them under the old one. */
export async function renameSeries(
  store: Pick<Store, 'points' | 'write' | 'remove'>,
  renaming: Renaming,
): Promise<void> {
  const {app, to, inventory} = renaming;
  for (const part of inventory) {
    await store.write((await bothOf(store, renaming, part)).renamed);
    const {renamed, standing} = await bothOf(store, renaming, part);
    const lost = renamed.filter((point) => !isIn(standing, point)).length;
    if (lost === 0) continue;
    throw new CollectorError(
      `${numbered(lost, 'point')} of ${part.measurement} did not arrive under “${to}”; nothing was removed`,
      'retry',
    );
  }
  await removeSeries(store, app, inventory);
}

/** The points as they would be under the new name, and those that are. */
async function bothOf(store: Pick<Store, 'points'>, {app, to, since}: Renaming, part: Inventory) {
  const {measurement: name, span} = placeOf(part);
  const place = {measurement: name, span: {start: Math.max(span.start, since), end: Math.max(span.end, since)}};
  const points = await store.points({...place, tags: tagsOf(app)});
  const renamed = points.map((point) => ({...point, tags: {...point.tags, [tag.app]: to}}));
  const there = await store.points({...place, tags: tagsOf({...app, app: to})});
  return {renamed, standing: new Map(there.map((point) => [keyOf(point), valuesOf(point)]))};
}

function isIn(standing: ReadonlyMap<string, string>, point: Point): boolean {
  return standing.get(keyOf(point)) === valuesOf(point);
}

function keyOf({tags, time}: Point): string {
  return `${time} ${keyOfTags(tags)}`;
}

function valuesOf({fields}: Point): string {
  return JSON.stringify(Object.entries(fields).sort());
}

function tagsOf({app, sdkAppId}: KnownApp): Record<string, string> {
  return {[tag.app]: app, [tag.sdkAppId]: String(sdkAppId)};
}

function placeOf({measurement: name, time}: Inventory): {readonly measurement: string; readonly span: Span} {
  return {measurement: name, span: {start: time, end: time + AT_ONCE}};
}

function order({measurement: name}: Inventory): number {
  return name === measurement.ledger ? 1 : 0;
}
