import {StoreDeniedError} from '../../../src/domain/errors.js';
import type {Point} from '../../../src/domain/point.js';
import type {
  Inventory,
  InventoryQuery,
  LatestQuery,
  PointQuery,
  RemovalQuery,
  Store,
  SumQuery,
  SumRow,
} from '../../../src/domain/ports.js';
import {comesBack} from '../../../src/domain/probe.js';

/** A store that keeps points by their identity. It passes the same suite as the real ones. */
export class MemoryStore implements Store {
  readonly #points = new Map<string, Point>();
  /** How many points each write held. */
  readonly writes: number[] = [];
  /** Set to make everything that is asked of it fail. */
  failure: Error | undefined;
  /** Seconds for which it says that it keeps a point. */
  keeps: number | undefined;

  async write(points: readonly Point[]): Promise<void> {
    if (this.failure) throw this.failure;
    this.writes.push(points.length);
    for (const point of points) this.#points.set(identity(point), point);
  }

  async points({measurement, span, tags = {}, without = {}, texts = {}, fields}: PointQuery): Promise<Point[]> {
    if (this.failure) throw this.failure;
    const found = [...this.#points.values()].filter(
      (point) =>
        point.measurement === measurement &&
        point.time >= span.start &&
        point.time < span.end &&
        Object.entries(tags).every(([key, value]) => [value].flat().includes(point.tags[key]!)) &&
        Object.entries(texts).every(([key, value]) => point.fields[key] === value) &&
        !Object.entries(without).some(([key, values]) => values.includes(point.tags[key]!)),
    );
    return fields ? found.map((point) => ({...point, fields: only(fields, point.fields)})) : found;
  }

  sums(queries: readonly SumQuery[]): Promise<SumRow[][]> {
    return Promise.all(queries.map((query) => this.#sum(query)));
  }

  async #sum({fields, by, every, ...query}: SumQuery): Promise<SumRow[]> {
    const rows = new Map<
      string,
      {tags: Record<string, string>; time?: number; points: number; fields: Record<string, number>}
    >();
    for (const point of await this.points(query)) {
      const tags = Object.fromEntries(by.map((key) => [key, point.tags[key]!]));
      const group = {tags, ...(every !== undefined && {time: Math.floor(point.time / every) * every})};
      const key = JSON.stringify(group);
      const row = rows.get(key) ?? {...group, points: 0, fields: Object.fromEntries(fields.map((field) => [field, 0]))};
      row.points += 1;
      for (const field of fields) row.fields[field]! += Number(point.fields[field]);
      rows.set(key, row);
    }
    return [...rows.values()];
  }

  async latest({measurement, by}: LatestQuery): Promise<Point[]> {
    if (this.failure) throw this.failure;
    const newest = new Map<string, Point>();
    for (const point of this.#points.values()) {
      if (point.measurement !== measurement) continue;
      const key = JSON.stringify(by.map((name) => point.tags[name]));
      if (point.time >= (newest.get(key)?.time ?? Number.NEGATIVE_INFINITY)) newest.set(key, point);
    }
    return [...newest.values()];
  }

  async inventory({wanted, every}: InventoryQuery): Promise<Inventory[]> {
    if (this.failure) throw this.failure;
    const found: Inventory[] = [];
    for (const measurement of new Set([...this.#points.values()].map((point) => point.measurement))) {
      const own = measurement.startsWith('timpush_') && wanted(measurement);
      if (!own) continue;
      const stretches = new Map<number, number>();
      for (const {time} of await this.points({measurement, ...own})) {
        const stretch = Math.floor(time / every) * every;
        stretches.set(stretch, (stretches.get(stretch) ?? 0) + 1);
      }
      found.push(...[...stretches].map(([time, points]) => ({measurement, time, points})));
    }
    return found;
  }

  async remove({measurement, span, tags}: RemovalQuery): Promise<void> {
    for (const point of await this.points({measurement, span, tags})) this.#points.delete(identity(point));
  }

  async retention(): Promise<number | undefined> {
    if (this.failure) throw this.failure;
    return this.keeps;
  }

  async probe(time: number): Promise<void> {
    if (!(await comesBack(this, time))) throw new StoreDeniedError('what was written does not come back');
  }

  async ping(): Promise<void> {
    if (this.failure) throw this.failure;
  }

  async close(): Promise<void> {}
}

function only(names: readonly string[], fields: Point['fields']): Point['fields'] {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}

function identity({measurement, tags, time}: Point): string {
  return JSON.stringify([measurement, Object.entries(tags).sort(), time]);
}
