import {localText} from '../domain/local-time.js';
import type {EpochSeconds, Span} from '../domain/window.js';
import {instantIn} from '../views/span-query.js';
import {UsageError} from './usage-error.js';

/** Reads an ISO 8601 date or time; without an offset it is local to the zone. Fractions of a second are dropped. */
export function instantOf(text: string, timezone: string, option: string): EpochSeconds {
  const instant = instantIn(text, timezone);
  if (instant !== undefined) return instant;
  throw new UsageError(
    `${option}: “${text}” is not a date; try 2026-03-01, 2026-03-01T06:00 or 2026-03-01T06:00+08:00`,
  );
}

/** `2026-03-01 00:00 … 2026-03-08 00:00`, local to the zone. */
export function spanText({start, end}: Span, timezone: string): string {
  return `${localText(start, timezone)} … ${localText(end, timezone)}`;
}
