import {setTimeout as sleep} from 'node:timers/promises';
import type {Clock} from './domain/ports.js';

/** The real clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  async sleep(ms, signal) {
    try {
      await sleep(ms, undefined, {signal});
    } catch {
      // Only an abort ends a sleep early; callers want to know why, not that.
      throw signal?.reason;
    }
  },
};
