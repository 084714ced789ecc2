import type {Clock} from '../domain/ports.js';

/** A server sees two calls a little closer than we sent them; this much slower keeps them apart there, too. */
const JITTER_ALLOWANCE = 1.008;
/** After an answer "too often" the beat is this much slower … */
const WIDENED_BY = 2;
const WIDEST_MS = 10_000;
/** … until this long has passed without another. */
const WIDENED_FOR_MS = 60_000;

/** Leave to make one call. */
export interface Turn {
  readonly waitedMs: number;
  /** The request has gone out only now (it had to connect first): the beat counts from here. */
  sent(): void;
  /** The call is over, well or not. */
  end(): void;
}

/**
 * The beat of one app and report: turns come in the order of asking, never closer than the pace and never more than
 * `maxInFlight` at once. The pace counts from when a request really left, so that a late one is not followed too soon.
 */
export class Pace {
  #tail: Promise<void> = Promise.resolve();
  #nextAtMs = 0;
  #widenedMs = 0;
  #widenedUntilMs = 0;
  #inFlight = 0;
  #ended = () => {};

  constructor(
    private readonly options: {readonly paceMs: number; readonly maxInFlight: number},
    private readonly clock: Clock,
  ) {}

  /** Rejects with the signal's reason when it aborts before the turn has come. */
  async turn(signal: AbortSignal): Promise<Turn> {
    const askedAtMs = this.clock.elapsed();
    const before = this.#tail;
    let passOn = () => {};
    this.#tail = new Promise((resolve) => {
      passOn = resolve;
    });
    try {
      await before;
      await this.#beat(signal);
      this.#nextAtMs = this.clock.elapsed() + this.#beatMs();
      this.#inFlight += 1;
    } finally {
      passOn();
    }
    return {
      waitedMs: this.clock.elapsed() - askedAtMs,
      sent: () => {
        this.#nextAtMs = Math.max(this.#nextAtMs, this.clock.elapsed() + this.#beatMs());
      },
      end: () => {
        this.#inFlight -= 1;
        this.#ended();
      },
    };
  }

  widen(): void {
    this.#widenedMs = Math.min(this.#beatMs() * WIDENED_BY, Math.max(WIDEST_MS, this.options.paceMs));
    this.#widenedUntilMs = this.clock.elapsed() + WIDENED_FOR_MS;
    this.#nextAtMs = Math.max(this.#nextAtMs, this.clock.elapsed() + this.#widenedMs);
  }

  /** Waits for the beat and for room; a request that leaves late moves the beat, so look again after each wait. */
  async #beat(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const waitMs = this.#nextAtMs - this.clock.elapsed();
      if (waitMs > 0) await this.clock.sleep(waitMs, signal);
      else if (this.#inFlight < this.options.maxInFlight) return;
      else await this.#oneEnds(signal);
    }
  }

  #oneEnds(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort, {once: true});
      this.#ended = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
    });
  }

  #beatMs(): number {
    const widened = this.clock.elapsed() < this.#widenedUntilMs;
    return (widened ? this.#widenedMs : this.options.paceMs) * JITTER_ALLOWANCE;
  }
}
