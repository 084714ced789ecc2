import {MockAgent} from 'undici';
import {AbortListeners} from '../../src/domain/abort-listeners.js';
import {BurstLimit} from '../../src/domain/burst-limit.js';
import type {CollectorError} from '../../src/domain/errors.js';
import {noopMeter} from '../../src/domain/noop-meter.js';
import type {Fetched, FetchOptions} from '../../src/domain/ports.js';
import type {Report} from '../../src/domain/report.js';
import {systemClock} from '../../src/system-clock.js';
import {type ClientDeps, type ClientOptions, TimpushClient} from '../../src/timpush/client.js';
import {chat} from '../../src/timpush/reports/chat.js';
import {at, ManualClock} from '../support/doubles/manual-clock.js';
import {anApp} from '../support/fixtures/examples.js';
import {until} from '../support/oracle/until.js';

export const WINDOW = {start: at('2026-03-01T00:00Z'), end: at('2026-03-01T01:00Z')};

/** A code in an envelope of the API, the text of an answer, an error of the wire, or a code that waits for so many calls or tells the time. */
export type Answer =
  | number
  | string
  | Error
  | {readonly code: number; readonly whenCalls: number}
  | {readonly code: number; readonly date: string};

export interface Call {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

/** Signatures that can be read: the key, and the number of the signature. */
export class PlainSig {
  /** What the secret's file says. */
  key = 'key';
  reads = 0;
  #signedWith = 'key';
  #number = 1;

  current(): string {
    return `${this.#signedWith}-${this.#number}`;
  }

  renew(): void {
    this.#signedWith = this.key;
    this.#number += 1;
  }

  keyChanged(): boolean {
    this.reads += 1;
    if (this.key === this.#signedWith) return false;
    this.renew();
    return true;
  }
}

/** A client of an API that gives the answers in their order, and OK after the last. */
export function scriptedApi(
  answers: readonly Answer[],
  options: Partial<ClientOptions> = {},
  deps: Partial<ClientDeps> = {},
) {
  const calls: Call[] = [];
  const clock = new ManualClock('2026-03-01T12:00:00Z');
  const userSig = new PlainSig();
  const dispatcher = scriptedAgent(answers, calls);
  const client = new TimpushClient(
    {
      app: anApp(),
      baseUrl: 'http://api.test',
      identifier: 'administrator',
      paceMs: 0,
      timeoutMs: 10_000,
      retries: 2,
      maxInFlight: 4,
      backoffMs: 0,
      ...options,
    },
    {
      dispatcher,
      clock,
      random: () => 0.5,
      userSig,
      meter: noopMeter,
      burstLimit: new BurstLimit(1250, systemClock()),
      aborts: new AbortListeners(),
      ...deps,
    },
  );
  const ask = (more: Partial<FetchOptions> = {}, report: Report = chat): Promise<Fetched> =>
    client.fetch(report, WINDOW, {signal: new AbortController().signal, ...more});
  return {client, ask, calls, clock, userSig, signatures: () => calls.map(({query}) => query.get('usersig'))};
}

export async function failure(attempt: Promise<unknown>): Promise<CollectorError> {
  return attempt.then(
    () => Promise.reject(new Error('it succeeded')),
    (error) => error,
  );
}

function scriptedAgent(answers: readonly Answer[], calls: Call[]): MockAgent {
  const agent = new MockAgent();
  agent.disableNetConnect();
  const path = (value: string) => value.startsWith('/');
  const pool = agent.get('http://api.test');
  for (const answer of answers) {
    const interceptor = pool.intercept({path, method: 'POST'});
    if (answer instanceof Error) interceptor.replyWithError(answer);
    else interceptor.reply(200, (call) => reply(call, answer, calls), {headers: dateOf(answer)});
  }
  pool
    .intercept({path, method: 'POST'})
    .reply(200, (call) => reply(call, 0, calls))
    .persist();
  return agent;
}

function dateOf(answer: Answer): Record<string, string> {
  return typeof answer === 'object' && 'date' in answer ? {date: new Date(answer.date).toUTCString()} : {};
}

// The types of the mock know no promise for a body; the mock waits for one.
function reply({path, body}: {path: string; body?: unknown}, answer: Exclude<Answer, Error>, calls: Call[]): string {
  const url = new URL(path, 'http://api.test');
  calls.push({path: url.pathname, query: url.searchParams, body: String(body)});
  if (typeof answer === 'string') return answer;
  if (typeof answer === 'number') return envelope(answer);
  if ('date' in answer) return envelope(answer.code);
  return until(() => calls.length >= answer.whenCalls).then(() => envelope(answer.code)) as unknown as string;
}

export function envelope(code: number, info = ''): string {
  return JSON.stringify({ActionStatus: code === 0 ? 'OK' : 'FAIL', ErrorCode: code, ErrorInfo: info});
}
