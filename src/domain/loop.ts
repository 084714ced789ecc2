import {settlesWithin} from './deadline.js';
import type {Clock} from './ports.js';

/** Does something again and again, never twice at a time, by a clock that never jumps. */
export class Loop {
  readonly #stop = new AbortController();
  #ended: Promise<void> | undefined;

  /** `work` must not reject; it should end soon after the signal aborts. */
  constructor(
    private readonly work: (stop: AbortSignal) => Promise<void>,
    /** Before the first beginning, and from each to the next; what takes longer is followed at once. */
    private readonly everyMs: number,
    private readonly clock: Pick<Clock, 'elapsed' | 'sleep'>,
  ) {}

  start(): void {
    this.#ended ??= this.#run();
  }

  /** Resolves when the work has ended; what does not end within `graceMs` is left behind. */
  async stop(graceMs: number): Promise<void> {
    this.#stop.abort(new Error('the collector is stopping'));
    await settlesWithin(this.clock, graceMs, this.#ended ?? Promise.resolve());
  }

  async #run(): Promise<void> {
    const {signal} = this.#stop;
    for (let next = this.clock.elapsed() + this.everyMs; ; next = Math.max(next + this.everyMs, this.clock.elapsed())) {
      await this.clock.sleep(next - this.clock.elapsed(), signal).catch(() => {});
      if (signal.aborted) return;
      await this.work(signal);
    }
  }
}
