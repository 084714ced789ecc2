import {type Dispatcher, request} from 'undici';
import type {Connection} from './connection.js';
import {type FailedResponse, unreachable} from './failure.js';

export interface Request {
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly contentType?: string;
  readonly body?: string;
}

/** One request other than a write, and whatever came back. Throws a StoreUnavailableError when nothing did. */
export async function send(
  {method, path, contentType, body}: Request,
  connection: Connection,
  dispatcher: Dispatcher,
): Promise<FailedResponse> {
  const headers = {
    ...(contentType !== undefined && {'content-type': contentType}),
    accept: 'application/json',
    ...connection.headers(),
  };
  return connection.within(async (signal) => {
    try {
      const options = {method, headers, ...(body !== undefined && {body}), dispatcher, signal};
      const answer = await request(connection.url + path, options);
      const retryAfter = answer.headers['retry-after']?.toString();
      return {status: answer.statusCode, body: await answer.body.text(), retryAfter};
    } catch (error) {
      throw unreachable(error, signal, connection);
    }
  });
}
