import type {Known} from '../domain/coverage.js';
import {keyOfTags, type Point, zeroed} from '../domain/point.js';
import type {EpochSeconds} from '../domain/window.js';
import type {Kind} from './kinds.js';

/** A window's entries: that of the export, and that of the store. */
export interface Entries {
  readonly incoming: Known | undefined;
  readonly standing: Known | undefined;
}

/** `replace`: the counts of the export are newer. `add`: nobody knows, and what stands stays. */
export type Verdict = 'replace' | 'add' | 'keep';

/** An entry from the future does not count. Where a window was refused, its counts are of an answer before, nobody knows of when. */
export function verdictOf({incoming, standing}: Entries, now: EpochSeconds): Verdict {
  const [ours, theirs] = [standing, incoming].map((entry) => (entry && entry.fetchedAt <= now ? entry : undefined));
  if (!theirs) return 'add';
  if (!ours) return 'replace';
  if (theirs.outcome === 'rejected' || ours.outcome === 'rejected') return 'add';
  // Of the same answer, something may be missing all the same.
  if (theirs.fetchedAt === ours.fetchedAt) return 'add';
  return theirs.fetchedAt > ours.fetchedAt ? 'replace' : 'keep';
}

/** Whether a point of what is not windows takes the place of the one that stands. */
export function isNewer(kind: Kind, {fields: theirs}: Point, {fields: ours}: Point): boolean {
  if (kind.of === 'ledger' || kind.of === 'campaigns') return Number(theirs.fetched_at) > Number(ours.fetched_at);
  // 0: it goes on. What has ended is known later than what goes on.
  if (kind.of === 'findings') return Number(theirs.until) > Number(ours.until);
  return false;
}

/** What is to be written of the windows of a measurement, so that its newest counts are there and nothing that only the store knows is lost. */
export function newestOf(
  incoming: readonly Point[],
  standing: readonly Point[],
  {aged, verdict}: {readonly aged: boolean; readonly verdict: (point: Point) => Verdict},
): Point[] {
  const ours = new Map(standing.map((point) => [keyOf(point), point]));
  const written = incoming.filter((point) => {
    const own = ours.get(keyOf(point));
    if (!own) return aged || verdict(point) !== 'keep';
    // As they were at an age they stay for ever.
    return !aged && verdict(point) === 'replace' && !isSame(own, point);
  });
  if (aged) return written;
  const theirs = new Set(incoming.map(keyOf));
  // A newer answer lacks them, and overwriting never deletes.
  const vanished = standing.filter((point) => !theirs.has(keyOf(point)) && verdict(point) === 'replace');
  return [...written, ...vanished.map(zeroed).filter((point) => !isSame(ours.get(keyOf(point))!, point))];
}

export function keyOf({tags, time}: Point): string {
  return `${time} ${keyOfTags(tags)}`;
}

function isSame({fields: one}: Point, {fields: other}: Point): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
