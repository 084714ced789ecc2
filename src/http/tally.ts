import {Counter, type CounterConfiguration} from 'prom-client';
import {NameTree} from '../domain/name-tree.js';

type Labels<L extends string> = Record<L, string>;

interface Count<L extends string> {
  readonly labels: Labels<L>;
  /** Undefined: nothing since it was told. */
  untold: number | undefined;
}

/**
 * Counts, and tells the library's counter when somebody asks for that. The library would make a string of the labels each time, and
 * look it up among tens of thousands: for three counters a fiftieth of all that a call costs.
 */
export class Tally<L extends string> {
  readonly counter: Counter<L>;
  readonly #counts = new NameTree<Count<L>>();
  #all: Count<L>[] = [];

  constructor(
    private readonly options: CounterConfiguration<L> & {readonly labelNames: readonly L[]},
    /** Others are not counted. */
    private readonly admits: (labels: Labels<L>) => boolean,
  ) {
    this.counter = new Counter({...options, collect: () => this.#tell()});
  }

  /** `values` of the labels, in the order of their names. */
  add(values: readonly string[], by = 1): void {
    const count = this.#counts.get(values) ?? this.#begin(values);
    if (count) count.untold = (count.untold ?? 0) + by;
  }

  /** Asks anew who is counted. */
  renew(): void {
    this.#tell();
    this.#counts.clear();
    this.#all = [];
  }

  #begin(values: readonly string[]): Count<L> | undefined {
    const labels = Object.fromEntries(
      this.options.labelNames.map((name, index) => [name, values[index]!]),
    ) as Labels<L>;
    if (!this.admits(labels)) return undefined;
    const count = {labels, untold: undefined};
    this.#counts.set(values, count);
    this.#all.push(count);
    return count;
  }

  #tell(): void {
    for (const count of this.#all) {
      if (count.untold !== undefined) this.counter.inc(count.labels, count.untold);
      count.untold = undefined;
    }
  }
}
