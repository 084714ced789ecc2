import {certificateAdvice} from '../domain/certificate-advice.js';
import {
  BeyondRetentionError,
  type CollectorError,
  PointsRefusedError,
  StoreDeniedError,
  StoreUnavailableError,
} from '../domain/errors.js';
import type {Point} from '../domain/point.js';
import type {Connection} from './connection.js';

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter?: string | undefined;
}

/** The database, bucket, organisation or retention policy does not exist. */
export class MissingDatabaseError extends StoreDeniedError {}

/** Both versions say so in words only, with 404, with 500, or inside a 200. */
const MISSING = /\b(database|bucket|organization|retention policy|mapping)\b.*\bnot found\b/i;

/** Both versions say so in words only, and newer ones in others. */
const BEYOND_RETENTION = /\b(beyond|outside) retention policy\b/i;

/** The one place that turns an answer into an error; `points` are those of a write. */
export function refusal(answer: Answer, connection: Connection, points?: readonly Point[]): CollectorError {
  const {status} = answer;
  const reason = connection.presentable(reasonOf(answer.body));
  const details = {status};
  if (status === 401 || status === 403) {
    return new StoreDeniedError(`InfluxDB refuses us (${status}): ${reason}. ${credentialAdvice(connection)}`, details);
  }
  if (status === 404 || MISSING.test(reason)) {
    const advice = targetAdvice(connection);
    return new MissingDatabaseError(`InfluxDB has no such target (${status}): ${reason}. ${advice}`, details);
  }
  if (isPassing(status)) {
    const wait = {...details, ...delay(answer)};
    return new StoreUnavailableError(`InfluxDB cannot serve us now (${status}): ${reason}`, wait);
  }
  if (status < 400) return notInflux(connection, status);
  if (points) {
    const Refusal = BEYOND_RETENTION.test(reason) ? BeyondRetentionError : PointsRefusedError;
    return new Refusal(`InfluxDB refuses points (${status}): ${reason}`, points, details);
  }
  return new StoreDeniedError(`InfluxDB refuses a request (${status}): ${reason}`, details);
}

/** An error inside an answer that was a success on the outside. */
export function failedStatement(message: string, connection: Connection): CollectorError {
  const reason = connection.presentable(message);
  if (MISSING.test(reason)) return refusal({status: 404, body: message}, connection);
  return new StoreUnavailableError(`InfluxDB failed to answer a query: ${reason}`);
}

/** Success, but not in InfluxDB's way: a login page, a redirect, another program on the port. */
export function notInflux({url}: Connection, status: number): StoreUnavailableError {
  return new StoreUnavailableError(`Something other than InfluxDB answers at ${url} (${status}); check the address.`, {
    status,
  });
}

/** What was written does not come back. */
export function readElsewhere({version, database, retentionPolicy, org, bucket}: Connection): StoreDeniedError {
  const what = 'What is written to InfluxDB is not found when it is asked for:';
  if (version === 1) {
    const advice = 'see that nothing between here and the server sends writes and queries to different places';
    return new StoreDeniedError(`${what} both go to the database "${database}"; ${advice}.`);
  }
  const policy = retentionPolicy ?? 'autogen';
  const ways = `it goes to the bucket "${bucket}" of the organisation "${org}", and is read from the database "${database}", retention policy "${policy}"`;
  const remedy = `influx v1 dbrp create --db "${database}" --rp "${policy}" --bucket-id <id of "${bucket}"> --default`;
  const advice = `a mapping (see: influx v1 dbrp list) sends these queries to another bucket. Delete it, then run: ${remedy}`;
  return new StoreDeniedError(`${what} ${ways}; ${advice}`);
}

/** No answer at all. */
export function unreachable(cause: unknown, deadline: AbortSignal, connection: Connection): StoreUnavailableError {
  const {url, timeoutMs} = connection;
  const timedOut = deadline.aborted && deadline.reason?.name === 'TimeoutError';
  if (timedOut) return new StoreUnavailableError(`InfluxDB at ${url} gave no answer within ${timeoutMs} ms`);
  if (deadline.aborted) return new StoreUnavailableError('A request to InfluxDB was given up: the program stops');
  const {message, code} = cause as NodeJS.ErrnoException;
  const reason = connection.presentable(message || code || 'no reason given');
  const advice = certificateAdvice({code});
  const text = `InfluxDB at ${url} was not reached: ${reason}${advice ? `; what to do: ${advice}` : ''}`;
  return new StoreUnavailableError(text, code ? {code} : {}, {cause});
}

function isPassing(status: number): boolean {
  return status >= 500 || status === 408 || status === 425 || status === 429;
}

function reasonOf(body: string): string {
  try {
    const {error, message} = JSON.parse(body);
    return String(message ?? error ?? body);
  } catch {
    return body || 'no reason given';
  }
}

/** Seconds, as the header has them. A date is ignored. */
function delay({retryAfter = ''}: Answer): {retryAfterSeconds?: number} {
  return /^\d+$/.test(retryAfter.trim()) ? {retryAfterSeconds: Number(retryAfter)} : {};
}

function credentialAdvice({version, database}: Connection): string {
  if (version === 1) return `Check username and password, and that the user may read and write "${database}".`;
  return `Check the token, and that it may read and write the bucket "${database}".`;
}

function targetAdvice({version, database, org}: Connection): string {
  if (version === 1) return `Run CREATE DATABASE "${database}", and check the configured version.`;
  return `Create the bucket "${database}" in the organisation "${org}", and check the configured version.`;
}
