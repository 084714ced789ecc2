import type {Inventory, InventoryQuery, PointQuery, Store} from '../domain/ports.js';
import type {Seconds} from '../domain/window.js';
import {rankOf} from './kinds.js';

/** A part of a measurement that is held in memory at once. */
export type Piece = Pick<PointQuery, 'measurement' | 'span' | 'tags'>;

const DAY: Seconds = 86_400;
const HOUR: Seconds = 3600;

/** A point takes about half a kilobyte while it is in memory. */
export const POINTS_AT_ONCE = 20_000;

/** What is wanted, in pieces of about so many points: days together, or hours where one day has more. Ledger and the like last. */
export async function piecesOf(
  store: Pick<Store, 'inventory'>,
  wanted: InventoryQuery['wanted'],
  {most = POINTS_AT_ONCE, gone}: {readonly most?: number; readonly gone?: AbortSignal | undefined} = {},
): Promise<Piece[]> {
  const days = await store.inventory({wanted, every: DAY}, gone);
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
  return pieces.flatMap(({measurement, span}) => {
    const {span: own, tags} = wanted(measurement)!;
    const start = Math.max(span.start, own.start);
    const end = Math.min(span.end, own.end);
    return start < end ? [{measurement, span: {start, end}, ...(tags && {tags})}] : [];
  });
}

function inHours({measurement, time, points}: Inventory, most: number): (Piece & {points: number})[] {
  if (points <= most) return [{measurement, span: {start: time, end: time + DAY}, points}];
  // The last one is full, so that no other day joins it.
  return Array.from({length: DAY / HOUR}, (_, hour) => {
    const start = time + hour * HOUR;
    return {measurement, span: {start, end: start + HOUR}, points: most};
  });
}
