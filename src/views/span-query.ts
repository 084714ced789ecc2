import ms, {type StringValue} from 'ms';
import {Temporal} from 'temporal-polyfill';
import type {Job} from '../domain/job.js';
import {suggestion} from '../domain/nearest.js';
import {printable} from '../domain/printable.js';
import {QueryError} from '../domain/query-error.js';
import {
  type Earlier,
  type EpochSeconds,
  nominalLength,
  parseStep,
  type Seconds,
  type Span,
  timeBefore,
} from '../domain/window.js';

/** A span in people's words: a duration back from now, or two dates. */
export interface SpanQuery {
  readonly last?: string;
  readonly from?: string;
  readonly to?: string;
}

/** With what it is compared. */
export interface ShiftedQuery extends SpanQuery {
  /** How long before the span lies the time before; the span's own length, unless given. */
  readonly against?: string;
}

export interface AskedSpan {
  readonly span: Span;
  /** Where windows start that belong to the span. */
  startsOf(step: string): Span;
}

/** Farther back, databases and calendars run out of numbers. */
const LONGEST: Seconds = 3653 * 86_400;

/** A misspelt filter must not be left aside without a word: the answer would be about something else. */
export function refuseUnknown(query: object, known: readonly string[]): void {
  const name = Object.keys(query).find((each) => !known.includes(each));
  if (name === undefined) return;
  throw new QueryError(`“${printable(name)}” is not asked here${suggestion(name, known)}; known: ${known.join(', ')}`);
}

/** Throws a QueryError. Dates without an offset are local to the zone. */
export function askedSpan(
  {last = '7d', from, to}: SpanQuery,
  {now, timezone}: {readonly now: EpochSeconds; readonly timezone: string},
): AskedSpan {
  if (from === undefined) {
    if (to !== undefined) throw new QueryError('to: it needs from, too');
    const length = seconds('last', last);
    const span = {start: now - length, end: now};
    // Points stand at their window's start; windows count that end within the span.
    const stepBefore = (step: string) => timeBefore(span, timezone, nominalLength(parseStep(step)!));
    return {span, startsOf: (step) => ({start: stepBefore(step)(span.start) + 1, end: span.end})};
  }
  const span = {start: instant('from', from, timezone), end: to === undefined ? now : instant('to', to, timezone)};
  if (span.start >= span.end) throw new QueryError('from: it must lie before to');
  if (span.end - span.start > LONGEST) throw new QueryError('from: at most ten years before to');
  return {span, startsOf: () => span};
}

/** Where the span is compared with what lies there. Throws a QueryError where the two would overlap. */
export function askedEarlier({against}: ShiftedQuery, span: Span, timezone: string): Earlier {
  const earlier = timeBefore(span, timezone, against === undefined ? undefined : seconds('against', against));
  if (earlier(span.end) <= span.start) return earlier;
  throw new QueryError('against: it must not be shorter than the span');
}

/** The step that was asked for; otherwise the finest whose job reaches so far back; failing that, the one that reaches farthest. */
export function askedStep(step: string | undefined, jobs: readonly Job[], length: Seconds): string {
  if (step !== undefined) {
    if (parseStep(step)) return step;
    throw new QueryError(`step: “${step}” is not a step; try 1h or 1d`);
  }
  const byStep = [...jobs].sort((a, b) => nominalLength(a.step) - nominalLength(b.step));
  const farthest = [...jobs].sort((a, b) => b.span - a.span)[0]!;
  return (byStep.find(({span}) => span >= length) ?? farthest).step.name;
}

/** An ISO 8601 date or time as an instant, without an offset local to the zone; undefined when the text is none. */
export function instantIn(text: string, timezone: string): EpochSeconds | undefined {
  const found = parsed(() => Temporal.Instant.from(text)) ?? parsed(() => localIn(text, timezone));
  return found && Math.floor(found.epochMilliseconds / 1000);
}

/** What follows the time, an offset or a zone, would be left out without a word. */
function localIn(text: string, timezone: string): Temporal.ZonedDateTime | undefined {
  const isLocal = !/[Z+[-]/i.test(text.slice(DATE_LENGTH));
  return isLocal ? Temporal.PlainDateTime.from(text).toZonedDateTime(timezone) : undefined;
}

const DATE_LENGTH = '2026-03-01'.length;

function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

function seconds(name: string, text: string): Seconds {
  const length = /^\d{1,9}[smhdw]$/.test(text) ? ms(text as StringValue) / 1000 : Number.NaN;
  if (length > 0 && length <= LONGEST) return length;
  throw new QueryError(`${name}: “${text}” is not a duration of up to ten years; try 24h, 7d or 30d`);
}

function instant(name: string, text: string, timezone: string): EpochSeconds {
  const found = instantIn(text, timezone);
  if (found !== undefined && Math.abs(found) < 1e10) return found;
  throw new QueryError(`${name}: “${text}” is not a date; try 2026-03-01 or 2026-03-01T06:00`);
}
