import type {Clock} from './ports.js';

/** A few calls need no spreading: so many at once, and so many in a millisecond, which are less than half of what a core can do. */
const FEW = 64;
const FEW_PER_MS = 4;
/** More than is needed, so that what was held up is made good. */
const SPARE = 1.1;
/** What may pass and does not is kept for so long: reading the answers that came together can take it. */
const KEPT_MS = 50;

/**
 * Spreads the calls of one process over the pace: no more pass in a millisecond than all its lanes need, and a tenth. Calls of thousands
 * of lanes would else leave in a burst, so that their answers came in a burst, too. Those of the last are read when the next calls of the
 * first are due, which then are late, while there is nothing to do in between.
 */
export class BurstLimit {
  #left = FEW;
  #countedAtMs: number;
  /** At work. */
  #lanes = 0;
  readonly #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly paceMs: number,
    private readonly clock: Pick<Clock, 'elapsed'>,
  ) {
    this.#countedAtMs = clock.elapsed();
  }

  /** A lane has a call to make … */
  enter(): void {
    this.#lanes += 1;
  }

  /** … and has none. */
  leave(): void {
    this.#lanes -= 1;
  }

  get isOpen(): boolean {
    if (this.#waiting.length === 0) this.#count();
    return this.#left >= 1;
  }

  pass(): void {
    this.#left -= 1;
  }

  /** Resolves when it is open, in the order of asking; a caller that does not pass at once may find it closed again. */
  opens(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#open();
    });
  }

  #open(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#count();
      for (const resolve of this.#waiting.splice(0, this.#left)) resolve();
      if (this.#waiting.length > 0) this.#open();
    }, 1);
  }

  #count(): void {
    const nowMs = this.clock.elapsed();
    const perMs = Math.max(FEW_PER_MS, (SPARE * this.#lanes) / Math.max(1, this.paceMs));
    this.#left = Math.min(Math.max(FEW, perMs * KEPT_MS), this.#left + (nowMs - this.#countedAtMs) * perMs);
    this.#countedAtMs = nowMs;
  }
}
