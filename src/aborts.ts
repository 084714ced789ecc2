/**
 * One listener on a long-lived signal for everybody who waits under it. With a listener each, every one would point to the next, and the
 * garbage collector's quick passes would keep that chain alive with all requests that hang on it (a fifth of the collector's work).
 */
export class Aborts {
  readonly #waiting = new WeakMap<AbortSignal, Set<() => void>>();

  /** Calls `onAbort` when the signal aborts, until the function that it gives is called. */
  watch(signal: AbortSignal, onAbort: () => void): () => void {
    const waiting = this.#waiting.get(signal) ?? this.#listen(signal);
    waiting.add(onAbort);
    return () => waiting.delete(onAbort);
  }

  #listen(signal: AbortSignal): Set<() => void> {
    const waiting = new Set<() => void>();
    this.#waiting.set(signal, waiting);
    signal.addEventListener(
      'abort',
      () => {
        for (const onAbort of waiting) onAbort();
      },
      {once: true},
    );
    return waiting;
  }
}
