import type {Point} from '../domain/point.js';
import type {LatestQuery, Log, PointQuery, Store, SumQuery, SumRow} from '../domain/ports.js';
import {Database} from './database.js';
import {latestQuery, pointsQuery, type Query, sumsQuery} from './queries.js';
import {type Alike, toPoints, toSumRows} from './rows.js';
import {readTable, type Table} from './table.js';
import {writeAll} from './transaction.js';

/** Opens the file, or makes it with its folder. Throws StoreDeniedError or StoreUnavailableError. */
export async function openDuckDb({path}: {readonly path: string}, deps: {readonly log?: Log} = {}): Promise<Store> {
  const store = new DuckDbStore(new Database(path), deps.log);
  await store.ping();
  return store;
}

/** Measurements are tables of the same name; a write is one transaction. */
class DuckDbStore implements Store {
  readonly #database: Database;
  readonly #log: Log | undefined;
  #lastWrite: Promise<void> = Promise.resolve();

  constructor(database: Database, log: Log | undefined) {
    this.#database = database;
    this.#log = log;
  }

  /** Writes follow each other: DuckDB lets two transactions change one table only while they do not meet. */
  write(points: readonly Point[]): Promise<void> {
    if (points.length === 0) return Promise.resolve();
    const write = () => this.#database.use((connection) => writeAll(connection, points, this.#log));
    const written = this.#lastWrite.then(write);
    this.#lastWrite = written.catch(() => undefined);
    return written;
  }

  points(query: PointQuery): Promise<Point[]> {
    return this.#read(query, pointsQuery, toPoints);
  }

  sums(queries: readonly SumQuery[]): Promise<SumRow[][]> {
    return Promise.all(queries.map((query) => this.#read(query, sumsQuery, (group) => toSumRows(group, query.by))));
  }

  latest(query: LatestQuery): Promise<Point[]> {
    return this.#read(query, latestQuery, toPoints);
  }

  async ping(): Promise<void> {
    await this.#database.use((connection) => connection.run('SELECT 1'));
  }

  async close(): Promise<void> {
    await this.#lastWrite;
    await this.#database.close();
  }

  #read<Q extends Pick<PointQuery, 'measurement' | 'tags' | 'fields'>, R>(
    query: Q,
    build: (table: Table, query: Q) => Query,
    convert: (group: Alike, table: Table) => R[],
  ): Promise<R[]> {
    return this.#database.use(async (connection) => {
      const table = await readTable(connection, query.measurement, query.fields);
      if (!table || !Object.keys(query.tags ?? {}).every((tag) => table.tags.includes(tag))) return [];
      const {sql, values} = build(table, query);
      const result = await connection.runAndReadAll(sql, values);
      return result.getRows().flatMap((group) => convert(group, table));
    });
  }
}
