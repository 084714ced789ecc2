import {HoldUnsureError} from '../domain/errors.js';
import type {Fence, Hold} from '../domain/executor.js';
import type {Clock} from '../domain/ports.js';
import {momentOf, msBetween} from './grant.js';
import {LaneHold} from './lane-hold.js';

/** A look that took longer than this part of the lock says nothing any more, and a lock of which less is gone needs none. */
const FRESH_PART = 1 / 3;

export interface LaneFenceDeps {
  readonly lockMs: number;
  /** A lane that was known to be ours so lately is: where Redis was emptied meanwhile, the next holder waits for twice as long. */
  readonly paceMs: number;
  readonly clock: Clock;
}

/**
 * Before something is written, sees that the locks hold for most of their time: the reservation of the next call may have told so. Asks
 * the engine for the others, and renews them.
 */
export class LaneFence implements Fence {
  constructor(
    /** Renews the locks; whose are lost is told so. */
    private readonly confirm: (holds: readonly LaneHold[]) => Promise<void>,
    private readonly deps: LaneFenceDeps,
  ) {}

  /** A process that was stopped meanwhile looks again. */
  async lost(holds: ReadonlySet<Hold>): Promise<ReadonlySet<Hold>> {
    const ours = [...holds].filter((hold) => hold instanceof LaneHold);
    for (;;) {
      const asked = momentOf(this.deps.clock);
      const unsure = new Set(ours.filter((hold) => !this.#isSure(hold)));
      if (unsure.size > 0) await this.#inTime(this.confirm([...unsure].filter(({lost}) => !lost)));
      const inTime = msBetween(asked, momentOf(this.deps.clock)) < this.#mostMs;
      if (inTime && ours.every((hold) => unsure.has(hold) || this.#isSure(hold)))
        return new Set(ours.filter(({lost}) => lost));
    }
  }

  get #mostMs(): number {
    return this.deps.lockMs * FRESH_PART;
  }

  #isSure({seen}: LaneHold): boolean {
    if (!seen) return false;
    const {lockMs, paceMs, clock} = this.deps;
    const ageMs = msBetween(seen.at, momentOf(clock));
    return ageMs <= paceMs && seen.lockedMs - ageMs > lockMs - this.#mostMs;
  }

  /** While Redis is away nothing is written: what is in hand stays due. */
  async #inTime(confirmed: Promise<void>): Promise<void> {
    const timer = new AbortController();
    const late = this.deps.clock.sleep(this.#mostMs, timer.signal).then(() => {
      throw new Error(`no answer within ${this.#mostMs} ms`);
    });
    try {
      await Promise.race([confirmed, late]);
    } catch (cause) {
      throw new HoldUnsureError('Redis does not say whether the lanes are still ours', {cause});
    } finally {
      timer.abort();
      late.catch(() => undefined);
    }
  }
}
