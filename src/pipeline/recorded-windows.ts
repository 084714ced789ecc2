import type {Known, LedgerEntry, Surveyed} from '../domain/coverage.js';

/** What became of a run's windows, with no object for each: a backfill of many apps holds hundreds of thousands. */
export class Kept {
  /** 0: not kept. */
  readonly #fetchedAt: Float64Array;
  readonly #rejected = new Set<number>();

  constructor(private readonly due: readonly Surveyed[]) {
    this.#fetchedAt = new Float64Array(due.length);
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
