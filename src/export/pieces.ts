import type {Inventory, Store} from '../domain/ports.js';
import type {Seconds, Span} from '../domain/window.js';
import {rankOf} from './kinds.js';

/** A part of a measurement that is held in memory at once. */
export interface Piece {
  readonly measurement: string;
  readonly span: Span;
}

const DAY: Seconds = 86_400;
const HOUR: Seconds = 3600;

/** A point takes about half a kilobyte while it is in memory. */
export const POINTS_AT_ONCE = 20_000;

/** Everything in the store, in pieces of about so many points: days together, or hours where one day has more. Ledger and the like last. */
export async function piecesOf(store: Pick<Store, 'inventory'>, most = POINTS_AT_ONCE): Promise<Piece[]> {
  const days = await store.inventory({tags: {}, every: DAY});
  const ordered = days.toSorted(
    (a, b) =>
      rankOf(a.measurement) - rankOf(b.measurement) || a.measurement.localeCompare(b.measurement) || a.time - b.time,
  );
  const pieces: (Piece & {points: number})[] = [];
  for (const day of ordered) {
    const last = pieces.at(-1);
    if (last?.measurement === day.measurement && last.points + day.points <= most) {
      pieces[pieces.length - 1] = {
        ...last,
        span: {...last.span, end: day.time + DAY},
        points: last.points + day.points,
      };
    } else pieces.push(...inHours(day, most));
  }
  return pieces.map(({measurement, span}) => ({measurement, span}));
}

function inHours({measurement, time, points}: Inventory, most: number): (Piece & {points: number})[] {
  if (points <= most) return [{measurement, span: {start: time, end: time + DAY}, points}];
  // The last one is full, so that no other day joins it.
  return Array.from({length: DAY / HOUR}, (_, hour) => {
    const start = time + hour * HOUR;
    return {measurement, span: {start, end: start + HOUR}, points: most};
  });
}
