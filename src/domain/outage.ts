import type {Log} from './ports.js';

/** Something that is tried again and again: the log tells once that it fails, and once that it works again. */
export class Outage {
  #lasts = false;

  constructor(
    private readonly log: Log,
    /** Of what. */
    private readonly data: object,
    /** What the log says; a log line is a constant sentence. */
    private readonly sentences: {readonly begins: string; readonly ends: string},
  ) {}

  failed(error: unknown): void {
    const level = this.#lasts ? 'debug' : 'warn';
    const reason = error instanceof Error ? error.message : String(error);
    this.log[level]({...this.data, reason}, this.sentences.begins);
    this.#lasts = true;
  }

  worked(): void {
    if (this.#lasts) this.log.info(this.data, this.sentences.ends);
    this.#lasts = false;
  }
}
