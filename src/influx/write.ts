import {InfluxDB} from '@influxdata/influxdb-client';
import type {Dispatcher} from 'undici';
import {StoreUnavailableError} from '../domain/errors.js';
import type {Point} from '../domain/point.js';
import {NotAcknowledged, transportOver} from './client-transport.js';
import type {Connection} from './connection.js';
import {refusal} from './failure.js';
import {encode} from './line-protocol.js';

/** One write request for one batch: resolves when the database has acknowledged every line. */
export async function writeBatch(
  points: readonly Point[],
  connection: Connection,
  dispatcher: Dispatcher,
): Promise<void> {
  const lines = encode(points);
  const acknowledged = await send(lines, connection, dispatcher).catch((error) => {
    throw error instanceof NotAcknowledged ? refusal(error.answer, connection, points) : error;
  });
  if (acknowledged !== lines.length) {
    throw new StoreUnavailableError(`InfluxDB acknowledged ${acknowledged} of ${lines.length} lines`);
  }
}

/** The client in the only mode that is safe: nothing is sent in the background or kept for later, one flush answers for exactly these lines. */
async function send(lines: string[], connection: Connection, dispatcher: Dispatcher): Promise<number> {
  let acknowledged = 0;
  const client = new InfluxDB({url: connection.url, transport: transportOver(connection, dispatcher)});
  const api = client.getWriteApi('', '', 's', {
    batchSize: lines.length + 1,
    maxBatchBytes: Number.MAX_SAFE_INTEGER,
    flushInterval: 0,
    maxRetries: 0,
    writeSuccess: (sent) => {
      acknowledged += sent.length;
    },
    // Without a promise of ours the client would also print the error, and take one kind of failure for success.
    writeFailed: (error) => Promise.reject(error),
  });
  api.path = connection.writePath;
  try {
    api.writeRecords(lines);
    await api.flush();
    return acknowledged;
  } finally {
    api.dispose();
  }
}
