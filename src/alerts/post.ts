import pRetry from 'p-retry';
import {type Dispatcher, request} from 'undici';
import {certificateAdvice} from '../domain/certificate-advice.js';
import {withDeadline} from '../domain/deadline.js';
import {CollectorError} from '../domain/errors.js';
import type {Clock} from '../domain/ports.js';

/** Where something is told; secrets are read when needed, so that a rotated one is picked up. */
export interface PostOptions {
  readonly url: string;
  /** With a password; otherwise a token is sent, where there is one. */
  readonly username?: string | undefined;
  readonly password?: Readable | undefined;
  readonly token?: Readable | undefined;
}

interface Readable {
  read(): string;
}

/** `name` begins the sentence that says what is wrong with it. */
export interface Target extends PostOptions {
  readonly name: string;
}

export interface PostDeps {
  readonly dispatcher: Dispatcher;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  /** Of one request: connecting, sending, waiting and reading. */
  readonly timeoutMs?: number;
}

/** It was not told. `recovery` is `retry` where that may pass, `stop` where somebody has to change something. */
export class DeliveryError extends CollectorError {}

const TIMEOUT_MS = 10_000;
const RETRIES = 2;
const PAUSE_MS = 1000;
const LONGEST_REFUSAL = 1000;

/** Posts JSON, and tries again what may pass: the only retry layer. Throws a DeliveryError, or the signal's reason when that aborts. */
export async function post(target: Target, body: unknown, deps: PostDeps, stop: AbortSignal): Promise<void> {
  const text = JSON.stringify(body);
  await pRetry(() => postOnce(target, text, deps, stop), {
    retries: RETRIES,
    // The pause is ours, below: its clock is an argument.
    minTimeout: 0,
    shouldRetry: ({error}) => error instanceof DeliveryError && error.recovery === 'retry',
    onFailedAttempt: async ({error, attemptNumber, retriesLeft}) => {
      if (!(error instanceof DeliveryError) || error.recovery !== 'retry' || retriesLeft === 0) return;
      await deps.clock.sleep(PAUSE_MS * 2 ** (attemptNumber - 1), stop);
    },
    signal: stop,
  });
}

async function postOnce(
  target: Target,
  body: string,
  {dispatcher, timeoutMs = TIMEOUT_MS}: PostDeps,
  stop: AbortSignal,
): Promise<void> {
  const credentials = credentialsOf(target);
  const headers = {'content-type': 'application/json', ...(credentials && {authorization: credentials.header})};
  const answer = await withDeadline(timeoutMs, stop, async (signal) => {
    try {
      const {statusCode, body: said} = await request(target.url, {method: 'POST', headers, body, dispatcher, signal});
      return {statusCode, text: await beginningOf(said)};
    } catch (error) {
      stop.throwIfAborted();
      throw unreachable(target, error, signal);
    }
  });
  if (answer.statusCode >= 300)
    throw refusal(target, answer.statusCode, presentable(answer.text, credentials?.secrets));
}

interface Credentials {
  readonly header: string;
  /** What must not come back in a message. */
  readonly secrets: readonly string[];
}

function credentialsOf({name, username, password, token}: Target): Credentials | undefined {
  if (username !== undefined && password) {
    const pair = Buffer.from(`${username}:${password.read()}`).toString('base64');
    return {header: `Basic ${pair}`, secrets: [pair, password.read()]};
  }
  if (!token) return undefined;
  const value = token.read();
  if (!/^[\x21-\x7e]+$/.test(value))
    throw new DeliveryError(`${name}: the token holds characters that no header can carry; replace it`, 'stop');
  return {header: `Bearer ${value}`, secrets: [value]};
}

/** Whoever sends more than that has nothing to tell us. */
async function beginningOf(body: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of body) {
    text += chunk.toString('utf8');
    if (text.length > LONGEST_REFUSAL) break;
  }
  return text.slice(0, LONGEST_REFUSAL);
}

function presentable(text: string, secrets: readonly string[] = []): string {
  const clean = secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
  return clean.replace(/\s+/g, ' ').trim().slice(0, 200) || 'no reason given';
}

/** A path may be a secret of a webhook. */
function placeOf({name, url}: Target): string {
  return `${name} at ${new URL(url).origin}`;
}

function unreachable(target: Target, cause: unknown, deadline: AbortSignal): DeliveryError {
  if (deadline.aborted) return new DeliveryError(`${placeOf(target)}: ${deadline.reason.message}`, 'retry');
  const {message, code} = cause as NodeJS.ErrnoException;
  const advice = certificateAdvice({code});
  const reason = [code, message].filter(Boolean).join(': ') || 'no reason given';
  const text = `${placeOf(target)} was not reached: ${reason}${advice ? `; what to do: ${advice}` : ''}`;
  return new DeliveryError(text, 'retry', {}, {cause});
}

function refusal(target: Target, status: number, reason: string): DeliveryError {
  const place = placeOf(target);
  if (status >= 500 || status === 408 || status === 429) {
    return new DeliveryError(`${place} cannot take alerts now (${status}): ${reason}`, 'retry', {status});
  }
  if (status === 401 || status === 403) {
    return new DeliveryError(`${place} refuses us (${status}); check user and password, or token`, 'stop', {status});
  }
  if (status < 400) {
    return new DeliveryError(
      `${place} sends us elsewhere (${status}); configure the address where that leads`,
      'stop',
      {status},
    );
  }
  return new DeliveryError(`${place} refuses alerts (${status}): ${reason}`, 'stop', {status});
}
