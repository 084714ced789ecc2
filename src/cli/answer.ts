import {request} from 'undici';
import type {Config} from '../config/config.js';
import {StoreDeniedError} from '../domain/errors.js';
import type {Questions} from '../questions.js';
import {withCollector} from './session.js';
import type {Terminal} from './terminal.js';

/** Asks the store; or, when a running collector holds its file, that collector over HTTP. */
export async function answer<T>(
  config: Config,
  terminal: Terminal,
  {ask, path}: {readonly ask: (questions: Questions) => Promise<T>; readonly path: string},
): Promise<T> {
  try {
    return await withCollector(config, terminal, ({collector}) => ask(collector));
  } catch (error) {
    if (!(error instanceof StoreDeniedError) || config.store !== 'duckdb' || config.http.port === 0) throw error;
    return overHttp<T>(`http://${config.http.host}:${config.http.port}${path}`, error);
  }
}

async function overHttp<T>(url: string, whyNotTheStore: StoreDeniedError): Promise<T> {
  const response = await request(url, {headersTimeout: 10_000}).catch((cause) => {
    throw new StoreDeniedError(`${whyNotTheStore.message}; nor does a collector answer at ${url}`, {}, {cause});
  });
  const body = (await response.body.json()) as T & {error?: string};
  if (response.statusCode === 200) return body;
  throw new StoreDeniedError(`the collector at ${url} answers: ${body.error ?? response.statusCode}`);
}
