import {setMaxListeners} from 'node:events';
import type {LedgerEntry, Surveyed} from './domain/coverage.js';
import {ApiError, TransportError} from './domain/errors.js';
import type {Clock, Fetched, Keeper, Log, Meter, Source} from './domain/ports.js';
import type {App, Job} from './domain/report.js';
import type {EpochSeconds} from './domain/window.js';
import {type Answer, isRejection, keep, rejected} from './keep.js';

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
  await Promise.all(Array.from({length: Math.min(input.maxInFlight, input.due.length)}, () => collection.work()));
  await Promise.all(collection.unacknowledged);
  return collection;
}

class Collection implements Tally {
  readonly entries: LedgerEntry[] = [];
  readonly unacknowledged = new Set<Promise<void>>();
  calls = 0;
  retries = 0;
  error: unknown;
  #next = 0;
  #unansweredInARow = 0;
  #halted = false;

  constructor(
    private readonly input: CollectInput,
    private readonly deps: CollectDeps,
  ) {}

  /** Takes windows from the common queue; several of these run side by side. */
  async work(): Promise<void> {
    const {due} = this.input;
    while (!this.#over() && this.#next < due.length) {
      const answer = await this.#ask(due[this.#next++]!);
      if (!answer || this.#halted) continue;
      const kept: Promise<void> = this.#keep(answer, this.#next === due.length).finally(() =>
        this.unacknowledged.delete(kept),
      );
      this.unacknowledged.add(kept);
      await this.deps.keeper.room();
    }
  }

  async #ask(due: Surveyed): Promise<Answer | undefined> {
    const {job, cancel} = this.input;
    const askedAt = Math.floor(this.deps.clock.now() / 1000);
    try {
      const onCall = (attempt: number) => this.#count(attempt);
      const fetched = await this.deps.source.fetch(job.report, due.window, {signal: cancel, onCall});
      this.#unansweredInARow = 0;
      return this.#read(due, fetched);
    } catch (error) {
      if (!isRejection(error)) return this.#leave(due, error);
      this.#unansweredInARow = 0;
      this.#warn(due, error, 'window rejected');
      const entry = rejected(this.#entry(due, askedAt), error, due.previous);
      return {points: [], entry, previous: due.previous};
    }
  }

  #read(due: Surveyed, {body, fetchedAt}: Fetched): Answer {
    const {app, job} = this.input;
    const {window, previous, stored = []} = due;
    const context = {app, step: job.step, window, refresh: job.refresh, fetchedAt, previous, stored};
    const {points, platforms} = job.report.transform(body, context);
    return {points, entry: this.#entry(due, fetchedAt, platforms), previous};
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

  #entry({window}: Surveyed, fetchedAt: EpochSeconds, platforms: readonly string[] = []): LedgerEntry {
    const {app, job} = this.input;
    return {
      app: app.name,
      sdkAppId: app.sdkAppId,
      report: job.report.name,
      step: job.step.name,
      window,
      fetchedAt,
      outcome: 'ok',
      errorCode: 0,
      platforms,
    };
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

  #count(attempt: number): void {
    this.calls += 1;
    if (attempt > 1) this.retries += 1;
  }

  #over(): boolean {
    return this.#halted || this.input.handover.aborted || this.input.cancel.aborted;
  }
}
