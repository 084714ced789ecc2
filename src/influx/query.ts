import {type Dispatcher, request} from 'undici';
import {StoreUnavailableError} from '../domain/errors.js';
import type {Connection} from './connection.js';
import {failedStatement, refusal, stranger, unreachable} from './failure.js';
import type {Series} from './series.js';

/** One InfluxQL statement, answered completely or not at all. */
export async function ask(statement: string, connection: Connection, dispatcher: Dispatcher): Promise<Series[]> {
  const {status, body, retryAfter} = await post(statement, connection, dispatcher);
  if (status !== 200) throw refusal({status, body, retryAfter}, connection);
  const result = parsed(body, connection);
  if (result.error) throw failedStatement(result.error, connection);
  const series = result.series ?? [];
  // A server with max-row-limit cuts an answer short and still calls it a success.
  if (result.partial || series.some(({partial}) => partial)) {
    throw new StoreUnavailableError('InfluxDB cut an answer short; raise max-row-limit in its configuration.');
  }
  return series;
}

interface Result {
  readonly error?: string;
  readonly partial?: boolean;
  readonly series?: (Series & {readonly partial?: boolean})[];
}

async function post(q: string, connection: Connection, dispatcher: Dispatcher) {
  const {url, database, retentionPolicy} = connection;
  const form = new URLSearchParams({db: database, epoch: 's', q, ...(retentionPolicy ? {rp: retentionPolicy} : {})});
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
    ...connection.headers(),
  };
  return connection.within(async (signal) => {
    try {
      const answer = await request(`${url}/query`, {
        method: 'POST',
        headers,
        body: form.toString(),
        dispatcher,
        signal,
      });
      const retryAfter = answer.headers['retry-after']?.toString();
      return {status: answer.statusCode, body: await answer.body.text(), retryAfter};
    } catch (error) {
      throw unreachable(error, signal, connection);
    }
  });
}

function parsed(body: string, connection: Connection): Result {
  try {
    const result = JSON.parse(body).results[0];
    if (typeof result === 'object' && result !== null) return result;
  } catch {
    // Told below, together with JSON of another kind.
  }
  throw stranger(connection, 200);
}
