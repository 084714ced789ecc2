import {Aborts} from './aborts.js';
import type {Clock} from './domain/ports.js';

const aborts = new Aborts();

/** The real clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  // Not that of timers/promises: thousands of apps sleep between two calls, and a listener each would cost them as much as the calls.
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const forget = signal && aborts.watch(signal, () => end(() => reject(signal.reason)));
      const timer = setTimeout(() => end(resolve), ms);
      const end = (settle: () => void) => {
        clearTimeout(timer);
        forget?.();
        settle();
      };
    }),
};
