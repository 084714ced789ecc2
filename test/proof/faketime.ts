import {writeFileSync} from 'node:fs';
import {debian} from '../support/servers/debian-packages.js';

/** A clock on the wall that is set at will, for a process that is given its variables; the one that never jumps is left alone. */
export class WallClock {
  readonly env: Readonly<Record<string, string>>;
  #offset = 0;
  readonly #past: {readonly untilMs: number; readonly offset: number}[] = [];

  constructor(private readonly file: string) {
    this.env = {
      LD_PRELOAD: debian.file('libfaketime'),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      DONT_FAKE_MONOTONIC: '1',
    };
    this.set(0);
  }

  get offset(): number {
    return this.#offset;
  }

  /** Seconds before or after the true time. */
  set(offset: number): void {
    this.#past.push({untilMs: Date.now(), offset: this.#offset});
    this.#offset = offset;
    writeFileSync(this.file, `${offset < 0 ? '' : '+'}${offset}\n`);
  }

  now(): number {
    return Date.now() + this.#offset * 1000;
  }

  /** What the clock has shown within the last moments: its earliest and its latest, in seconds. */
  shownWithin(ms: number): {earliest: number; latest: number} {
    const shown = [
      this.#offset,
      ...this.#past.filter(({untilMs}) => untilMs > Date.now() - ms).map(({offset}) => offset),
    ];
    const now = Math.floor(Date.now() / 1000);
    return {earliest: now - ms / 1000 + Math.min(...shown), latest: now + 1 + Math.max(...shown)};
  }
}
