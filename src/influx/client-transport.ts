import {promisify} from 'node:util';
import {gzip} from 'node:zlib';
import type {SendOptions, Transport} from '@influxdata/influxdb-client';
import type {Dispatcher} from 'undici';
import type {Connection} from './connection.js';
import type {Answer} from './failure.js';
import {send as sendRequest} from './request.js';

const compressed = promisify(gzip);
/** The database has no other word for it: 200 is the answer of something else. */
const ACKNOWLEDGED = 204;

/** An answer other than that every line is stored. */
export class NotAcknowledged extends Error {
  constructor(readonly answer: Answer) {
    super(`status ${answer.status}`);
  }
}

/**
 * Lets the official client send over our connections: its own transport knows no proxy and no deadline for a whole request, and keeps
 * connections apart from those of queries. Only what a write needs is there.
 */
export function transportOver(connection: Connection, dispatcher: Dispatcher): Transport {
  const send = async (path: string, body: string, {headers}: SendOptions) =>
    sendRequest(
      {method: 'POST', path, headers: {...headers, 'content-encoding': 'gzip'}, body: await compressed(body)},
      connection,
      dispatcher,
    );
  const unused = () => {
    throw new Error('only writes go through the client');
  };
  return {
    send(path, body, options, callbacks) {
      send(path, body, options).then(
        (answer) => {
          callbacks?.responseStarted?.({}, answer.status);
          if (answer.status === ACKNOWLEDGED) callbacks?.complete?.();
          else callbacks?.error?.(new NotAcknowledged(answer));
        },
        (error: Error) => callbacks?.error?.(error),
      );
    },
    request: unused,
    iterate: unused,
    chunkCombiner: {concat: unused, copy: unused, toUtf8String: unused},
  };
}
