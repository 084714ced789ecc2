import type {BurstLimit} from '../domain/burst-limit.js';
import {Condition} from '../domain/condition.js';
import {
  JITTER_ALLOWANCE,
  type PaceOptions,
  type Pace as PacePort,
  type Turn,
  WIDENED_BY,
  WIDENED_FOR_MS,
  WIDEST_MS,
} from '../domain/pace.js';
import type {Clock} from '../domain/ports.js';

interface Waiting {
  readonly askedAtMs: number;
  readonly signal: AbortSignal;
  resolve(turn: Turn): void;
  reject(reason: unknown): void;
}

/**
 * The beat of one app and command in this process: turns come in the order of asking, never closer than the pace and never more than
 * `maxInFlight` at once. The pace counts from when a request really left, and no turn comes before that of the turn before has: a
 * process that was held up would else send both at once.
 */
export class Pace implements PacePort {
  readonly #queue: Waiting[] = [];
  #serving = false;
  #nextAtMs = 0;
  #widenedMs = 0;
  #widenedUntilMs = 0;
  #inFlight = 0;
  /** The turn whose request is still to leave. */
  #leaving: Turn | undefined;
  /** A request has left, or its call has ended. */
  readonly #moved = new Condition();

  constructor(
    private readonly options: PaceOptions,
    private readonly clock: Clock,
    private readonly burstLimit: BurstLimit,
  ) {}

  /** Rejects with the signal's reason when it aborts before the turn has come. */
  turn(signal: AbortSignal): Promise<Turn> {
    const askedAtMs = this.clock.elapsed();
    if (!this.#serving && this.#isOpen(askedAtMs) && !signal.aborted)
      return Promise.resolve(this.#begin(askedAtMs, askedAtMs));
    return new Promise((resolve, reject) => {
      this.#queue.push({askedAtMs, signal, resolve, reject});
      if (!this.#serving) {
        this.burstLimit.enter();
        this.#serve();
      }
    });
  }

  widen(): void {
    const nowMs = this.clock.elapsed();
    this.#widenedMs = Math.min(this.#beatMs(nowMs) * WIDENED_BY, Math.max(WIDEST_MS, this.options.paceMs));
    this.#widenedUntilMs = nowMs + WIDENED_FOR_MS;
    this.#nextAtMs = Math.max(this.#nextAtMs, nowMs + this.#widenedMs);
  }

  /**
   * One after another; a request that leaves late moves the beat, so it looks again after each wait. Not a loop that awaits: most apps
   * are here most of the time.
   */
  readonly #serve = (): void => {
    this.#serving = true;
    for (let first = this.#queue[0]; first; first = this.#queue[0]) {
      const {signal, askedAtMs, resolve, reject} = first;
      const nowMs = this.clock.elapsed();
      if (signal.aborted) reject(signal.reason);
      else if (this.#isOpen(nowMs)) resolve(this.#begin(askedAtMs, nowMs));
      // If the signal aborts meanwhile, the next look finds that.
      else return void this.#obstacle(nowMs, signal).then(this.#serve, this.#serve);
      this.#queue.shift();
    }
    this.#serving = false;
    this.burstLimit.leave();
  };

  #isOpen(nowMs: number): boolean {
    return nowMs >= this.#nextAtMs && this.#isClear() && this.burstLimit.isOpen;
  }

  #isClear(): boolean {
    return !this.#leaving && this.#inFlight < this.options.maxInFlight;
  }

  /** What stands in the way goes, or the signal aborts; something else may have come then. `nowMs` found it closed. */
  #obstacle(nowMs: number, signal: AbortSignal): Promise<void> {
    const waitMs = this.#nextAtMs - nowMs;
    if (waitMs > 0) return this.clock.sleep(waitMs, signal);
    return this.#isClear() ? this.burstLimit.opens() : this.#moved.wait(signal);
  }

  #begin(askedAtMs: number, nowMs: number): Turn {
    this.#nextAtMs = nowMs + this.#beatMs(nowMs);
    this.#inFlight += 1;
    this.burstLimit.pass();
    const turn: Turn = {
      waitedMs: nowMs - askedAtMs,
      sent: () => {
        const sentMs = this.clock.elapsed();
        this.#nextAtMs = Math.max(this.#nextAtMs, sentMs + this.#beatMs(sentMs));
        this.#leave(turn);
      },
      end: () => {
        this.#inFlight -= 1;
        this.#leave(turn);
      },
    };
    this.#leaving = turn;
    return turn;
  }

  #leave(turn: Turn): void {
    if (this.#leaving === turn) this.#leaving = undefined;
    this.#moved.notify();
  }

  #beatMs(nowMs: number): number {
    const widened = nowMs < this.#widenedUntilMs;
    return (widened ? this.#widenedMs : this.options.paceMs) * JITTER_ALLOWANCE;
  }
}
