import pRetry from 'p-retry';
import {CollectorError, StoreUnavailableError} from '../domain/errors.js';
import type {InfluxDeps, RetryOptions} from './options.js';

/** Tries again what the database could not do just now: the only retry layer around it. */
export async function retrying<T>(attempt: () => Promise<T>, options: RetryOptions, deps: InfluxDeps): Promise<T> {
  const {log, clock, random, signal} = deps;
  try {
    return await pRetry(attempt, {
      retries: options.retries,
      maxRetryTime: options.budgetMs,
      // The pause is ours, below: it knows Retry-After, and its clock and randomness are arguments.
      minTimeout: 0,
      shouldRetry: ({error}) => error instanceof StoreUnavailableError,
      onFailedAttempt: async ({error, attemptNumber, retriesLeft}) => {
        if (!(error instanceof StoreUnavailableError) || retriesLeft === 0) return;
        const ms = pauseMs(attemptNumber, error, options, random());
        log.warn({reason: error.message, attempt: attemptNumber, pauseMs: ms}, 'InfluxDB is asked again');
        await clock.sleep(ms, signal);
      },
      ...(signal ? {signal} : {}),
    });
  } catch (error) {
    if (error instanceof CollectorError || !signal?.aborted) throw error;
    throw new StoreUnavailableError('A request to InfluxDB was given up: the program stops', {}, {cause: error});
  }
}

/** Doubles from one attempt to the next, half of it by chance; never shorter than the server asks for, up to the cap. */
function pauseMs(attempt: number, error: StoreUnavailableError, options: RetryOptions, chance: number): number {
  const backoff = options.pauseMs * 2 ** (attempt - 1) * (0.5 + chance / 2);
  const asked = Number(error.details.retryAfterSeconds ?? 0) * 1000;
  return Math.round(Math.min(Math.max(backoff, asked), options.maxPauseMs));
}
