import {type Dispatcher, request} from 'undici';
import {StoreUnavailableError} from '../domain/errors.js';
import type {Connection} from './connection.js';
import {failedStatement, notInflux, refusal, unreachable} from './failure.js';
import type {Series} from './series.js';

/** One InfluxQL statement, answered completely or not at all. */
export async function ask(statement: string, connection: Connection, dispatcher: Dispatcher): Promise<Series[]> {
  const [result] = await resultsOf({q: statement}, connection, dispatcher);
  if (!isPartial(result)) return result?.series ?? [];
  // So InfluxDB 1.x calls an answer that its max-row-limit cut short, but also one that is whole and has a series of more than 10,000
  // rows. In chunks it cuts nothing short.
  const chunks = await resultsOf({q: statement, chunked: 'true'}, connection, dispatcher);
  if (isPartial(chunks.at(-1))) throw new StoreUnavailableError('InfluxDB cut an answer short.');
  return chunks.flatMap(({series = []}) => series);
}

async function resultsOf(
  query: Readonly<Record<string, string>>,
  connection: Connection,
  dispatcher: Dispatcher,
): Promise<Result[]> {
  const {status, body, retryAfter} = await post(query, connection, dispatcher);
  if (status !== 200) throw refusal({status, body, retryAfter}, connection);
  const results = body
    .trimEnd()
    .split('\n')
    .map((line) => parsed(line, connection));
  const error = results.find((result) => result.error)?.error;
  if (error) throw failedStatement(error, connection);
  return results;
}

function isPartial(result: Result | undefined): boolean {
  return result?.partial === true || (result?.series ?? []).some(({partial}) => partial);
}

interface Result {
  readonly error?: string;
  readonly partial?: boolean;
  readonly series?: (Series & {readonly partial?: boolean})[];
}

async function post(query: Readonly<Record<string, string>>, connection: Connection, dispatcher: Dispatcher) {
  const {url, database, retentionPolicy} = connection;
  const form = new URLSearchParams({
    db: database,
    epoch: 's',
    ...query,
    ...(retentionPolicy ? {rp: retentionPolicy} : {}),
  });
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
    // Reported below, together with JSON of another kind.
  }
  throw notInflux(connection, 200);
}
