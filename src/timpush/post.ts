import type {Dispatcher} from 'undici';
import type {AbortListeners} from '../domain/abort-listeners.js';
import {certificateAdvice} from '../domain/certificate-advice.js';
import {TransportError} from '../domain/errors.js';

/** An answer of every app with every platform is some kilobytes. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Whoever waits for an answer. After `onAnswer` or `onFailure` nothing more comes. */
export interface Posting {
  readonly origin: string;
  /** Total: connecting, sending, waiting and reading. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** The request leaves, which is later than asked for when a connection has to be made first. */
  onSent(): void;
  /** In full, with the server's own time as the header says. Must not throw. */
  onAnswer(text: string, date: string | undefined): void;
  /** A TransportError, or the signal's reason. */
  onFailure(reason: unknown): void;
}

export interface PostDeps {
  readonly dispatcher: Dispatcher;
  /** Of all calls that may end by the same signal. */
  readonly aborts: AbortListeners;
}

/** One POST of JSON. */
export function post(
  {dispatcher, aborts}: PostDeps,
  posting: Posting,
  {path, body}: {readonly path: string; readonly body: string},
): void {
  const {origin, signal} = posting;
  if (signal.aborted) {
    posting.onFailure(signal.reason);
    return;
  }
  const handler = new ResponseHandler(posting, aborts);
  try {
    dispatcher.dispatch({origin, path, method: 'POST', headers, body}, handler);
  } catch (error) {
    handler.fail(error);
  }
}

/** A list: into an object undici would write the host of a call through a proxy, where the next call would find it. */
const headers = ['content-type', 'application/json', 'accept', 'application/json'];

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Not under `AbortSignal.any`: on Node 20 every signal made from a long-lived one stays in memory. */
class ResponseHandler implements Dispatcher.DispatchHandler {
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #status = 0;
  #date: string | undefined;
  #over = false;
  #controller: Dispatcher.DispatchController | undefined;

  constructor(
    private readonly posting: Posting,
    private readonly aborts: AbortListeners,
  ) {
    const {origin, timeoutMs, signal} = posting;
    this.#timer = setTimeout(
      () => this.fail(new TransportError(`no complete answer from ${origin} within ${timeoutMs} ms`)),
      timeoutMs,
    );
    this.aborts.watch(signal, this.#onAbort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#over) controller.abort(new Error('given up'));
    else this.posting.onSent();
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    dropBytes(controller.rawHeaders);
    this.#status = status;
    this.#date = headers.date?.toString();
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_BODY_BYTES)
      this.fail(new TransportError(`the answer of ${this.posting.origin} is longer than ${MAX_BODY_BYTES} bytes`));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const status = this.#status;
    if (status !== 200) this.fail(new TransportError(`HTTP status ${status} from ${this.posting.origin}`, {status}));
    else if (this.#end()) this.posting.onAnswer(textOf(this.#chunks.splice(0)), this.#date);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error & {code?: string}): void {
    const advice = certificateAdvice(error);
    this.fail(
      new TransportError(`no answer from ${this.posting.origin}: ${describe(error)}`, {}, {cause: error, advice}),
    );
  }

  readonly #onAbort = () => this.fail(this.posting.signal.reason);

  fail(reason: unknown): void {
    if (this.#end()) this.posting.onFailure(reason);
    this.#controller?.abort(new Error('given up'));
  }

  /** False when it was over before. */
  #end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    clearTimeout(this.#timer);
    this.aborts.forget(this.posting.signal, this.#onAbort);
    return true;
  }
}

/**
 * Views of the bytes that came, in a list which undici made when the answer before was over: so old that it would keep them all until
 * the next full collection of garbage.
 */
function dropBytes(rawHeaders: Dispatcher.DispatchController['rawHeaders']): void {
  if (Array.isArray(rawHeaders)) rawHeaders.length = 0;
}

/** Most answers come in one piece. */
function textOf(chunks: readonly Buffer[]): string {
  const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  return bytes.toString('utf8');
}

/** The error's code and words; for a connection tried at several addresses Node leaves the message empty. */
function describe(error: Error & {code?: string}): string {
  return [error.code, error.message].filter(Boolean).join(': ') || error.name;
}
