/**
 * Puts one listener on a long-lived signal for everything that waits for it. With a listener each, every one would point to the next,
 * and the garbage collector's quick passes would keep that chain alive with all requests that hang on it (a fifth of the work).
 */
export class AbortListeners {
  readonly #waiting = new WeakMap<AbortSignal, (() => void)[]>();

  /** Calls `onAbort` when the signal aborts, unless it is forgotten before. */
  watch(signal: AbortSignal, onAbort: () => void): void {
    const waiting = this.#waiting.get(signal) ?? this.#listen(signal);
    waiting.push(onAbort);
  }

  forget(signal: AbortSignal, onAbort: () => void): void {
    const waiting = this.#waiting.get(signal);
    const index = waiting?.indexOf(onAbort) ?? -1;
    if (index < 0) return;
    const last = waiting!.pop()!;
    if (index < waiting!.length) waiting![index] = last;
  }

  /** Not a Set: one in which things come and go keeps its former tables in a chain like that, with what they held. */
  #listen(signal: AbortSignal): (() => void)[] {
    const waiting: (() => void)[] = [];
    this.#waiting.set(signal, waiting);
    signal.addEventListener(
      'abort',
      () => {
        for (const onAbort of [...waiting]) onAbort();
      },
      {once: true},
    );
    return waiting;
  }
}
