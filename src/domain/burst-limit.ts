/**
 * Lets a limited number of calls pass in each round of the event loop, the others one round later each, in the order of asking. undici
 * writes to a connection that was idle only after the timers and the reads of the round. So requests of thousands of apps whose
 * beats come together would all leave at once, and all that follow them, too: a second's work in a burst, and then nothing to do.
 */
export class BurstLimit {
  #left: number;
  #counting = false;
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly perRound = 64) {
    this.#left = perRound;
  }

  get isOpen(): boolean {
    return this.#left > 0;
  }

  pass(): void {
    this.#left -= 1;
    this.#count();
  }

  /** Resolves in a round in which it is open; a caller that comes late in that round may find it closed again. */
  opens(): Promise<void> {
    this.#count();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #count(): void {
    if (this.#counting) return;
    this.#counting = true;
    setImmediate(() => this.#nextRound());
  }

  #nextRound(): void {
    this.#counting = false;
    this.#left = this.perRound;
    const next = this.#waiting.splice(0, this.perRound);
    for (const resolve of next) resolve();
    // Those that waited may have given up; then no call passes that would start the count.
    if (this.#waiting.length > 0) this.#count();
  }
}
