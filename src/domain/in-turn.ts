/** Does pieces of work one after another, in the order of asking; one that fails does not stop the next. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve();

  /** Settles as the work does. */
  do<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Resolves when all that was asked for by now has ended, well or not. */
  async ended(): Promise<void> {
    await this.#last;
  }
}
