import {measurement} from './domain/measurements.js';
import type {Store, SumQuery, SumRow} from './domain/ports.js';
import type {EpochSeconds, Seconds, Span} from './domain/window.js';

const DAY: Seconds = 86_400;

/** In longer spans more would have to be remembered than there is room for. */
const LONGEST: Seconds = 62 * DAY;

/** As much as InfluxDB keeps in one shard: it answers well within a request's deadline. */
const AT_ONCE: Seconds = 7 * DAY;

/** So many rows of all questions are kept: some 20 MB. */
const ROOM = 100_000;

interface Day {
  /** What the ledger said of the day before it was summed up. */
  readonly stamp: number;
  readonly rows: readonly SumRow[];
}

/**
 * A store's sums, of which whole days (UTC) are remembered for as long as the ledger says the same of them. Whoever changes a day's
 * points, in this process or another, records it after that; so what was read under an old stamp is not believed any more.
 */
export class RememberedSums {
  /** Those used last stand last. */
  readonly #days = new Map<string, Day>();
  #rows = 0;

  constructor(private readonly store: Pick<Store, 'sums'>) {}

  async sums(query: SumQuery): Promise<SumRow[]> {
    const {span, every = DAY} = query;
    const whole = {start: Math.ceil(span.start / DAY) * DAY, end: Math.floor(span.end / DAY) * DAY};
    const length = whole.end - whole.start;
    if (length <= 0 || length > LONGEST || DAY % every !== 0) return this.store.sums(query);
    const stamps = await this.#stamps(whole);
    const edges = [
      {start: span.start, end: whole.start},
      {start: whole.end, end: span.end},
    ].filter(({start, end}) => start < end);
    const found = await Promise.all([
      ...edges.map((edge) => this.store.sums({...query, span: edge})),
      this.#wholeDays({...query, span: whole}, stamps),
    ]);
    return query.every === undefined ? addedUp(found.flat()) : found.flat();
  }

  /** Every new entry, and every newer one in an old one's place, makes the day's sum another. */
  async #stamps(span: Span): Promise<Map<EpochSeconds, number>> {
    const fields = ['fetched_at'];
    const rows = await this.store.sums({measurement: measurement.ledger, span, fields, by: [], every: DAY});
    return new Map(rows.map(({time, fields: {fetched_at}}) => [time!, fetched_at!]));
  }

  async #wholeDays(query: SumQuery, stamps: ReadonlyMap<EpochSeconds, number>): Promise<SumRow[]> {
    const {span, ...question} = query;
    const found = new Map<EpochSeconds, readonly SumRow[]>();
    const missing: EpochSeconds[] = [];
    for (const start of daysOf(span)) {
      const key = JSON.stringify([question, start]);
      const known = this.#days.get(key);
      if (known && known.stamp === (stamps.get(start) ?? 0)) {
        found.set(start, known.rows);
        this.#remember(key, known);
      } else missing.push(start);
    }
    // One after another: each answer is remembered, even if a later one fails.
    for (const stretch of stretches(missing)) {
      const rows = byDay(await this.store.sums({...query, span: stretch, every: query.every ?? DAY}));
      for (const start of daysOf(stretch)) {
        const day = {stamp: stamps.get(start) ?? 0, rows: rows.get(start) ?? []};
        found.set(start, day.rows);
        this.#remember(JSON.stringify([question, start]), day);
      }
    }
    return [...found.values()].flat();
  }

  #remember(key: string, day: Day): void {
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

function daysOf({start, end}: Span): EpochSeconds[] {
  return Array.from({length: (end - start) / DAY}, (_, i) => start + i * DAY);
}

function byDay(rows: readonly SumRow[]): Map<EpochSeconds, SumRow[]> {
  const days = new Map<EpochSeconds, SumRow[]>();
  for (const row of rows) {
    const start = Math.floor(row.time! / DAY) * DAY;
    const day = days.get(start);
    if (day) day.push(row);
    else days.set(start, [row]);
  }
  return days;
}

/** Days that follow each other are asked for at once, up to a week. */
function stretches(days: readonly EpochSeconds[]): Span[] {
  const found: Span[] = [];
  for (const start of days) {
    const last = found.at(-1);
    if (last?.end === start && start - last.start < AT_ONCE)
      found[found.length - 1] = {start: last.start, end: start + DAY};
    else found.push({start, end: start + DAY});
  }
  return found;
}

/** One row for each combination of tags. */
function addedUp(rows: readonly SumRow[]): SumRow[] {
  const sums = new Map<string, {tags: SumRow['tags']; fields: Record<string, number>}>();
  for (const {tags, fields} of rows) {
    const key = JSON.stringify(tags);
    const sum = sums.get(key);
    if (!sum) sums.set(key, {tags, fields: {...fields}});
    else for (const field in fields) sum.fields[field]! += fields[field]!;
  }
  return [...sums.values()];
}
