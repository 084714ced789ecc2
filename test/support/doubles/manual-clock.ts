import type {Clock} from '../../../src/domain/ports.js';

/** Time stands still unless it is set, or somebody sleeps: then it jumps to the end of the sleep. */
export class ManualClock implements Clock {
  readonly slept: number[] = [];
  #ms: number;
  #jumpedMs = 0;

  constructor(iso: string) {
    this.#ms = Date.parse(iso);
  }

  now(): number {
    return this.#ms + this.#jumpedMs;
  }

  elapsed(): number {
    return this.#ms;
  }

  set(iso: string): void {
    this.#ms = Date.parse(iso) - this.#jumpedMs;
  }

  /** Somebody sets the clock on the wall; no time passes. */
  jump(seconds: number): void {
    this.#jumpedMs += seconds * 1000;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.slept.push(ms);
    // A caller that asks at the same moment still sees that moment.
    await undefined;
    this.#ms += Math.max(0, ms);
  }
}

/** `2026-03-01T00:00Z` as Unix seconds. */
export function at(iso: string): number {
  return Date.parse(iso) / 1000;
}
