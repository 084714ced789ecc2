import type {Age} from '../domain/coverage.js';
import type {SumRow} from '../domain/ports.js';
import type {Comparison} from '../domain/push-view.js';
import type {Sums} from '../domain/rates.js';
import type {EpochSeconds, Window} from '../domain/window.js';
import {placed, presentIn, sumOf} from './push-series.js';

/** Both sides are compared when so much of each is there. */
const COMPARABLE = 0.95;

/** Whether of so many windows so many are there that their sum may be compared. */
export function nearlyAll(there: number, expected: number): boolean {
  return there >= COMPARABLE * expected;
}

/** The windows of a span that can be compared, from its beginning on, and at which age; null: their counts are final. */
export interface Maturity {
  readonly windows: number;
  readonly age: Age | null;
}

/**
 * A young window has fewer counts than it will have, which looks like a drop. So windows are compared when they are final; where
 * fewer than half of them are, at the oldest age that half of them have reached. Undefined: it is too early for any.
 */
export function maturityOf(
  windows: readonly Window[],
  refresh: readonly Age[],
  now: EpochSeconds,
): Maturity | undefined {
  if (refresh.length === 0) return {windows: windows.length, age: null};
  const reached = ({seconds}: Age) => windows.filter(({end}) => end + seconds <= now).length;
  const age = refresh.findLast((each) => reached(each) > 0 && reached(each) * 2 >= windows.length);
  return age && {windows: reached(age), age: age === refresh.at(-1) ? null : age};
}

export interface ComparedRows {
  /** Sums of each window of both sides. */
  readonly rows: readonly SumRow[];
  /** Totals of each window of both sides, of which the number of apps counts. */
  readonly present: readonly SumRow[];
}

/** A span and the time before it, over as many windows of each and at the same age. Null when not nearly all of them are there. */
export function comparisonOf(
  {rows, present}: ComparedRows,
  sides: {
    readonly now: readonly Window[];
    readonly before: readonly Window[];
    readonly maturity: Maturity;
    readonly expectedApps: number;
  },
): Comparison | null {
  const {now, before, maturity, expectedApps} = sides;
  const windows = [...before, ...now];
  const apps = presentIn(present, windows);
  const found = placed(rows, windows);
  const length = Math.min(maturity.windows, before.length, now.length);
  const sumOver = (first: number): Sums | null => {
    const last = first + length;
    const there = apps.slice(first, last).reduce((sum, count) => sum + count, 0);
    if (!nearlyAll(there, length * expectedApps)) return null;
    return sumOf(
      found
        .filter(({index}) => index >= first && index < last)
        .map(({fields}) => ({counts: fields as unknown as Sums})),
    );
  };
  const [was, is] = [sumOver(0), sumOver(before.length)];
  if (!was || !is) return null;
  return {now: is, before: was, windows: length, age: maturity.age?.name ?? null};
}
