import type {App} from './app.js';
import type {Job, Recurring} from './job.js';

/** How a run is told to end. */
export interface RunSignals {
  /** Begin no further window; finish the begun ones. */
  readonly handover: AbortSignal;
  /** Give up at once; what was begun stays due. */
  readonly cancel: AbortSignal;
  /** Somebody else goes on: do not wait for the pace any more. Aborts no later than `cancel`; absent: with it. */
  readonly leave?: AbortSignal;
  /** Absent: nobody else can take the lane. */
  readonly hold?: Hold;
}

/** What is wanted of one lane, which is an app and a report. */
export interface Wanted<T extends Recurring = Job> {
  readonly app: App;
  /** Of one report. */
  readonly jobs: readonly T[];
}

/**
 * Works on a lane: what is due first, then a backfill, until nothing is left or it is told to hand over. Resolves to the jobs that want
 * another turn. Must not reject.
 */
export type TakeTurn<T extends Recurring = Job> = (wanted: Wanted<T>, signals: RunSignals) => Promise<readonly T[]>;

/** Gives lanes their turns: never two of one lane at once, on however many machines. */
export interface Executor<T extends Recurring = Job> {
  /** The job's time has come, for each of its apps. */
  tick(job: T): void;
  /** Makes a turn of the lane begin: now, or after the one at work. */
  begin(job: T, app: App): void;
  /** Resolves when every turn at work here has ended. What is in flight gets `graceMs`; then it is given up and stays due. */
  stop(graceMs: number): Promise<void>;
}

/** A lane as somebody's who may lose it to another machine. */
export interface Hold {
  /** Of all machines. */
  readonly id: string;
  /** Somebody else has it by now. */
  readonly lost: boolean;
}

/** Tells whose lanes are lost, so that they write nothing any more. */
export interface Fence {
  /** Those of the holds that are lost. Throws a HoldUnsureError when it cannot be told. */
  lost(holds: ReadonlySet<Hold>): Promise<ReadonlySet<Hold>>;
}
