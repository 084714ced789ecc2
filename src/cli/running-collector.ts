import type {Config} from '../config/config.js';
import {CollectorError, StoreDeniedError} from '../domain/errors.js';
import {QueryError} from '../domain/query-error.js';
import {systemClock} from '../system-clock.js';
import {
  CollectorGoneError,
  type Method,
  NobodyAnswersError,
  overHttp,
  overSocket,
  overUrl,
  somebodyListens,
} from './ask-collector.js';
import {AGAIN_AFTER_MS, ENDING_MS, isHeld} from './held-file.js';
import {socketPathOf} from './listen-options.js';
import {UsageError} from './usage-error.js';

/** Asks a collector that runs. Throws a CollectorError or a QueryError. */
export type Ask = (path: string, method?: Method) => Promise<unknown>;

export interface UrlOption {
  readonly url?: string;
}

export function urlOf({url}: UrlOption): UrlOption {
  return url === undefined ? {} : {url};
}

/** The option of every command that a running collector may answer. */
export const urlOption = [
  '--url <address>',
  'ask the collector that serves there (default: the one that holds the DuckDB file, if it runs)',
] as const;

/** Who begins has the file for a moment without answering yet; who ends, without answering any more. */
const BEGINNING_MS = 5000;

/**
 * The one rule of all commands: a collector that answers at `--url`, or at the socket beside the DuckDB file, is asked. Otherwise the work
 * is done here; and where somebody holds the file all the same, he is asked over HTTP.
 */
export async function askedOrHere<T>(
  config: Config,
  {url}: UrlOption,
  {asked, here}: {asked(ask: Ask): Promise<T>; here(): Promise<T>},
): Promise<T> {
  if (url !== undefined) return asked(atUrl(url, config));
  const socket = socketPathOf(config);
  if (socket === undefined) return here();
  const {elapsed, sleep} = systemClock();
  const begunMs = elapsed();
  for (let goneMs: number | undefined; ; await sleep(AGAIN_AFTER_MS)) {
    try {
      if (await somebodyListens(socket, config.duckdb.path)) return await asked(atSocket(socket));
    } catch (error) {
      if (!(error instanceof CollectorGoneError)) throw error;
      goneMs ??= elapsed();
    }
    try {
      return await here();
    } catch (error) {
      if (!(error instanceof StoreDeniedError)) throw error;
      const answered = await overPort(config, error, asked);
      if ('value' in answered) return answered.value;
      if (answered.error instanceof CollectorGoneError) goneMs ??= elapsed();
      const endMs = goneMs === undefined ? begunMs + BEGINNING_MS : goneMs + ENDING_MS;
      if (!isHeld(error) || elapsed() > endMs) throw answered.error;
    }
  }
}

/** What whoever holds the file answers, or why nobody does. */
async function overPort<T>(
  {http}: Config,
  denied: StoreDeniedError,
  asked: (ask: Ask) => Promise<T>,
): Promise<{readonly value: T} | {readonly error: unknown}> {
  if (http.port === 0) return {error: denied};
  try {
    return {value: await asked((path, method) => overHttp(http, path, denied, method))};
  } catch (error) {
    if (error instanceof NobodyAnswersError || error instanceof CollectorGoneError) return {error};
    throw error;
  }
}

function atSocket(socket: string): Ask {
  return (path, method) => overSocket(socket, path, method);
}

function atUrl(text: string, {http}: Config): Ask {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '')
    throw new UsageError(
      `--url: “${text}” is not an address such as http://127.0.0.1:8080; the password is that of http.passwordFile`,
    );
  const base = (url.origin + url.pathname).replace(/\/+$/, '');
  return async (path, method = 'GET') => {
    try {
      return await overUrl(base, http.password, path, method);
    } catch (error) {
      if (error instanceof CollectorError || error instanceof QueryError) throw error;
      throw new CollectorError(
        `no collector answers at ${base}: ${(error as Error).message}`,
        'stop',
        {},
        {cause: error},
      );
    }
  };
}
