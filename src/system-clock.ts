import {AbortListeners} from './domain/abort-listeners.js';
import type {Clock} from './domain/ports.js';

/** The real clock. */
export function systemClock(aborts = new AbortListeners()): Clock {
  return {
    now: () => Date.now(),
    elapsed: () => performance.now(),
    // Not that of timers/promises: thousands of apps sleep between two calls, and a listener each would cost them as much as the calls.
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const onTime = () => {
          if (signal) aborts.forget(signal, onAbort);
          resolve();
        };
        // Node 24 warns of a time that is over.
        const timer = setTimeout(onTime, Math.max(0, ms));
        const onAbort = () => {
          clearTimeout(timer);
          reject(signal!.reason);
        };
        if (signal) aborts.watch(signal, onAbort);
      }),
  };
}
