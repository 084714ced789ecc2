import type {Config} from '../config/config.js';
import {StoreDeniedError} from '../domain/errors.js';
import type {Queries} from '../views/query.js';
import {overHttp, overSocket} from './ask-collector.js';
import {socketPathOf} from './listen-options.js';
import {withCollector} from './session.js';
import type {Terminal} from './terminal.js';

/** Asks the store; or, when a running collector holds its file, that collector: at its socket beside the file, failing that over HTTP. */
export function answer<T>(
  config: Config,
  terminal: Terminal,
  {ask, path}: {readonly ask: (queries: Queries) => Promise<T>; readonly path: string},
): Promise<T> {
  return orOfCollector(config, path, () => withCollector(config, terminal, ({collector}) => ask(collector)));
}

/** What `ask` gives, unless a running collector holds the file. */
export async function orOfCollector<T>(config: Config, path: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const socket = socketPathOf(config);
    if (!(error instanceof StoreDeniedError) || socket === undefined) throw error;
    const found = await overSocket(socket, config.duckdb.path, path);
    if (found) return found.answer as T;
    if (config.http.port === 0) throw error;
    return (await overHttp(config.http, path, error)) as T;
  }
}
