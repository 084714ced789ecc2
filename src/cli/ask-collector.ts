import {once} from 'node:events';
import {lstat, stat} from 'node:fs/promises';
import {connect, isIPv6} from 'node:net';
import {Client, type Dispatcher, request} from 'undici';
import type {HttpConfig} from '../config/config.js';
import type {Secret} from '../config/secret.js';
import {CollectorError, StoreDeniedError} from '../domain/errors.js';
import {printable} from '../domain/printable.js';
import {QueryError} from '../domain/query-error.js';
import {PAGE_HEADER} from '../http/foreign.js';
import {answerProof, isSame, keyOf, NONCE, newNonce, PROOF, questionProof} from '../http/proof.js';

export type Method = 'GET' | 'POST';

/** A collector says so itself when it cannot answer within 30 s. */
const DEADLINE = {headersTimeout: 35_000};

/** Whether a collector answers at the socket, which is of whoever owns the file beside it. */
export async function somebodyListens(socketPath: string, file: string): Promise<boolean> {
  const [socket, owned] = await Promise.all(
    [lstat(socketPath), stat(file)].map((found) => found.catch(() => undefined)),
  );
  if (!socket?.isSocket() || socket.uid !== owned?.uid) return false;
  const connection = connect(socketPath);
  try {
    await once(connection, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    connection.destroy();
  }
}

export async function overSocket(socketPath: string, path: string, method: Method = 'GET'): Promise<unknown> {
  const client = new Client('http://localhost', {socketPath});
  try {
    const {statusCode, body} = await client.request({path, method, ...DEADLINE});
    return answerIn(statusCode, await body.text(), socketPath);
  } catch (error) {
    if (error instanceof CollectorError || error instanceof QueryError) throw error;
    const reason = `the collector at ${socketPath} does not answer any more: ${(error as Error).message}`;
    throw new CollectorGoneError(reason, {cause: error});
  } finally {
    await client.destroy();
  }
}

/** It was there, and is not any more. */
export class CollectorGoneError extends CollectorError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, 'stop', {}, options);
  }
}

/** Nobody is there who could answer instead of the store. */
export class NobodyAnswersError extends StoreDeniedError {}

/** Another program may have the port: whoever has it shows that it knows the password, which is never sent. */
export async function overHttp(
  http: Pick<HttpConfig, 'host' | 'port' | 'password'>,
  path: string,
  whyNotTheStore: StoreDeniedError,
  method: Method = 'GET',
): Promise<unknown> {
  const origin = `http://${isIPv6(http.host) ? `[${http.host}]` : http.host}:${http.port}`;
  try {
    return await overUrl(origin, http.password, path, method);
  } catch (error) {
    if (error instanceof StoreDeniedError || error instanceof QueryError) throw error;
    const message = `${whyNotTheStore.message}; nor does a collector answer at ${origin}${path}`;
    throw new NobodyAnswersError(message, {}, {cause: error});
  }
}

/** The same at any address; throws what the connection throws, too. */
export async function overUrl(origin: string, password: Secret | undefined, path: string, method: Method) {
  const url = origin + path;
  const first = await ask(url, method);
  if (!password) return answerIn(first.status, first.text, url);
  const nonce = first.headers[NONCE];
  if (first.status !== 401 || typeof nonce !== 'string') throw unproven(url, first.status);
  const key = await keyOf(password.read());
  // Without what stands before it at a proxy, which may leave that away.
  const {pathname, search} = new URL(path, url);
  const asked = pathname + search;
  const question = {server: nonce, client: newNonce(), path: method === 'GET' ? asked : `${method} ${asked}`};
  const {status, headers, text} = await ask(url, method, {[PROOF]: questionProof(key, question)});
  if (isSame(String(headers[PROOF]), answerProof(key, question, text))) return answerIn(status, text, url);
  throw unproven(url, status);
}

function unproven(url: string, status: number): StoreDeniedError {
  return new StoreDeniedError(
    `what answers at ${url} (status ${status}) does not show that it knows the password of this configuration: another program, or a collector that was started with another one (http.passwordFile, http.passwordEnv)`,
  );
}

async function ask(url: string, method: Method, proof: Record<string, string> = {}) {
  const headers = {...proof, ...(method === 'POST' && {[PAGE_HEADER]: '1'})};
  const response: Dispatcher.ResponseData = await request(url, {...DEADLINE, method, headers});
  return {status: response.statusCode, headers: response.headers, text: await response.body.text()};
}

/** Another program may say anything at any length. */
function answerIn(status: number, text: string, from: string): unknown {
  const body = parsed(text) as {error?: unknown} | null;
  if (status === 200 && isOurs(body)) return body;
  const said = printable(String(body?.error ?? `status ${status}`).slice(0, 500));
  if (status === 400 && body?.error) throw new QueryError(said);
  throw new StoreDeniedError(`the collector at ${from} answers: ${said}`);
}

/** Our answers are a list, have one in `rows` or in `findings`, or tell of an operation. */
function isOurs(body: unknown): boolean {
  const {rows, findings, operation} = (body ?? {}) as {rows?: unknown; findings?: unknown; operation?: {id?: unknown}};
  return [body, rows, findings].some(Array.isArray) || typeof operation?.id === 'string';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
