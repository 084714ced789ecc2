import type {Age} from '../domain/coverage.js';
import type {EpochSeconds, Window} from '../domain/window.js';

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
