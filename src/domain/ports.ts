import type {ClockLead} from './clock-lead.js';
import type {Turn} from './pace.js';
import type {Question, Report} from './report.js';
import type {RunSummary} from './run-summary.js';
import type {Trace} from './traced.js';
import type {EpochSeconds, Window} from './window.js';

export type {Turn} from './pace.js';
/** The store is a port, too. */
export type {
  Inventory,
  InventoryQuery,
  LatestQuery,
  OutlierQuery,
  Outlying,
  PointQuery,
  Recorder,
  RemovalQuery,
  Store,
  SumQuery,
  SumRow,
  WriteOptions,
  Writer,
} from './store.js';

/** Read through this port only; `system-clock.ts` is the real one. */
export interface Clock {
  /** Unix time in milliseconds. It may jump either way. */
  now(): number;
  /** Milliseconds since some fixed moment. It never jumps: for beats and durations. */
  elapsed(): number;
  /** Resolves after `ms`, soon where that is over; rejects with the signal's reason when it aborts first. */
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

export interface FetchOptions {
  readonly signal: AbortSignal;
  /** A call that is under way may end, but none is waited for any more. Absent: with `signal`. */
  readonly leave?: AbortSignal | undefined;
  /** The turn of the first call; without one, that call waits for its own. The fetch ends it. */
  readonly turn?: Turn;
  /** How often a call may be made again that is worth it; as configured, unless given. */
  readonly retries?: number;
  /** Called before every call; `attempt` counts from 1. */
  readonly onCall?: (attempt: number) => void;
}

export interface Fetched {
  /** Whoever has read it may take it out. */
  body: unknown;
  /** Taken before the request, and by the vendor's clock where ours is ahead: the answer can be no newer than that. */
  readonly fetchedAt: EpochSeconds;
  /** As this answer tells; absent: 0. */
  readonly clockLead?: ClockLead;
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
  /** What is told while the work goes on is about it. Absent: nobody looks at traces. */
  readonly trace?: Trace;
}

/** What becomes of an embedded store that is not there: it is made, or refused, or one stands in for it that goes again. */
export type IfMissing = 'make' | 'refuse' | 'try';
