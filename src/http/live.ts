import type {ServerResponse} from 'node:http';
import {setInterval} from 'node:timers';
import type {FastifyReply} from 'fastify';
import type {Log} from '../domain/ports.js';
import {BusyError} from './question-limit.js';

/** What is sent again and again; it holds the time, so that a silent line is a dead one. */
export type Snapshot = () => unknown;

const EVERY_MS = 1000;
const MOST_READERS = 100;
/** A reader that has taken nothing off the line for so many snapshots is let go. */
const PATIENCE = 30;

const headers = {
  'content-type': 'text/event-stream',
  // A proxy that waits until it has much to hand on would hand on nothing for minutes; one that compresses, too.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};

/** Server-sent events for many: a snapshot is made once for all of them, and who is slow misses some instead of having them kept. */
export class LiveStream {
  /** With the number of snapshots that each has missed in a row. */
  readonly #readers = new Map<ServerResponse, number>();
  #timer: NodeJS.Timeout | undefined;
  #latest = '';

  constructor(
    private readonly snapshot: Snapshot,
    private readonly log: Log,
  ) {}

  /** Answers until either end goes away. Throws a BusyError. */
  send(reply: FastifyReply): void {
    if (this.#readers.size >= MOST_READERS) throw new BusyError();
    if (this.#readers.size === 0) this.#latest = this.#made();
    reply.hijack();
    const {raw} = reply;
    raw.writeHead(200, {...(reply.getHeaders() as Record<string, string>), ...headers});
    raw.write(`retry: 1000\n${this.#latest}`);
    this.#readers.set(raw, 0);
    this.#timer ??= setInterval(() => this.tick(), EVERY_MS);
    raw.on('close', () => this.#forget(raw));
  }

  /** For who only asks about it. */
  describe(reply: FastifyReply): FastifyReply {
    return reply.headers(headers).send();
  }

  /** Sends what is true now; called every second as long as somebody listens. */
  tick(): void {
    try {
      this.#latest = this.#made();
    } catch (error) {
      this.log.error({err: error}, 'snapshot failed');
      for (const reader of this.#readers.keys()) reader.destroy();
      return;
    }
    for (const [reader, missed] of this.#readers) {
      const reads = reader.writableLength === 0;
      if (reads) reader.write(this.#latest);
      if (!reads && missed >= PATIENCE) reader.destroy();
      else this.#readers.set(reader, reads ? 0 : missed + 1);
    }
  }

  #made(): string {
    return `data: ${JSON.stringify(this.snapshot())}\n\n`;
  }

  #forget(reader: ServerResponse): void {
    this.#readers.delete(reader);
    if (this.#readers.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
