import type {App} from './app.js';
import type {Question} from './report.js';

/** The beat of the calls of one app and command. */
export interface Pace {
  /** Resolves when the next call may leave. Rejects with the signal's reason when it aborts before. */
  turn(signal: AbortSignal): Promise<Turn>;
  /** The API has said "too often": a slower beat for a while. */
  widen(): void;
}

/** Permission to make one call. */
export interface Turn {
  readonly waitedMs: number;
  /** The request has gone out only now (it had to connect first): the beat counts from here. */
  sent(): void;
  /** The call is over, well or not, or is not made after all. */
  end(): void;
}

/** The beat for what is asked of an app. What asks the same command shares one, whatever its name. */
export type Paces = (app: App, asked: Pick<Question, 'name' | 'command'>) => Pace;

export interface PaceOptions {
  readonly paceMs: number;
  /** Calls that may be unanswered at once. */
  readonly maxInFlight: number;
}

/** A server sees two calls a little closer than we sent them; this much slower keeps them apart there, too. */
export const JITTER_ALLOWANCE = 1.008;
/** After an answer "too often" the beat is this much slower … */
export const WIDENED_BY = 2;
export const WIDEST_MS = 10_000;
/** … until this long has passed without another. */
export const WIDENED_FOR_MS = 60_000;
