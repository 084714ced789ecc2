/** How often the time is looked at. */
const EVERY_MS = 20;

/** When this process was late, so that what it saw then had come earlier: machines that run tests are busy. */
export class LagLog {
  readonly #late: {readonly atMs: number; readonly byMs: number}[] = [];
  readonly #timer: NodeJS.Timeout;
  #expectedMs = performance.now() + EVERY_MS;

  constructor() {
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
  }

  /** The longest by which something seen at this moment may have come earlier. */
  around(atMs: number): number {
    const near = this.#late.filter((lag) => Math.abs(lag.atMs - atMs) <= lag.byMs + EVERY_MS);
    return Math.max(0, ...near.map(({byMs}) => byMs));
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const nowMs = performance.now();
    const byMs = nowMs - this.#expectedMs;
    if (byMs > EVERY_MS) this.#late.push({atMs: nowMs, byMs});
    this.#expectedMs = nowMs + EVERY_MS;
  }
}
