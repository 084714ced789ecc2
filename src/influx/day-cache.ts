import type {SumRow} from '../domain/ports.js';

/** The most rows that are kept: some 20 MB. */
const ROOM = 100_000;

interface Day {
  readonly stamp: number;
  readonly rows: readonly SumRow[];
}

/** Rows by what they answer, each with the stamp under which it was read. When there is no room, what was not used for longest goes. */
export class DayCache {
  /** The most recently used come last. */
  readonly #days = new Map<string, Day>();
  #rows = 0;

  /** Undefined when nothing is known, or not under this stamp. */
  recall(key: string, stamp: number): readonly SumRow[] | undefined {
    const day = this.#days.get(key);
    if (day?.stamp !== stamp) return undefined;
    this.#days.delete(key);
    this.#days.set(key, day);
    return day.rows;
  }

  remember(key: string, day: Day): void {
    this.#forget(key);
    this.#days.set(key, day);
    this.#rows += 1 + day.rows.length;
    for (const oldest of this.#days.keys()) {
      if (this.#rows <= ROOM) return;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    const day = this.#days.get(key);
    if (day) this.#rows -= 1 + day.rows.length;
    this.#days.delete(key);
  }
}
