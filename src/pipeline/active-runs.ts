import type {App} from '../domain/app.js';
import type {Job, Recurring} from '../domain/job.js';
import type {Clock, Log} from '../domain/ports.js';

/** How a run is told to end. */
export interface RunSignals {
  /** Begin no further window; finish the begun ones. */
  readonly handover: AbortSignal;
  /** Give up at once; what was begun stays due. */
  readonly cancel: AbortSignal;
}

export interface ActiveRunsDeps<T> {
  /** Executes one run; it needs nothing but its job and its app. Must not reject. */
  readonly execute: (job: T, app: App, signals: RunSignals) => Promise<unknown>;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly log: Log;
}

/** A run that was told to hand over gets this long to finish what is in flight … */
const HANDOVER_MS = 60_000;
/** … and, once it is cancelled, this long before it counts as hung and is left behind. */
const CANCEL_MS = 10_000;

interface Running {
  readonly handover: AbortController;
  readonly cancel: AbortController;
  /** It was asked for again meanwhile. */
  again: boolean;
  ended: Promise<void>;
}

/**
 * The runs at work, never two of one job and app. Asking for one that is at work makes it hand over: it finishes what is in
 * flight, then a new run plans again, so that the newest windows never wait behind a backfill.
 */
export class ActiveRuns<T extends Recurring = Job> {
  readonly #running = new Map<string, Running>();
  #stopping = false;

  constructor(private readonly deps: ActiveRunsDeps<T>) {}

  begin(job: T, app: App): void {
    const key = `${app.name} ${job.report.name} ${job.step.name}`;
    const running = this.#running.get(key);
    if (running) this.#handOver(key, running);
    else if (!this.#stopping) this.#run(key, job, app);
  }

  /** Resolves when every run has ended. What is in flight gets `graceMs`; then it is given up and stays due. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    const runs = [...this.#running.values()];
    for (const {handover} of runs) handover.abort();
    const ended = Promise.all(runs.map((running) => running.ended));
    await this.#within(graceMs, ended);
    for (const {cancel} of runs) cancel.abort(new Error('the collector is stopping'));
    await this.#within(1000, ended);
  }

  #run(key: string, job: T, app: App): void {
    const running: Running = {
      handover: new AbortController(),
      cancel: new AbortController(),
      again: false,
      ended: Promise.resolve(),
    };
    const signals = {handover: running.handover.signal, cancel: running.cancel.signal};
    this.#running.set(key, running);
    running.ended = this.deps.execute(job, app, signals).then(() => {
      // A run that was left behind as hung no longer owns the key.
      if (this.#running.get(key) !== running) return;
      this.#running.delete(key);
      if (running.again) this.begin(job, app);
    });
  }

  #handOver(key: string, running: Running): void {
    if (running.again) return;
    running.again = true;
    running.handover.abort();
    void this.#endHung(key, running);
  }

  async #endHung(key: string, running: Running): Promise<void> {
    if (await this.#within(HANDOVER_MS, running.ended)) return;
    this.deps.log.error({run: key}, 'run does not end: cancelled');
    running.cancel.abort(new Error('the run did not end in time'));
    if (await this.#within(CANCEL_MS, running.ended)) return;
    this.deps.log.error({run: key}, 'run hangs: left behind');
    if (this.#running.get(key) === running) this.#running.delete(key);
  }

  /** True when the promise settles in time. The timer does not outlive the wait. */
  async #within(ms: number, ended: Promise<unknown>): Promise<boolean> {
    const timer = new AbortController();
    const timeout = this.deps.clock.sleep(ms, timer.signal).then(
      () => false,
      () => true,
    );
    const settled = await Promise.race([ended.then(() => true), timeout]);
    timer.abort();
    return settled;
  }
}
