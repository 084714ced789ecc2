import {lstat, stat} from 'node:fs/promises';
import {isIPv6} from 'node:net';
import {Client, type Dispatcher, request} from 'undici';
import type {HttpConfig} from '../config/config.js';
import {StoreDeniedError} from '../domain/errors.js';
import {printable} from '../domain/printable.js';
import {answerProof, isSame, keyOf, NONCE, newNonce, PROOF, questionProof} from '../http/proof.js';
import {QueryError} from '../views/query.js';

/** A collector says so itself when it cannot answer within 30 s. */
const DEADLINE = {headersTimeout: 35_000};

/** Undefined when nobody answers at the socket, or it is not of whoever owns the file beside it. */
export async function overSocket(
  socketPath: string,
  file: string,
  path: string,
): Promise<{readonly answer: unknown} | undefined> {
  if (!(await isOwnSocket(socketPath, file))) return undefined;
  const client = new Client('http://localhost', {socketPath});
  try {
    const response = await client.request({path, method: 'GET', ...DEADLINE}).catch(() => undefined);
    return response && {answer: await answerIn(response.statusCode, await response.body.text(), socketPath)};
  } finally {
    await client.destroy();
  }
}

/** Whether there is a socket, of whoever owns the file beside it. */
export async function isOwnSocket(socketPath: string, file: string): Promise<boolean> {
  const [socket, owned] = await Promise.all(
    [lstat(socketPath), stat(file)].map((found) => found.catch(() => undefined)),
  );
  return socket?.isSocket() === true && socket.uid === owned?.uid;
}

/** Another program may have the port: whoever has it shows that it knows the password, which is never sent. */
export async function overHttp(http: HttpConfig, path: string, whyNotTheStore: StoreDeniedError): Promise<unknown> {
  const url = `http://${isIPv6(http.host) ? `[${http.host}]` : http.host}:${http.port}${path}`;
  try {
    const first = await ask(url);
    if (!http.password) return await answerIn(first.status, first.text, url);
    const nonce = first.headers[NONCE];
    if (first.status !== 401 || typeof nonce !== 'string') throw unproven(url, first.status);
    return await proven(url, path, http.password.read(), nonce);
  } catch (error) {
    if (error instanceof StoreDeniedError || error instanceof QueryError) throw error;
    const message = `${whyNotTheStore.message}; nor does a collector answer at ${url}`;
    throw new StoreDeniedError(message, {}, {cause: error});
  }
}

async function proven(url: string, path: string, password: string, server: string): Promise<unknown> {
  const key = await keyOf(password);
  const question = {server, client: newNonce(), path};
  const {status, headers, text} = await ask(url, {[PROOF]: questionProof(key, question)});
  if (isSame(String(headers[PROOF]), answerProof(key, question, text))) return answerIn(status, text, url);
  throw unproven(url, status);
}

function unproven(url: string, status: number): StoreDeniedError {
  return new StoreDeniedError(
    `what answers at ${url} (status ${status}) does not show that it knows the password of this configuration: another program, or a collector that was started with another one (http.passwordFile, http.passwordEnv)`,
  );
}

async function ask(url: string, headers: Record<string, string> = {}) {
  const {
    statusCode: status,
    headers: found,
    body,
  }: Dispatcher.ResponseData = await request(url, {...DEADLINE, headers});
  return {status, headers: found, text: await body.text()};
}

/** Another program may say anything at any length; our answers are a list, or have one in `rows` or in `findings`. */
async function answerIn(status: number, text: string, from: string): Promise<unknown> {
  const body = parsed(text) as {error?: unknown; rows?: unknown; findings?: unknown} | null;
  if (status === 200 && Array.isArray(Array.isArray(body) ? body : (body?.rows ?? body?.findings))) return body;
  const said = printable(String(body?.error ?? `status ${status}`).slice(0, 500));
  if (status === 400 && body?.error) throw new QueryError(said);
  throw new StoreDeniedError(`the collector at ${from} answers: ${said}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
