import type {Dispatcher} from 'undici';
import type {RemovalQuery} from '../domain/ports.js';
import type {Connection} from './connection.js';
import {refusal} from './failure.js';
import {deleteStatement, identifier} from './influxql.js';
import {ask} from './query.js';
import {send} from './request.js';

/** Version 2 has a way of its own: its InfluxQL deletes from the database's default bucket, which need not be ours. */
export async function remove(query: RemovalQuery, connection: Connection, dispatcher: Dispatcher): Promise<void> {
  if (connection.version === 1) {
    await ask(deleteStatement(query), connection, dispatcher);
    return;
  }
  const {org, bucket} = connection;
  const path = `/api/v2/delete?${new URLSearchParams({org, bucket})}`;
  const request = {
    method: 'POST',
    path,
    headers: {'content-type': 'application/json'},
    body: JSON.stringify(removalOf(query)),
  } as const;
  const answer = await send(request, connection, dispatcher);
  if (answer.status !== 204) throw refusal(answer, connection);
}

/** Of a predicate's operators only these are to be had, and a value stands in double quotes, as a name does. */
function removalOf({measurement, span, tags}: RemovalQuery) {
  const equal = Object.entries({_measurement: measurement, ...tags}).map(
    ([key, value]) => `${identifier(key)}=${identifier(value)}`,
  );
  // The stop is included. Points stand at whole seconds.
  const stop = new Date(span.end * 1000 - 500);
  return {start: new Date(span.start * 1000).toISOString(), stop: stop.toISOString(), predicate: equal.join(' AND ')};
}
