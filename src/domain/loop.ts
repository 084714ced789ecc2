import type {Clock} from './ports.js';

/** Does something at once and then again and again, never twice at a time, by a clock that never jumps. */
export class Loop {
  readonly #stop = new AbortController();
  #ended: Promise<void> | undefined;

  /** `work` must not reject; it should end soon after the signal aborts. */
  constructor(
    private readonly work: (stop: AbortSignal) => Promise<void>,
    /** From one beginning to the next; what takes longer is followed at once. */
    private readonly everyMs: number,
    private readonly clock: Pick<Clock, 'elapsed' | 'sleep'>,
  ) {}

  start(): void {
    this.#ended ??= this.#run();
  }

  /** Resolves when the work has ended; what does not end within `graceMs` is left behind. */
  async stop(graceMs: number): Promise<void> {
    this.#stop.abort(new Error('the collector is stopping'));
    const timer = new AbortController();
    await Promise.race([this.#ended, this.clock.sleep(graceMs, timer.signal)]);
    timer.abort();
  }

  async #run(): Promise<void> {
    const {signal} = this.#stop;
    while (!signal.aborted) {
      const begunMs = this.clock.elapsed();
      await this.work(signal);
      const restMs = begunMs + this.everyMs - this.clock.elapsed();
      await this.clock.sleep(Math.max(0, restMs), signal).catch(() => {});
    }
  }
}
