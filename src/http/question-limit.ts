import type {ServerResponse} from 'node:http';
import {setTimeout as sleep} from 'node:timers/promises';

/** So many are worked on at once; the others wait in turn. */
const AT_ONCE = 2;
/** So many may wait, be worked on, or be on their way to somebody who reads slowly. */
const OPEN = 64;
/** Who has not read its answer by then is not waited for. */
const READ_WITHIN_MS = 60_000;
const BREATH_MS = 5;

/**
 * Before each piece of work. One connection is accepted in a turn of the event loop (libuv since 1.45): without a breath, a probe that comes
 * behind hundreds of askers would wait for as many answers.
 */
export function breath(): Promise<void> {
  return sleep(BREATH_MS);
}

/** More is asked than can be answered. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
  readonly statusCode = 503;
  readonly retryAfterSeconds = 1;

  constructor() {
    super('too many questions are being answered: ask again in a moment');
  }
}

/** Bounds what answering costs, however many ask: work at once, and answers that are held in memory. */
export class QuestionLimit {
  readonly #waiting: (() => void)[] = [];
  #working = 0;
  #open = 0;

  constructor(private readonly limits = {atOnce: AT_ONCE, open: OPEN}) {}

  /** The signal aborts when whoever asked has gone; work that heeds it makes room for others. Throws a BusyError. */
  async answer<T>(response: ServerResponse, work: (gone: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#open >= this.limits.open) throw new BusyError();
    this.#open += 1;
    const gone = new AbortController();
    const closed = () => {
      this.#open -= 1;
      gone.abort();
    };
    if (response.destroyed) closed();
    else response.once('close', closed);
    await this.#turn(gone.signal);
    try {
      return await work(gone.signal);
    } finally {
      const timer = setTimeout(() => response.destroy(), READ_WITHIN_MS).unref();
      response.once('close', () => clearTimeout(timer));
      this.#leave();
    }
  }

  async #turn(gone: AbortSignal): Promise<void> {
    gone.throwIfAborted();
    if (this.#working >= this.limits.atOnce) await this.#wait(gone);
    else this.#working += 1;
  }

  /** Whoever leaves hands its place on, so that it is never free in between. */
  #wait(gone: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = () => {
        gone.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(gone.reason);
      };
      this.#waiting.push(enter);
      gone.addEventListener('abort', giveUp, {once: true});
    });
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#working -= 1;
  }
}
