import type {Comparison, PlatformSeries} from '../domain/console.js';
import {countFields, tag} from '../domain/measurements.js';
import type {SumRow} from '../domain/ports.js';
import type {Sums} from '../domain/rates.js';
import type {EpochSeconds, Window} from '../domain/window.js';

/** The period before is compared with when so much of it is there. */
const COMPARABLE = 0.95;

/** Null: of nothing. */
export function sumOf(rows: readonly {readonly counts: Sums}[]): Sums | null {
  if (rows.length === 0) return null;
  const add = (field: keyof Sums) => rows.reduce((sum, {counts}) => sum + counts[field], 0);
  return Object.fromEntries(countFields.map((field) => [field, add(field)])) as unknown as Sums;
}

/**
 * A span and the time before it, over as many windows of each. Where half of them or more are settled, over those alone: a young
 * window has fewer counts, which would look like a drop. Null when not nearly all of them are there.
 */
export function comparisonOf(
  rows: readonly SumRow[],
  {now, before, settledUntil}: {now: readonly Window[]; before: readonly Window[]; settledUntil: EpochSeconds},
): Comparison | null {
  const settled = now.filter(({end}) => end <= settledUntil);
  const final = settled.length * 2 >= now.length;
  const length = final ? settled.length : now.length;
  const windows = [...before, ...now];
  const found = placed(rows, windows);
  const sums = [now, before].map((side) => sumOver(found, windows, side.slice(0, length)));
  return sums[0] && sums[1] ? {now: sums[0], before: sums[1], final} : null;
}

/** Null when too few of the wanted windows are there. */
function sumOver(rows: readonly Placed[], windows: readonly Window[], wanted: readonly Window[]): Sums | null {
  const starts = new Set(wanted.map(({start}) => start));
  const found = rows.filter(({index}) => starts.has(windows[index]!.start));
  const filled = new Set(found.map(({index}) => index));
  if (wanted.length === 0 || filled.size < wanted.length * COMPARABLE) return null;
  return sumOf(found.map(({fields}) => ({counts: fields as unknown as Sums})));
}

/** A column of each count for each platform; null where the window has no points at all. */
export function seriesOf(
  rows: readonly SumRow[],
  fields: readonly (keyof Sums)[],
  windows: readonly Window[],
): PlatformSeries[] {
  const found = windows.length > 0 ? placed(rows, windows) : [];
  const known = new Set(found.map(({index}) => index));
  const empty = windows.map((_, index) => (known.has(index) ? 0 : null));
  const columns = new Map<string, Partial<Record<keyof Sums, (number | null)[]>>>();
  for (const {index, tags, fields: sums} of found) {
    const platform = tags[tag.platform]!;
    const counts = columns.get(platform) ?? Object.fromEntries(fields.map((field) => [field, [...empty]]));
    columns.set(platform, counts);
    for (const field of fields) counts[field]![index]! += sums[field]!;
  }
  return [...columns].map(([platform, counts]) => ({platform, counts}));
}

type Placed = Pick<SumRow, 'tags' | 'fields'> & {readonly index: number};

function placed(rows: readonly SumRow[], windows: readonly Window[]): Placed[] {
  return rows.map(({tags, fields, time}) => ({tags, fields, index: indexOf(time!, windows)}));
}

/** The window in which the middle of one of the same length lies that begins at the time: apps may cut their days in other zones. */
function indexOf(time: EpochSeconds, windows: readonly Window[]): number {
  const nominal = windows[0] ? windows[0].end - windows[0].start : 0;
  const middle = time + nominal / 2;
  let [low, high] = [0, windows.length - 1];
  while (low < high) {
    const between = (low + high + 1) >> 1;
    if (windows[between]!.start <= middle) low = between;
    else high = between - 1;
  }
  return low;
}
