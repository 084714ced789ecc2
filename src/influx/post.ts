import {type Dispatcher, request} from 'undici';
import type {Connection} from './connection.js';
import {type Answer, unreachable} from './failure.js';

export interface Posted {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** One POST to InfluxDB, answered in full within the deadline, or a StoreUnavailableError. What the answer means is not looked at here. */
export function post({path, headers, body}: Posted, connection: Connection, dispatcher: Dispatcher): Promise<Answer> {
  const options = {method: 'POST', headers: {...headers, ...connection.headers()}, body, dispatcher} as const;
  return connection.within(async (signal) => {
    try {
      const answer = await request(`${connection.url}${path}`, {...options, signal});
      const retryAfter = answer.headers['retry-after']?.toString();
      return {status: answer.statusCode, body: await answer.body.text(), retryAfter};
    } catch (error) {
      throw unreachable(error, signal, connection);
    }
  });
}
