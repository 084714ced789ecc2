import type {Dispatcher} from 'undici';
import type {AbortListeners} from '../domain/abort-listeners.js';
import {certificateAdvice} from '../domain/certificate-advice.js';
import {TransportError} from '../domain/errors.js';

/** An answer of every app with every platform is some kilobytes. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

export interface PostRequest {
  readonly origin: string;
  readonly path: string;
  readonly body: string;
  /** Total: connecting, sending, waiting and reading. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called when the request leaves, which is later than asked for when a connection has to be made first. */
  readonly onSent: () => void;
}

export interface PostDeps {
  readonly dispatcher: Dispatcher;
  /** Of all calls that may end by the same signal. */
  readonly aborts: AbortListeners;
}

export interface Posted {
  /** Whoever has read it takes it out: the promise that it came through would keep it until the next full collection of garbage. */
  text: string;
  /** The server's own time, as the header says. */
  readonly date: string | undefined;
}

/** One POST of JSON, answered in full within the deadline, or a TransportError. Rejects with the signal's reason when that aborts. */
export function post({dispatcher, aborts}: PostDeps, wanted: PostRequest): Promise<Posted> {
  const {origin, path, body, signal} = wanted;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    dispatcher.dispatch(
      {origin, path, method: 'POST', headers, body},
      new ResponseHandler(wanted, aborts, resolve, reject),
    );
  });
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
    private readonly wanted: PostRequest,
    private readonly aborts: AbortListeners,
    private readonly resolve: (posted: Posted) => void,
    private readonly reject: (reason: unknown) => void,
  ) {
    const {origin, timeoutMs, signal} = wanted;
    this.#timer = setTimeout(
      () => this.#fail(new TransportError(`no complete answer from ${origin} within ${timeoutMs} ms`)),
      timeoutMs,
    );
    this.aborts.watch(signal, this.#onAbort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#over) controller.abort(new Error('given up'));
    else this.wanted.onSent();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    this.#status = status;
    this.#date = headers.date?.toString();
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_BODY_BYTES)
      this.#fail(new TransportError(`the answer of ${this.wanted.origin} is longer than ${MAX_BODY_BYTES} bytes`));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const status = this.#status;
    if (status !== 200) this.#fail(new TransportError(`HTTP status ${status} from ${this.wanted.origin}`, {status}));
    else if (this.#end()) this.resolve({text: textOf(this.#chunks.splice(0)), date: this.#date});
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error & {code?: string}): void {
    const advice = certificateAdvice(error);
    this.#fail(
      new TransportError(`no answer from ${this.wanted.origin}: ${describe(error)}`, {}, {cause: error, advice}),
    );
  }

  readonly #onAbort = () => this.#fail(this.wanted.signal.reason);

  #fail(reason: unknown): void {
    if (this.#end()) this.reject(reason);
    this.#controller?.abort(new Error('given up'));
  }

  /** False when it was over before. */
  #end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    clearTimeout(this.#timer);
    this.aborts.forget(this.wanted.signal, this.#onAbort);
    return true;
  }
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
