import type {Dispatcher} from 'undici';
import type {Clock, Log} from '../domain/ports.js';

/** How to reach InfluxDB. Version 2 needs `org`, `bucket` and `token`; version 1 `database`, and credentials where the server asks. */
export interface InfluxOptions {
  readonly version: 1 | 2;
  readonly url: string;
  readonly org?: string;
  readonly bucket?: string;
  /** Secrets are functions: a rotated one is picked up by the next request. */
  readonly token?: () => string;
  readonly database?: string;
  readonly username?: string;
  readonly password?: () => string;
  /** Total deadline of one request. */
  readonly timeoutMs?: number;
  readonly linesPerRequest?: number;
  readonly retry?: RetryOptions;
}

/** Attempts after the first one; pauses double from `pauseMs`, and no attempt starts after `budgetMs`. */
export interface RetryOptions {
  readonly retries: number;
  readonly pauseMs: number;
  readonly maxPauseMs: number;
  readonly budgetMs: number;
}

/** What acts. When `signal` aborts, requests in flight and pauses end with a StoreUnavailableError. */
export interface InfluxDeps {
  readonly log: Log;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal?: AbortSignal;
  /** Connections, which are closed with the store; direct ones if left out. */
  readonly dispatcher?: Dispatcher;
}

export const DEFAULT_TIMEOUT_MS = 10_000;
export const DEFAULT_LINES_PER_REQUEST = 5_000;
export const DEFAULT_RETRY: RetryOptions = {retries: 4, pauseMs: 500, maxPauseMs: 5_000, budgetMs: 12_000};
