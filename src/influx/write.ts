import {HttpError, InfluxDB} from '@influxdata/influxdb-client';
import {CollectorError, StoreUnavailableError} from '../domain/errors.js';
import type {Point} from '../domain/point.js';
import type {Connection} from './connection.js';
import {type FailedResponse, notInflux, refusal, unreachable} from './failure.js';
import {encode} from './line-protocol.js';

/** One write request for one batch: resolves when the database has acknowledged every line. */
export async function writeBatch(points: readonly Point[], connection: Connection): Promise<void> {
  const lines = encode(points);
  const acknowledged = await connection.within((deadline) =>
    send(lines, connection, deadline).catch((error) => {
      throw failure(error, deadline, connection, points);
    }),
  );
  if (acknowledged !== lines.length) {
    throw new StoreUnavailableError(`InfluxDB acknowledged ${acknowledged} of ${lines.length} lines`);
  }
}

/**
 * The client in the only mode that is safe: nothing is sent in the background, nothing is kept for later, one flush answers for exactly
 * these lines. A client for each request, because its own timeout is for silence only and a deadline cannot be changed afterwards.
 */
async function send(lines: string[], connection: Connection, signal: AbortSignal): Promise<number> {
  let acknowledged = 0;
  const client = new InfluxDB({
    url: connection.url,
    headers: {...connection.headers()},
    timeout: 0,
    transportOptions: {signal},
  });
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

function failure(
  error: unknown,
  deadline: AbortSignal,
  connection: Connection,
  points: readonly Point[],
): CollectorError {
  if (error instanceof CollectorError) return error;
  if (!(error instanceof HttpError)) return unreachable(error, deadline, connection);
  if (error.statusCode < 300) return notInflux(connection, error.statusCode);
  return refusal(answerOf(error), connection, points);
}

function answerOf({statusCode, body = '', headers}: HttpError): FailedResponse {
  return {status: statusCode, body, retryAfter: headers?.['retry-after']?.toString()};
}
