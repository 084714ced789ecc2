import {Redis, type RedisOptions} from 'ioredis';
import {CollectorError} from '../domain/errors.js';
import {SLOTS} from './slot.js';

const LONGEST_PAUSE_MS = 2000;
/** A server that does not answer for so long is away. */
const COMMAND_TIMEOUT_MS = 3000;

const common: RedisOptions = {
  connectTimeout: 5000,
  retryStrategy: (times) => Math.min(times * 200, LONGEST_PAUSE_MS),
};

/** For our own commands: they fail at once while the server is away, because who waits for them must not call meanwhile. */
export function commandsTo(url: string): Redis {
  return new Redis(url, {
    ...common,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    // What is asked in one round of the event loop goes out in one write.
    enableAutoPipelining: true,
    // It has waited for the round's end already.
    autoPipeliningIgnoredCommands: [SLOTS],
  });
}

/** For a single look: it does not try again. Whoever takes it listens for errors. */
export function oneAnswerFrom(url: string): Redis {
  return new Redis(url, {
    ...common,
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
  });
}

/** For the engine, whose commands wait until the server is back. */
export function engineTo(url: string): Redis {
  return new Redis(url, {...common, maxRetriesPerRequest: null});
}

/** Without what a URL may hold of secrets. */
export function redisError(url: string, error: unknown): CollectorError {
  const {hostname, port} = new URL(url);
  const reason = error instanceof Error ? error.message : String(error);
  return new CollectorError(`Redis at ${hostname}:${port || 6379} does not answer: ${reason}`, 'retry');
}
