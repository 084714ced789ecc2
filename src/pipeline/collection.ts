import {ClockError, withoutLead} from '../domain/clock-lead.js';
import type {Surveyed} from '../domain/coverage.js';
import {ApiError, BeyondRetentionError, TransportError} from '../domain/errors.js';
import type {Turn} from '../domain/ports.js';
import type {EpochSeconds} from '../domain/window.js';
import type {CollectDeps, CollectInput} from './collect-input.js';
import {isRejection, record, recordOf, rejectionOf, type WindowRecord} from './record.js';
import {RecordedWindows} from './recorded-windows.js';

/**
 * After so many windows in a row without an answer, it goes on with the oldest, which the vendor forgets first: a stretch that he cannot
 * answer for would keep all before it from being asked. After as many again the rest waits for the next tick.
 */
const GIVE_UP_AFTER = 5;

/** One pass over the due windows of a run. */
export class Collection {
  calls = 0;
  retries = 0;
  error: unknown;
  /** Windows that are begun and neither recorded nor left. */
  #open = 0;
  #unanswered = 0;
  #unansweredInARow = 0;
  #halted = false;
  #changed = () => {};

  constructor(
    private readonly input: CollectInput,
    private readonly deps: CollectDeps,
    readonly recorded = new RecordedWindows(input.due),
  ) {}

  /** Resolves when every window that was begun is recorded or left. */
  async work(): Promise<void> {
    const {due, job, maxInFlight, leave, cancel} = this.input;
    try {
      while (this.recorded.next() !== undefined && !this.#over()) {
        const obstacle = this.#unanswered < maxInFlight ? this.deps.recorder.room() : this.#change();
        if (obstacle) await obstacle;
        if (this.#unanswered >= maxInFlight || this.#over()) continue;
        this.#use(await this.deps.source.turn(job.report, leave ?? cancel));
      }
    } catch (error) {
      this.#leave(due[this.recorded.next() ?? 0]!, error);
    }
    while (this.#open > 0) await this.#change();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = resolve;
    });
  }

  /** A turn that has come is used, even if it is time to hand over: the next run would have to wait for another. */
  #use(turn: Turn): void {
    const index = this.#halted ? undefined : this.recorded.take();
    if (index === undefined) turn.end();
    else this.#collect(index, turn);
  }

  /**
   * No `await`: what has waited for an answer has grown old, and whatever it hands on lives until the next full collection of garbage.
   * So what comes of the answer begins anew, and is handed on to nobody.
   */
  #collect(index: number, turn: Turn): void {
    const {job, cancel: signal, leave} = this.input;
    const askedAt = Math.floor(this.deps.clock.now() / 1000);
    const options = {signal, leave, turn, onCall: this.#onCall};
    const due = this.input.due[index]!;
    this.#open += 1;
    this.#unanswered += 1;
    this.deps.source.fetch(job.report, due.window, options).then(
      (fetched) => void this.#answered(index, askedAt, () => recordOf(this.input, due, fetched)),
      (error) =>
        void this.#answered(index, askedAt, () => {
          throw error;
        }),
    );
  }

  async #answered(index: number, askedAt: EpochSeconds, read: () => WindowRecord): Promise<void> {
    const answer = this.#recordOf(this.input.due[index]!, askedAt, read);
    this.#unanswered -= 1;
    this.#changed();
    if (answer && !this.#halted) await this.#record(answer, index, this.recorded.next() === undefined);
    this.#open -= 1;
    this.#changed();
  }

  #recordOf(due: Surveyed, askedAt: EpochSeconds, read: () => WindowRecord): WindowRecord | undefined {
    try {
      return this.#closed(read());
    } catch (error) {
      if (!isRejection(error)) return this.#leave(due, error);
      this.#warn(due, error, 'window rejected');
      return this.#closed(rejectionOf(this.input, due, withoutLead(askedAt, this.deps.source.clockLead()), error));
    }
  }

  /** Nothing is recorded of a window that was still open when it was asked for. */
  #closed(record: WindowRecord): WindowRecord | undefined {
    const {window, fetchedAt} = record.entry;
    this.#unansweredInARow = 0;
    if (window.end <= fetchedAt) return record;
    this.recorded.closedUntil = fetchedAt;
    return this.#leave({window}, new ClockError(window, this.deps.source.clockLead()));
  }

  readonly #onCall = (attempt: number) => {
    this.calls += 1;
    if (attempt > 1) this.retries += 1;
  };

  async #record(answer: WindowRecord, index: number, soon: boolean): Promise<void> {
    try {
      const refused = (error: Error) => this.#warn(answer.entry, error, 'window rejected');
      const entry = await record(answer, this.deps.recorder, refused, {soon});
      this.recorded.add(index, entry);
      this.deps.meter.window(entry.app, entry.report, entry.step, entry.outcome);
    } catch (error) {
      if (!(error instanceof BeyondRetentionError)) return this.#leave(answer.entry, error);
      this.recorded.endAt(index);
      this.#warn(answer.entry, error, 'window older than the database keeps points');
    }
  }

  /** The one place that decides what an error means for the run: leave this window, or all the rest too. */
  #leave(what: Pick<Surveyed, 'window'>, error: unknown): undefined {
    if (this.input.cancel.aborted || error === this.input.leave?.reason) return;
    this.error = error;
    // The API has answered, and older windows are closed by its clock, too.
    if (!(error instanceof ClockError)) this.#noteUnanswered(error);
    this.#warn(what, error, 'window left for later');
  }

  #noteUnanswered(error: unknown): void {
    this.#unansweredInARow += 1;
    const unanswered = (error instanceof TransportError || error instanceof ApiError) && error.recovery === 'retry';
    if (!unanswered) this.#halted = true;
    else if (this.#unansweredInARow >= GIVE_UP_AFTER) this.#turnRound();
  }

  /** What is in flight beside this one does not count. */
  #turnRound(): void {
    this.#unansweredInARow = 1 - this.#unanswered;
    this.#halted ||= !this.recorded.turnRound();
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
