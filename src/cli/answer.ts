import {request} from 'undici';
import type {Config} from '../config/config.js';
import {StoreDeniedError} from '../domain/errors.js';
import {printable} from '../domain/printable.js';
import {type Queries, QueryError} from '../views/query.js';
import {withCollector} from './session.js';
import type {Terminal} from './terminal.js';

/** Asks the store; or, when a running collector holds its file, that collector over HTTP. */
export async function answer<T>(
  config: Config,
  terminal: Terminal,
  {ask, path}: {readonly ask: (queries: Queries) => Promise<T>; readonly path: string},
): Promise<T> {
  try {
    return await withCollector(config, terminal, ({collector}) => ask(collector));
  } catch (error) {
    if (!(error instanceof StoreDeniedError) || config.store !== 'duckdb' || config.http.port === 0) throw error;
    return overHttp<T>(config.http, path, error);
  }
}

async function overHttp<T>(
  {host, port, password}: Config['http'],
  path: string,
  whyNotTheStore: StoreDeniedError,
): Promise<T> {
  const url = `http://${host}:${port}${path}`;
  const headers = password && {authorization: `Basic ${Buffer.from(`:${password.read()}`).toString('base64')}`};
  const response = await request(url, {headersTimeout: 10_000, headers}).catch((cause) => {
    throw new StoreDeniedError(`${whyNotTheStore.message}; nor does a collector answer at ${url}`, {}, {cause});
  });
  // Another program may hold the port and send anything at any length; our answers are a list, or have one in `rows`.
  const body = (await response.body.json().catch(() => null)) as {error?: unknown; rows?: unknown} | null;
  if (response.statusCode === 200 && Array.isArray(Array.isArray(body) ? body : body?.rows)) return body as T;
  const said = printable(String(body?.error ?? `status ${response.statusCode}`).slice(0, 500));
  if (response.statusCode === 400 && body?.error) throw new QueryError(said);
  throw new StoreDeniedError(`the collector at ${url} answers: ${said}`);
}
