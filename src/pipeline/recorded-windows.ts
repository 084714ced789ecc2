import type {Known, LedgerEntry, Surveyed} from '../domain/coverage.js';
import type {EpochSeconds} from '../domain/window.js';

/** What became of a run's windows, with no object for each: a backfill of many apps holds hundreds of thousands. */
export class RecordedWindows {
  /** 0: not recorded. */
  readonly #fetchedAt: Float64Array;
  readonly #rejected = new Set<number>();

  /** Windows that end later are still open by the vendor's clock. */
  closedUntil: EpochSeconds = Number.POSITIVE_INFINITY;
  /** Windows are newest first: from the one of this index on, the store does not keep them. */
  end: number;

  constructor(private readonly due: readonly Surveyed[]) {
    this.#fetchedAt = new Float64Array(due.length);
    this.end = due.length;
  }

  get unkept(): number {
    return this.due.length - this.end;
  }

  endAt(index: number): void {
    this.end = Math.min(this.end, index);
  }

  /** The first window from this index on that is worth asking for; `end`: none. */
  from(index: number): number {
    let next = index;
    while (next < this.end && this.due[next]!.window.end > this.closedUntil) next += 1;
    return Math.min(next, this.end);
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
