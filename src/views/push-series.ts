import type {Job} from '../domain/job.js';
import {countFields, tag} from '../domain/measurements.js';
import type {SumRow} from '../domain/ports.js';
import type {PlatformSeries} from '../domain/push-view.js';
import type {Sums} from '../domain/rates.js';
import {type EpochSeconds, nominalLength, type Span, type Window} from '../domain/window.js';

/** Null: of nothing. */
export function sumOf(rows: readonly {readonly counts: Sums}[]): Sums | null {
  if (rows.length === 0) return null;
  const add = (field: keyof Sums) => rows.reduce((sum, {counts}) => sum + counts[field], 0);
  return Object.fromEntries(countFields.map((field) => [field, add(field)])) as unknown as Sums;
}

/** How many apps have points in each window. */
export function presentIn(rows: readonly SumRow[], windows: readonly Window[]): number[] {
  const present = windows.map(() => 0);
  for (const {index, points} of placed(rows, windows)) present[index]! += points;
  return present;
}

/** A column of each count for each platform; null where the window has no points at all. */
export function seriesOf(
  rows: readonly SumRow[],
  fields: readonly (keyof Sums)[],
  windows: readonly Window[],
): PlatformSeries[] {
  const found = placed(rows, windows);
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

export type Placed = Pick<SumRow, 'tags' | 'fields' | 'points'> & {readonly index: number};

/** Those that belong to one of the windows. */
export function placed(rows: readonly SumRow[], windows: readonly Window[]): Placed[] {
  return rows.flatMap(({tags, fields, points, time}) => {
    const index = indexOf(time!, windows);
    return index === undefined ? [] : [{tags, fields, points, index}];
  });
}

/** Where those windows of every app start whose middle lies in these: apps may cut their days in other zones. */
export function startsIn(windows: readonly Window[], {step}: Pick<Job, 'step'>): Span {
  const half = nominalLength(step) / 2;
  return {start: (windows[0]?.start ?? 0) - half, end: (windows.at(-1)?.end ?? 0) - half};
}

/** The window in which the middle of one of the same length lies that begins at the time; undefined: it lies in none. */
export function indexOf(time: EpochSeconds, windows: readonly Window[]): number | undefined {
  const [first, last] = [windows[0], windows.at(-1)];
  if (!first || !last) return undefined;
  const middle = time + (first.end - first.start) / 2;
  if (middle < first.start || middle >= last.end) return undefined;
  let [low, high] = [0, windows.length - 1];
  while (low < high) {
    const between = (low + high + 1) >> 1;
    if (windows[between]!.start <= middle) low = between;
    else high = between - 1;
  }
  return low;
}
