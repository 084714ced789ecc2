import {type Dispatcher, request} from 'undici';
import type {Connection} from './connection.js';
import {type Answer, unreachable} from './failure.js';

export interface Request {
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** One request to InfluxDB, answered in full within the deadline, or a StoreUnavailableError. What the answer means is not looked at here. */
export function send(
  {method, path, headers, body}: Request,
  connection: Connection,
  dispatcher: Dispatcher,
): Promise<Answer> {
  const all = {accept: 'application/json', ...headers, ...connection.headers()};
  return connection.within(async (signal) => {
    try {
      const options = {method, headers: all, ...(body !== undefined && {body}), dispatcher, signal};
      const answer = await request(`${connection.url}${path}`, options);
      const retryAfter = answer.headers['retry-after']?.toString();
      return {status: answer.statusCode, body: await answer.body.text(), retryAfter};
    } catch (error) {
      throw unreachable(error, signal, connection);
    }
  });
}
