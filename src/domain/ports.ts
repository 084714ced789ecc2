import type {ClockLead} from './clock-lead.js';
import type {Point} from './point.js';
import type {Question, Report} from './report.js';
import type {RunSummary} from './run-summary.js';
import type {EpochSeconds, Seconds, Span, Window} from './window.js';

/** Read through this port only; `system-clock.ts` is the real one. */
export interface Clock {
  /** Unix time in milliseconds. It may jump either way. */
  now(): number;
  /** Milliseconds since some fixed moment. It never jumps: for beats and durations. */
  elapsed(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A log line is a constant sentence plus data. */
export interface Log {
  debug(data: object, sentence: string): void;
  info(data: object, sentence: string): void;
  warn(data: object, sentence: string): void;
  error(data: object, sentence: string): void;
}

/** Where statistics come from, for one app. */
export interface Source {
  /**
   * Resolves when the report may be asked next: the pace belongs to its command. Most of the time every app waits here: a caller that
   * holds nothing yet while it waits keeps memory small. Throws a CollectorError while the app is left alone, or the signal's reason
   * when that aborts.
   */
  turn(report: Report, signal: AbortSignal): Promise<Turn>;
  /**
   * Asks one report for one window; keeps the pace, retries what is worth it. Resolves to the body of an answer whose verdict
   * was OK. Throws a CollectorError, or the signal's reason when that aborts.
   */
  fetch(report: Report, window: Window, options: FetchOptions): Promise<Fetched>;
  /** The same for what is no report of windows. */
  ask(question: Question, options: FetchOptions): Promise<Fetched>;
  /** As of the latest answer, be it a refusal. */
  clockLead(): ClockLead;
}

/** Permission to make one call. */
export interface Turn {
  readonly waitedMs: number;
  /** The request has gone out only now (it had to connect first): the beat counts from here. */
  sent(): void;
  /** The call is over, well or not, or is not made after all. */
  end(): void;
}

export interface FetchOptions {
  readonly signal: AbortSignal;
  /** The turn of the first call; without one, that call waits for its own. The fetch ends it. */
  readonly turn?: Turn;
  /** Called before every call; `attempt` counts from 1. */
  readonly onCall?: (attempt: number) => void;
}

export interface Fetched {
  readonly body: unknown;
  /** Taken before the request, and by the vendor's clock where ours is ahead: the answer can be no newer than that. */
  readonly fetchedAt: EpochSeconds;
  /** As this answer tells; absent: 0. */
  readonly clockLead?: ClockLead;
}

/** Takes points. */
export interface Writer {
  /**
   * Resolves when every point is durable. A point whose identity exists is replaced as a whole. Throws
   * StoreUnavailableError, StoreDeniedError or PointsRefusedError; then any part may have been stored, and writing again is safe.
   */
  write(points: readonly Point[], options?: WriteOptions): Promise<void>;
}

/** Takes what many runs record at once. */
export interface Recorder extends Writer {
  /** Writes the points and, only after every one of them is acknowledged, the one that tells of them. Resolves when that is durable, too. */
  record(points: readonly Point[], entry: Point, options?: WriteOptions): Promise<void>;
  /** Resolves when more may come; undefined: at once. Callers await this before they fetch, so that memory stays bounded while the database is slow. */
  room(): Promise<void> | undefined;
}

export interface WriteOptions {
  /** Somebody waits for this, and nothing of the same run comes after it to share its request. */
  readonly soon?: boolean;
}

/** Where points and the ledger live. */
export interface Store extends Writer {
  /** Points of a measurement whose time is within the span and whose tags are those given, in no particular order. Unknown measurement: none. */
  points(query: PointQuery): Promise<Point[]>;
  /**
   * Sums of integer fields, one row for each combination of the `by` tags (and, with `every`, for each stretch of time) that has
   * points. The answer to each question; several at once, because what they have in common need be read only once.
   */
  sums(queries: readonly SumQuery[]): Promise<SumRow[][]>;
  /** The newest point of each combination of the `by` tags. */
  latest(query: LatestQuery): Promise<Point[]>;
  /** Resolves when the database answers and lets us in; otherwise throws StoreUnavailableError or StoreDeniedError. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface PointQuery {
  readonly measurement: string;
  readonly span: Span;
  /** A list stands for any of its values. */
  readonly tags?: Readonly<Record<string, string | readonly string[]>>;
  /** No other fields than these; absent: all. A point that has none of them may be left out. */
  readonly fields?: readonly string[];
}

export interface SumQuery extends PointQuery {
  readonly fields: readonly string[];
  readonly by: readonly string[];
  /** Adds up apart what lies within each stretch of so many seconds, counted from the Unix epoch. */
  readonly every?: Seconds;
}

export interface SumRow {
  readonly tags: Readonly<Record<string, string>>;
  /** The beginning of the stretch; only with `every`. */
  readonly time?: EpochSeconds;
  /** How many points were added up: a sum says how much of what was asked for it covers. */
  readonly points: number;
  readonly fields: Readonly<Record<string, number>>;
}

export interface LatestQuery {
  readonly measurement: string;
  readonly by: readonly string[];
}

/** Numbers worth watching, as they happen. */
export interface Meter {
  /** One call to the API. `code` is its verdict, or `transport`. */
  call(app: string, report: string, code: string): void;
  retry(app: string, report: string): void;
  /** A call waited this long for its turn. */
  paceWait(app: string, report: string, ms: number): void;
  /** The ledger has acknowledged a window. */
  window(app: string, report: string, step: string, outcome: 'ok' | 'rejected'): void;
  /** A run begins, with so many windows due. */
  planned(app: string, report: string, step: string, windows: number): void;
  run(summary: RunSummary): void;
  /** One acknowledged write request. */
  batch(points: number): void;
  /** A tick did not come when its cron line says. */
  tickMissed(report: string, step: string): void;
}
