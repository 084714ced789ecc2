import pRetry from 'p-retry';
import {CollectorError, type Recovery} from '../domain/errors.js';

export interface RetryOptions {
  readonly retries: number;
  /** Pause before the first retry; each further one doubles it, up to 30 s, with jitter. */
  readonly backoffMs: number;
  readonly signal: AbortSignal;
}

const LONGEST_BACKOFF_MS = 30_000;

/** After a first try that failed: tries again as long as the errors are worth it; `attempt` counts on from 2. */
export function retry<T>(
  first: unknown,
  attempt: (n: number) => Promise<T>,
  {retries, backoffMs, signal}: RetryOptions,
): Promise<T> {
  const budget = new RetryBudget(retries);
  return pRetry((n) => (n === 1 ? Promise.reject(first) : attempt(n)), {
    // `budget` counts: with no retry left, p-retry would give up after "too often", too.
    retries: Number.POSITIVE_INFINITY,
    minTimeout: backoffMs,
    maxTimeout: LONGEST_BACKOFF_MS,
    randomize: true,
    signal,
    shouldConsumeRetry: ({error}) => recoveryOf(error) === 'retry',
    shouldRetry: ({error}) => budget.allows(recoveryOf(error)),
  });
}

/** How often one fetch is tried again, by what its errors ask for. */
class RetryBudget {
  #retriesLeft: number;
  #signedAnew = false;

  constructor(retries: number) {
    this.#retriesLeft = retries;
  }

  /** Whether one more call is worth it. "Too often" is a delay and uses nothing up. */
  allows(recovery: Recovery): boolean {
    switch (recovery) {
      case 'slow-down':
        return true;
      case 'retry':
        return this.#retriesLeft-- > 0;
      // With a key that has not changed, the app rests by now and no further call leaves.
      case 'reload-secret':
      case 'sign-anew':
        if (this.#signedAnew) return false;
        this.#signedAnew = true;
        return true;
      default:
        return false;
    }
  }
}

function recoveryOf(error: Error): Recovery {
  return error instanceof CollectorError ? error.recovery : 'stop';
}
