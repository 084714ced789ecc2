import {setMaxListeners} from 'node:events';
import type {LedgerEntry, Surveyed} from './domain/coverage.js';
import {ApiError, TransportError} from './domain/errors.js';
import type {Clock, Keeper, Log, Meter, Source} from './domain/ports.js';
import type {App, Job} from './domain/report.js';
import {type Answer, answerOf, isRejection, keep, rejectionOf} from './keep.js';

export interface CollectInput {
  readonly job: Job;
  readonly app: App;
  /** Windows to ask for, in this order. */
  readonly due: readonly Surveyed[];
  /** Windows of this run that may be unanswered at once. */
  readonly maxInFlight: number;
  /** Begin no further window; finish the begun ones. */
  readonly handover: AbortSignal;
  /** Give up at once; what was begun stays due. */
  readonly cancel: AbortSignal;
}

export interface CollectDeps {
  readonly source: Source;
  readonly keeper: Keeper;
  readonly clock: Pick<Clock, 'now'>;
  readonly meter: Pick<Meter, 'window'>;
  readonly log: Log;
}

/** What came of it. Windows that are due and not among the entries are left for a later run. */
export interface Tally {
  /** Acknowledged by the database. */
  readonly entries: readonly LedgerEntry[];
  readonly calls: number;
  readonly retries: number;
  /** Why windows are left, if not for want of time. */
  readonly error: unknown;
}

/** So many windows in a row without an answer, and the rest waits for the next tick. */
const GIVE_UP_AFTER = 5;

/** Fetches the due windows and keeps them: points first, the ledger entry only after the database has acknowledged every one of them. */
export async function collect(input: CollectInput, deps: CollectDeps): Promise<Tally> {
  // Every call in flight and every pause listens; Node takes more than ten for a leak.
  setMaxListeners(0, input.cancel);
  const collection = new Collection(input, deps);
  await collection.work();
  return collection;
}

class Collection implements Tally {
  readonly entries: LedgerEntry[] = [];
  calls = 0;
  retries = 0;
  error: unknown;
  #next = 0;
  /** Windows that are begun and neither kept nor left. */
  #open = 0;
  #unanswered = 0;
  /** The one that waits for its turn to call; no other need wait behind it. */
  #waiting: Surveyed | undefined;
  #unansweredInARow = 0;
  #halted = false;
  #done = () => {};

  constructor(
    private readonly input: CollectInput,
    private readonly deps: CollectDeps,
  ) {}

  /** Resolves when every window that was begun is kept or left. */
  work(): Promise<void> {
    return new Promise((resolve) => {
      this.#done = resolve;
      this.#advance();
    });
  }

  /** Begins the next window, if one may be begun now. */
  #advance(): void {
    const {due, maxInFlight} = this.input;
    const more = this.#next < due.length && !this.#over();
    if (more && !this.#waiting && this.#unanswered < maxInFlight) void this.#collect(due[this.#next++]!);
    else if (!more && this.#open === 0) this.#done();
  }

  async #collect(due: Surveyed): Promise<void> {
    this.#open += 1;
    this.#unanswered += 1;
    this.#waiting = due;
    const room = this.deps.keeper.room();
    if (room) await room;
    const answer = this.#over() ? undefined : await this.#ask(due);
    this.#unanswered -= 1;
    const kept = answer && !this.#halted && this.#keep(answer, this.#next === this.input.due.length);
    this.#called(due);
    if (kept) await kept;
    this.#open -= 1;
    this.#advance();
  }

  /** It has made its call, or will not make one any more. */
  #called(due: Surveyed): void {
    if (this.#waiting === due) this.#waiting = undefined;
    this.#advance();
  }

  async #ask(due: Surveyed): Promise<Answer | undefined> {
    const {job, cancel} = this.input;
    const askedAt = Math.floor(this.deps.clock.now() / 1000);
    const onCall = (attempt: number) => {
      this.calls += 1;
      if (attempt > 1) this.retries += 1;
      this.#called(due);
    };
    try {
      const fetched = await this.deps.source.fetch(job.report, due.window, {signal: cancel, onCall});
      this.#unansweredInARow = 0;
      return answerOf(this.input, due, fetched);
    } catch (error) {
      if (!isRejection(error)) return this.#leave(due, error);
      this.#unansweredInARow = 0;
      this.#warn(due, error, 'window rejected');
      return rejectionOf(this.input, due, askedAt, error);
    }
  }

  async #keep(answer: Answer, soon: boolean): Promise<void> {
    try {
      const refused = (error: Error) => this.#warn(answer.entry, error, 'window rejected');
      const entry = await keep(answer, this.deps.keeper, refused, {soon});
      this.entries.push(entry);
      this.deps.meter.window(entry.app, entry.report, entry.step, entry.outcome);
    } catch (error) {
      this.#leave(answer.entry, error);
    }
  }

  /** The one place that decides what an error means for the run: leave this window, or all the rest too. */
  #leave(what: Pick<Surveyed, 'window'>, error: unknown): undefined {
    if (this.input.cancel.aborted) return;
    this.error = error;
    this.#unansweredInARow += 1;
    const unanswered = (error instanceof TransportError || error instanceof ApiError) && error.recovery === 'retry';
    this.#halted ||= !unanswered || this.#unansweredInARow >= GIVE_UP_AFTER;
    this.#warn(what, error, 'window left for later');
  }

  #warn({window}: Pick<Surveyed, 'window'>, error: unknown, sentence: string): void {
    const {app, job} = this.input;
    const reason = error instanceof Error ? error.message : String(error);
    this.deps.log.warn({app: app.name, report: job.report.name, step: job.step.name, ...window, reason}, sentence);
  }

  #over(): boolean {
    return this.#halted || this.input.handover.aborted || this.input.cancel.aborted;
  }
}
