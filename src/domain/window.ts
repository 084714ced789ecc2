import {Temporal} from 'temporal-polyfill';

/** An instant as Unix seconds, integer: what the API and the database speak. A plain duration is in seconds too; milliseconds wear `Ms` in their name. */
export type EpochSeconds = number;
export type Seconds = number;

/** Half-open `[start, end)`. */
export interface Span {
  readonly start: EpochSeconds;
  readonly end: EpochSeconds;
}

/** Longer than any point's time. */
export const ALL_TIME: Span = {start: 0, end: 9_000_000_000};

/** One cell of a grid; one request, one set of points. */
export interface Window extends Span {}

/** The pitch of a grid, in hours that divide the day or in whole days. `name` is what people write (`1h`, `7d`) and part of database names. */
export interface Step {
  readonly name: string;
  readonly unit: 'hours' | 'days';
  readonly count: number;
}

/** Where windows may begin and end: a step cut in local days of an IANA zone, no window longer than the report's limit. */
export interface Grid {
  readonly step: Step;
  readonly timezone: string;
  readonly maxWindow: Seconds;
}

const HOUR: Seconds = 3600;
const DAY: Seconds = 24 * HOUR;
/** Steps of several days count from a Monday, so that `7d` is a calendar week. */
const FIRST_MONDAY = Temporal.PlainDate.from('1970-01-05');

/** Reads `1h` … `24h` (dividers of 24) or `1d`, `2d` …; undefined when the text is no step. */
export function parseStep(text: string): Step | undefined {
  const [, digits, letter] = /^([1-9]\d{0,2})([hd])$/.exec(text) ?? [];
  const count = Number(digits);
  if (!letter || (letter === 'h' && 24 % count !== 0)) return undefined;
  return {name: text, unit: letter === 'h' ? 'hours' : 'days', count};
}

/** The step's length on an ordinary day; a day of a clock change is an hour longer or shorter. */
export function nominalLength(step: Step): Seconds {
  return step.count * (step.unit === 'hours' ? HOUR : DAY);
}

/** Every window of the grid that touches the span, oldest first. They tile: no hole, no overlap, whole windows only. */
export function windowsTouching(grid: Grid, span: Span): Window[] {
  const windows: Window[] = [];
  for (const block of blocksTouching(grid, span)) {
    for (let start = block.start; start < block.end; start += pieceLength(grid)) {
      const end = Math.min(start + pieceLength(grid), block.end);
      if (end > span.start && start < span.end) windows.push({start, end});
    }
  }
  return windows;
}

/** When the local day that contains `now` begins. */
export function startOfLocalDay(now: EpochSeconds, timezone: string): EpochSeconds {
  return startOfDay(localDate(now, timezone), timezone);
}

/** When the local day that contains `now` ends. */
export function endOfLocalDay(now: EpochSeconds, timezone: string): EpochSeconds {
  return startOfDay(localDate(now, timezone).add({days: 1}), timezone);
}

/** Where in the time before a span an instant of the span has its like. */
export type Earlier = (instant: EpochSeconds) => EpochSeconds;

/**
 * A span of whole local days lies so many days after the time before, by the clock: weekdays and hours of the day are the same on both sides
 * of a clock change, however long the days are. Any other span lies as far after it as it is long, or, where `shift` is given, so far: by
 * the clock, too, when that is whole days.
 */
export function timeBefore(span: Span, timezone: string, shift?: Seconds): Earlier {
  const days = shift === undefined ? localDays(span, timezone) : shift / DAY;
  if (Number.isInteger(days)) return (instant) => daysBefore(instant, days, timezone);
  return (instant) => instant - (shift ?? span.end - span.start);
}

/** From a time of the day to the same some days later; NaN: it is none of whole days. */
function localDays({start, end}: Span, timezone: string): number {
  const {days} = localDate(start, timezone).until(localDate(end, timezone));
  return days > 0 && daysBefore(end, days, timezone) === start ? days : Number.NaN;
}

/** The beginning of a day has its like at the beginning of the other day, also where one of them has no midnight. */
function daysBefore(instant: EpochSeconds, days: number, timezone: string): EpochSeconds {
  const earlier = zoned(instant, timezone).subtract({days});
  if (instant === startOfLocalDay(instant, timezone)) return startOfDay(earlier.toPlainDate(), timezone);
  return earlier.epochMilliseconds / 1000;
}

/** Hour steps are pieces of a local day; a block of days is one piece unless a clock change makes it longer than the report allows. */
function pieceLength({step, maxWindow}: Grid): Seconds {
  return step.unit === 'hours' ? Math.min(step.count * HOUR, maxWindow) : maxWindow;
}

function* blocksTouching({step, timezone}: Grid, span: Span): Generator<Span> {
  if (span.end <= span.start) return;
  const days = step.unit === 'hours' ? 1 : step.count;
  let date = localDate(span.start, timezone);
  if (days > 1) {
    const ordinal = FIRST_MONDAY.until(date, {largestUnit: 'days'}).days;
    date = date.subtract({days: ((ordinal % days) + days) % days});
  }
  let start = startOfDay(date, timezone);
  while (start < span.end) {
    const change = nextClockChange(start, timezone);
    let plain = 0;
    // Until the clocks change every day has 24 hours, and asking the calendar would cost more than all the rest.
    for (; start + days * DAY < change && start < span.end; start += days * DAY, plain += 1) {
      yield {start, end: start + days * DAY};
    }
    if (start >= span.end) return;
    date = date.add({days: days * (plain + 1)});
    const end = startOfDay(date, timezone);
    // A zone that crosses the date line skips a whole day; that day has no block.
    if (end > start) yield {start, end};
    start = end;
  }
}

/** At `from` or after it: a day whose midnight is skipped begins with the change. */
function nextClockChange(from: EpochSeconds, timezone: string): EpochSeconds {
  const change = zoned(from - 1, timezone).getTimeZoneTransition('next');
  return change ? change.epochMilliseconds / 1000 : Number.POSITIVE_INFINITY;
}

function localDate(instant: EpochSeconds, timezone: string): Temporal.PlainDate {
  return zoned(instant, timezone).toPlainDate();
}

export function zoned(instant: EpochSeconds, timezone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant * 1000).toZonedDateTimeISO(timezone);
}

/** Local midnight, or the first instant of a day whose midnight a clock change skips. */
function startOfDay(date: Temporal.PlainDate, timezone: string): EpochSeconds {
  return date.toZonedDateTime(timezone).epochMilliseconds / 1000;
}
