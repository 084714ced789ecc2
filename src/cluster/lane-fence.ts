import {CollectorError} from '../domain/errors.js';
import type {Fence, Hold} from '../domain/executor.js';
import type {Clock} from '../domain/ports.js';
import {LaneHold} from './lane-hold.js';

/** A look that took longer than this part of the lock says nothing any more. */
const FRESH_PART = 1 / 3;

/** Asks the engine for the locks before something is written, and renews them. */
export class LaneFence implements Fence {
  constructor(
    /** Renews the locks; whose are lost is told so. */
    private readonly confirm: (holds: readonly LaneHold[]) => Promise<void>,
    private readonly deps: {readonly lockMs: number; readonly clock: Clock},
  ) {}

  /** A process that was stopped during the look looks again. */
  async lost(holds: ReadonlySet<Hold>): Promise<ReadonlySet<Hold>> {
    const ours = [...holds].filter((hold) => hold instanceof LaneHold);
    for (;;) {
      const {clock, lockMs} = this.deps;
      const asked = {elapsedMs: clock.elapsed(), wallMs: clock.now()};
      await this.#inTime(this.confirm(ours.filter(({lost}) => !lost)));
      const tookMs = Math.max(clock.elapsed() - asked.elapsedMs, clock.now() - asked.wallMs);
      if (tookMs < lockMs * FRESH_PART) return new Set(ours.filter(({lost}) => lost));
    }
  }

  /** While Redis is away nothing is written: what is in hand stays due. */
  async #inTime(confirmed: Promise<void>): Promise<void> {
    const timer = new AbortController();
    const late = this.deps.clock.sleep(this.deps.lockMs * FRESH_PART, timer.signal).then(() => {
      throw new CollectorError('Redis does not say whether the lanes are still ours', 'retry');
    });
    try {
      await Promise.race([confirmed, late]);
    } finally {
      timer.abort();
      late.catch(() => undefined);
    }
  }
}
