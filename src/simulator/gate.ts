import {code} from './code.js';

const MINUTE_MS = 60_000;
const MAX_BAD_SIGNATURES = 10;
const SIGNATURE_CODES: readonly number[] = [
  code.sigExpired,
  code.sigUnreadable,
  code.sigWrongKey,
  code.sigOtherIdentifier,
  code.sigOtherSdkAppId,
];

/** What one app has done lately: too many bad signatures, or calls too close together. Times are of a monotonic clock. */
export class Gate {
  readonly #minGapMs: number;
  #badSignatures: number[] = [];
  #shutUntil = Number.NEGATIVE_INFINITY;
  readonly #lastCall = new Map<string, number>();

  constructor(minGapMs: number) {
    this.#minGapMs = minGapMs;
  }

  isShut(atMs: number): boolean {
    return atMs < this.#shutUntil;
  }

  /** Ten bad signatures within a minute shut the gate for the next one. */
  noteVerdict(verdict: number, atMs: number): void {
    if (!SIGNATURE_CODES.includes(verdict)) return;
    this.#badSignatures = [...this.#badSignatures.filter((at) => at > atMs - MINUTE_MS), atMs];
    if (this.#badSignatures.length < MAX_BAD_SIGNATURES) return;
    this.#badSignatures = [];
    this.#shutUntil = atMs + MINUTE_MS;
  }

  /** Counts every authenticated call, refused ones too: a caller that keeps trying stays locked out. */
  isTooSoon(command: string, atMs: number): boolean {
    const last = this.#lastCall.get(command);
    this.#lastCall.set(command, atMs);
    return last !== undefined && atMs - last < this.#minGapMs;
  }
}
