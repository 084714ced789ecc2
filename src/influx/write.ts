import {promisify} from 'node:util';
import {gzip} from 'node:zlib';
import type {Dispatcher} from 'undici';
import type {Point} from '../domain/point.js';
import type {Connection} from './connection.js';
import {refusal} from './failure.js';
import {encode} from './line-protocol.js';
import {post} from './post.js';

const compressed = promisify(gzip);
const headers = {'content-type': 'text/plain; charset=utf-8', 'content-encoding': 'gzip'};

/** One write request for one batch: resolves when the database has acknowledged every line, for which 204 is its only word. */
export async function writeBatch(
  points: readonly Point[],
  connection: Connection,
  dispatcher: Dispatcher,
): Promise<void> {
  const body = await compressed(encode(points).join('\n'));
  const answer = await post({path: connection.writePath, headers, body}, connection, dispatcher);
  if (answer.status !== 204) throw refusal(answer, connection, points);
}
