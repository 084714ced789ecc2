import type {Clock} from '../domain/ports.js';

/** Calls per second are those of the last moments. */
const MOMENTS_MS = 10_000;

/** The calls of the last moments. Nobody may ask for days: old ones are dropped once there are many. */
export class RecentCalls {
  #calls: number[] = [];
  #forgetAt = 1000;

  constructor(private readonly clock: Pick<Clock, 'elapsed'>) {}

  note(): void {
    this.#calls.push(this.clock.elapsed());
    if (this.#calls.length >= this.#forgetAt) this.#forget();
  }

  /** To one decimal. */
  perSecond(): number {
    this.#forget();
    return Math.round((this.#calls.length * 10_000) / MOMENTS_MS) / 10;
  }

  #forget(): void {
    const since = this.clock.elapsed() - MOMENTS_MS;
    this.#calls = this.#calls.filter((at) => at > since);
    this.#forgetAt = Math.max(1000, 2 * this.#calls.length);
  }
}
