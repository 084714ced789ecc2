import type {Dispatcher} from 'undici';
import {StoreUnavailableError} from '../domain/errors.js';
import type {Connection} from './connection.js';
import {failedStatement, notInflux, refusal} from './failure.js';
import {send} from './request.js';
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
  const answer = await send(
    {method: 'POST', path: '/query', headers, body: formOf(query, connection)},
    connection,
    dispatcher,
  );
  if (answer.status !== 200) throw refusal(answer, connection);
  const results = answer.body
    .trimEnd()
    .split('\n')
    .map((line) => parsed(line, connection));
  const error = results.find((result) => result.error)?.error;
  if (error) throw failedStatement(error, connection);
  return results;
}

const headers = {'content-type': 'application/x-www-form-urlencoded'};

function formOf(query: Readonly<Record<string, string>>, {database, retentionPolicy}: Connection): string {
  const target = {db: database, epoch: 's', ...query, ...(retentionPolicy ? {rp: retentionPolicy} : {})};
  return new URLSearchParams(target).toString();
}

function isPartial(result: Result | undefined): boolean {
  return result?.partial === true || (result?.series ?? []).some(({partial}) => partial);
}

interface Result {
  readonly error?: string;
  readonly partial?: boolean;
  readonly series?: (Series & {readonly partial?: boolean})[];
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
