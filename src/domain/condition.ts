/** A condition variable, for one that waits at a time. */
export class Condition {
  #wake = () => {};

  notify(): void {
    this.#wake();
  }

  /** Resolves when it is notified, or when the signal aborts, which it had not. */
  wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        signal.removeEventListener('abort', this.#wake);
        this.#wake = () => {};
        resolve();
      };
      signal.addEventListener('abort', this.#wake, {once: true});
    });
  }
}
