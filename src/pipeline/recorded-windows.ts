import type {Known, LedgerEntry, Surveyed} from '../domain/coverage.js';
import type {EpochSeconds} from '../domain/window.js';

/** Which of a run's windows comes next, and what became of the others, with no object for each: a backfill of many apps holds hundreds of thousands. */
export class RecordedWindows {
  /** 0: not recorded. */
  readonly #fetchedAt: Float64Array;
  readonly #rejected = new Set<number>();
  #next = 0;
  /** From this index on, windows have been asked for from the oldest on. */
  #askedFrom: number;
  #fromOldest = false;

  /** Windows that end later are still open by the vendor's clock. */
  closedUntil: EpochSeconds = Number.POSITIVE_INFINITY;
  /** Windows are newest first: from the one of this index on, the store does not keep them. */
  end: number;

  constructor(private readonly due: readonly Surveyed[]) {
    this.#fetchedAt = new Float64Array(due.length);
    this.end = due.length;
    this.#askedFrom = due.length;
  }

  get unkept(): number {
    return this.due.length - this.end;
  }

  endAt(index: number): void {
    this.end = Math.min(this.end, index);
  }

  /** Of the next window that is worth asking for; undefined: there is none. */
  next(): number | undefined {
    const last = Math.min(this.end, this.#askedFrom) - 1;
    while (this.#next <= last && this.due[this.#next]!.window.end > this.closedUntil) this.#next += 1;
    if (this.#next > last) return undefined;
    return this.#fromOldest ? last : this.#next;
  }

  /** It is asked for now. */
  take(): number | undefined {
    const taken = this.next();
    if (taken === undefined) return undefined;
    if (this.#fromOldest) this.#askedFrom = taken;
    else this.#next += 1;
    return taken;
  }

  /** From now on the oldest come first. False: they did already. */
  turnRound(): boolean {
    const turned = !this.#fromOldest;
    this.#fromOldest = true;
    return turned;
  }

  /** The entry of the due window of that index. */
  add(index: number, {fetchedAt, outcome}: LedgerEntry): void {
    this.#fetchedAt[index] = fetchedAt;
    if (outcome === 'rejected') this.#rejected.add(index);
  }

  entries(): Known[] {
    return this.due.flatMap(({window}, index) => {
      const fetchedAt = this.#fetchedAt[index]!;
      return fetchedAt ? [{window, fetchedAt, outcome: this.#rejected.has(index) ? 'rejected' : 'ok'}] : [];
    });
  }
}
