import type {Point} from './point.js';
import {printable} from './printable.js';

/** What the collector does about an error. */
export type Recovery =
  /** Try again after a pause; when the tries are used up, the window waits for the next tick. */
  | 'retry'
  /** Wait, widen the pace for a while, try again: a delay, never a failure. */
  | 'slow-down'
  /** Make a new UserSig and try once more. */
  | 'sign-anew'
  /** Read the secret again; try once more if it has changed, otherwise stop the app's run. */
  | 'reload-secret'
  /** Leave the app alone for at least a minute. */
  | 'rest'
  /** Leave the app alone until its next local day. */
  | 'stop-until-tomorrow'
  /** Stop the app's run: the operator has to change something. Other apps go on. */
  | 'stop'
  /** Stop this run: the fault is ours. Other reports of the app go on. */
  | 'stop-report'
  /** Skip the window and record it in the ledger as rejected. */
  | 'reject';

export type Details = Readonly<Record<string, string | number>>;

/**
 * Base of every error that the collector expects: what happened (class, message), where (`details`), what to do (`recovery`).
 * A message may quote what others said: here it becomes one line that is safe to show.
 */
export class CollectorError extends Error {
  constructor(
    message: string,
    readonly recovery: Recovery,
    readonly details: Details = {},
    options?: ErrorOptions,
  ) {
    super(printable(message), options);
    this.name = new.target.name;
  }
}

/** What the operator does about a call without a verdict. A refusal's own advice comes with its code. */
export const transportAdvice = "nothing; if it lasts, check network and proxy, and the app's region or baseUrl";

/** No verdict came back: refused, reset, too slow, too big, or not the API's JSON. */
export class TransportError extends CollectorError {
  /** What the operator does about it. */
  readonly advice: string;

  constructor(message: string, details?: Details, options: ErrorOptions & {advice?: string | undefined} = {}) {
    super(message, 'retry', details, options);
    this.advice = options.advice ?? transportAdvice;
  }
}

/** The API answered, and the answer is a refusal. */
export class ApiError extends CollectorError {
  constructor(
    readonly code: number,
    message: string,
    recovery: Recovery,
    details?: Details,
  ) {
    super(message, recovery, {...details, code});
  }
}

/** A body that breaks the contract. Nothing of it is written. */
export class ContractError extends CollectorError {
  constructor(
    readonly field: string,
    readonly got: unknown,
    expected: string,
  ) {
    super(`${field} is not ${expected}, got: ${preview(got)}`, 'reject', {field});
  }
}

/** Nobody can say now whether the lane is still held. Nothing is written until it can be told: what is in hand stays due. */
export class HoldUnsureError extends CollectorError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, 'retry', {}, options);
  }
}

/** The database was not reached, was too slow, or failed on its own account. Nothing is known to be stored. */
export class StoreUnavailableError extends CollectorError {
  constructor(message: string, details?: Details, options?: ErrorOptions) {
    super(message, 'retry', details, options);
  }
}

/** The database refuses us (credentials, name, permission, a locked or broken file): the operator has to change something. */
export class StoreDeniedError extends CollectorError {
  constructor(message: string, details?: Details, options?: ErrorOptions) {
    super(message, 'stop', details, options);
  }
}

/** There is no file yet, and whoever asks makes none. */
export class StoreMissingError extends CollectorError {
  constructor(path: string) {
    const advice = 'start or collect makes it (duckdb.path says where); demo shows made-up apps';
    super(`there is no DuckDB file at ${path} yet: ${advice}`, 'stop', {path});
  }
}

/** The database refuses the content of a batch. `points` holds what was sent; some of it may have been stored. */
export class PointsRefusedError extends CollectorError {
  constructor(
    message: string,
    readonly points: readonly Point[],
    details?: Details,
  ) {
    super(message, 'reject', details);
  }
}

/** The database keeps points for a shorter time than these are old: neither they nor what the ledger would say of them can be stored. */
export class BeyondRetentionError extends PointsRefusedError {}

/** An object by its kind alone: it may nest deeper than JSON.stringify can follow. */
function preview(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}
