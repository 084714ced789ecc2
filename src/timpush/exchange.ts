import type {Dispatcher} from 'undici';
import type {Aborts} from '../aborts.js';
import {TransportError} from '../domain/errors.js';

/** An answer of every app with every platform is some kilobytes. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

export interface Exchange {
  readonly origin: string;
  readonly path: string;
  readonly body: string;
  /** Total: connecting, sending, waiting and reading. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly aborts: Aborts;
  /** Called when the request leaves, which is later than asked for when a connection has to be made first. */
  readonly onSent: () => void;
}

/**
 * One POST of JSON, answered in full within the deadline, or a TransportError. Rejects with the signal's reason when that aborts.
 * Not `AbortSignal.any`: on Node 20 every signal made from a long-lived one stays in memory.
 */
export function exchange(
  dispatcher: Dispatcher,
  {origin, path, body, timeoutMs, signal, aborts, onSent}: Exchange,
): Promise<string> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    let controller: Dispatcher.DispatchController | undefined;
    let over = false;
    let status = 0;
    let bytes = 0;
    const chunks: Buffer[] = [];

    const finish = (outcome: () => void) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      forget();
      outcome();
    };
    const fail = (error: unknown) => {
      finish(() => reject(error));
      controller?.abort(new Error('given up'));
    };
    const timer = setTimeout(() => fail(new TransportError(`no complete answer within ${timeoutMs} ms`)), timeoutMs);
    const forget = aborts.watch(signal, () => fail(signal.reason));

    dispatcher.dispatch(
      {origin, path, method: 'POST', headers: {'content-type': 'application/json', accept: 'application/json'}, body},
      {
        onRequestStart(started) {
          controller = started;
          if (over) started.abort(new Error('given up'));
          else onSent();
        },
        onResponseStart(_controller, statusCode) {
          status = statusCode;
        },
        onResponseData(_controller, chunk) {
          bytes += chunk.length;
          if (bytes > MAX_BODY_BYTES) fail(new TransportError(`the answer is longer than ${MAX_BODY_BYTES} bytes`));
          else chunks.push(chunk);
        },
        onResponseEnd() {
          const text = Buffer.concat(chunks).toString('utf8');
          if (status === 200) finish(() => resolve(text));
          else fail(new TransportError(`HTTP status ${status}`, {status}));
        },
        onResponseError(_controller, error) {
          fail(new TransportError(describe(error), {}, {cause: error}));
        },
      },
    );
  });
}

/** The error's code and words; for a connection tried at several addresses Node leaves the message empty. */
function describe(error: Error & {code?: string}): string {
  return [error.code, error.message].filter(Boolean).join(': ') || error.name;
}
