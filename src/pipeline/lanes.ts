import type {App} from '../domain/app.js';
import {settlesWithin} from '../domain/deadline.js';
import type {Executor, TakeTurn} from '../domain/executor.js';
import type {Job, Recurring} from '../domain/job.js';
import type {Clock, Log} from '../domain/ports.js';

export interface LanesDeps<T extends Recurring> {
  readonly takeTurn: TakeTurn<T>;
  /** Those of a job. */
  readonly appsOf: (job: T) => readonly App[];
  readonly clock: Pick<Clock, 'sleep'>;
  readonly log: Log;
}

/** A turn that was told to hand over gets this long to finish what is in flight … */
const HANDOVER_MS = 60_000;
/** … and, once it is cancelled, this long before it counts as hung and is left behind. */
const CANCEL_MS = 10_000;

interface Running<T> {
  readonly handover: AbortController;
  readonly cancel: AbortController;
  /** What the turn that is about to begin is for; once it has begun, what was asked for meanwhile. */
  readonly next: Set<T>;
  begun: boolean;
  ended: Promise<void>;
}

/**
 * The lanes of one process, with no other to share them: a turn lasts until its work is done. Asking for a lane that is at work makes it
 * hand over: it finishes what is in flight, then a new turn plans again, so that the newest windows never wait behind a backfill.
 */
export class Lanes<T extends Recurring = Job> implements Executor<T> {
  readonly #running = new Map<string, Running<T>>();
  #stopping = false;

  constructor(private readonly deps: LanesDeps<T>) {}

  tick(job: T): void {
    for (const app of this.deps.appsOf(job)) this.begin(job, app);
  }

  begin(job: T, app: App): void {
    const key = `${app.name} ${job.report.name}`;
    const running = this.#running.get(key);
    if (running) this.#ask(key, running, job);
    else if (!this.#stopping) this.#run(key, [job], app);
  }

  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    const turns = [...this.#running.values()];
    for (const {handover} of turns) handover.abort();
    const ended = Promise.all(turns.map((running) => running.ended));
    await settlesWithin(this.deps.clock, graceMs, ended);
    for (const {cancel} of turns) cancel.abort(new Error('the collector is stopping'));
    await settlesWithin(this.deps.clock, 1000, ended);
  }

  #run(key: string, jobs: readonly T[], app: App): void {
    const running: Running<T> = {
      handover: new AbortController(),
      cancel: new AbortController(),
      next: new Set(jobs),
      begun: false,
      ended: Promise.resolve(),
    };
    this.#running.set(key, running);
    running.ended = this.#turn(running, app).then((unfinished) => {
      // A turn that was left behind as hung no longer owns the key.
      if (this.#running.get(key) !== running) return;
      this.#running.delete(key);
      const next = new Set([...running.next, ...unfinished]);
      if (next.size > 0 && !this.#stopping) this.#run(key, [...next], app);
    });
  }

  /** Jobs whose ticks come together share a turn. */
  async #turn(running: Running<T>, app: App): Promise<readonly T[]> {
    await Promise.resolve();
    const {handover, cancel, next} = running;
    const jobs = [...next];
    next.clear();
    running.begun = true;
    return this.deps.takeTurn({app, jobs}, {handover: handover.signal, cancel: cancel.signal});
  }

  #ask(key: string, running: Running<T>, job: T): void {
    const told = running.next.size > 0;
    running.next.add(job);
    if (told || !running.begun) return;
    running.handover.abort();
    void this.#endHung(key, running);
  }

  async #endHung(key: string, running: Running<T>): Promise<void> {
    if (await settlesWithin(this.deps.clock, HANDOVER_MS, running.ended)) return;
    this.deps.log.error({lane: key}, 'turn does not end: cancelled');
    running.cancel.abort(new Error('the turn did not end in time'));
    if (await settlesWithin(this.deps.clock, CANCEL_MS, running.ended)) return;
    this.deps.log.error({lane: key}, 'turn hangs: left behind');
    if (this.#running.get(key) === running) this.#running.delete(key);
  }
}
