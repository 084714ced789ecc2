import type {Counts} from './slot.js';
import type {Span} from './slot-parts.js';

/** Where the vendor's documents leave something open, or where it does not keep to them: what it does otherwise than by default. */
export interface Deviations {
  /** The second in which a window ends belongs to it, and to the next one, too. */
  readonly inclusiveEnd?: boolean;
  /** Counts of a day or more name so many sendable pushes more than those of its hours. */
  readonly dayDiffersBy?: number;
  /** Counts stand still once so many seconds have passed since the end of their window. */
  readonly countsFreezeAfterS?: number;
  /** Windows that end in the future get 90100. */
  readonly refusesFuture?: boolean;
  /** One task id that is not known is enough for 90049; otherwise the known ones beside it are answered. */
  readonly unknownTaskRefusesAll?: boolean;
}

/** A day of a clock change has 23 hours. */
const DAY = 23 * 3600;

/** The window as it is counted; undefined where it is refused. */
export function countedWindow({start, end}: Span, asOf: number, deviations: Deviations): Span | undefined {
  if (deviations.refusesFuture && end > asOf) return undefined;
  return {start, end: deviations.inclusiveEnd ? end + 1 : end};
}

/** The instant whose counts are told. */
export function seenAt({end}: Span, asOf: number, {countsFreezeAfterS = Number.POSITIVE_INFINITY}: Deviations): number {
  return Math.min(asOf, end + countsFreezeAfterS);
}

export function withDeviation<T extends {readonly total: Counts}>(counts: T, window: Span, deviations: Deviations): T {
  const {dayDiffersBy = 0} = deviations;
  if (dayDiffersBy === 0 || window.end - window.start < DAY) return counts;
  return {...counts, total: {...counts.total, total: counts.total.total + dayDiffersBy}};
}
