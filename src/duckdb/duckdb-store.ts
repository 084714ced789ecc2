import type {DuckDBConnection} from '@duckdb/node-api';
import {StoreDeniedError} from '../domain/errors.js';
import {InTurn} from '../domain/in-turn.js';
import type {Point} from '../domain/point.js';
import type {
  IfMissing,
  Inventory,
  InventoryQuery,
  LatestQuery,
  Log,
  OutlierQuery,
  PointQuery,
  RemovalQuery,
  Store,
  SumQuery,
  SumRow,
} from '../domain/ports.js';
import {comesBack} from '../domain/probe.js';
import type {Tables} from '../domain/tables.js';
import type {EpochSeconds} from '../domain/window.js';
import {type Convert, eachOf, sumsOf} from './answers.js';
import {Database} from './database.js';
import {fieldsOf, outliersQuery} from './outliers.js';
import {isMissing, trialPlace} from './place.js';
import {inventoryQuery, latestQuery, pointsQuery, type Query, removal, sumsQuery} from './queries.js';
import {named, toPoints} from './rows.js';
import {ourTables, readTable, type Table} from './table.js';
import {tablesOf} from './tables.js';
import {writeAll} from './transaction.js';

/** Opens the file. Throws StoreDeniedError or StoreUnavailableError. */
export async function openDuckDb(
  {path}: {readonly path: string},
  {log, ifMissing = 'make'}: {readonly log?: Log; readonly ifMissing?: IfMissing | undefined} = {},
): Promise<Store> {
  const missing = ifMissing !== 'make' && isMissing(path);
  // At its first use, so that what is wrong with a question is told before.
  if (missing && ifMissing === 'refuse') return new DuckDbStore(new Database(path, {readOnly: true}), log);
  const trial = missing ? trialPlace(path) : undefined;
  const store = new DuckDbStore(new Database(trial?.path ?? path, {named: path}), log, trial?.clear);
  await store.ping().catch((error) => store.close().finally(() => Promise.reject(error)));
  return store;
}

/** A new file that is there for a while only, in no more memory than a command should have. */
export function openTemporary(path: string): Store {
  return new DuckDbStore(new Database(path, {modest: true}), undefined);
}

/** Measurements are tables of the same name; a write is one transaction. */
export class DuckDbStore implements Store {
  readonly #database: Database;
  readonly #log: Log | undefined;
  readonly #closed: () => void;
  readonly outliersWithin = 2_000_000;
  readonly #writes = new InTurn();
  readonly tables: Tables;

  constructor(database: Database, log: Log | undefined, closed = () => {}) {
    this.#database = database;
    this.#closed = closed;
    this.tables = tablesOf(database);
    this.#log = log;
  }

  /** Writes follow each other: DuckDB lets two transactions change one table only while they do not meet. */
  write(points: readonly Point[]): Promise<void> {
    if (points.length === 0) return Promise.resolve();
    return this.#change((connection) => writeAll(connection, points, this.#log));
  }

  remove(query: RemovalQuery): Promise<void> {
    return this.#change(async (connection) => {
      const table = await readTable(connection, query.measurement);
      if (!table || !hasTags(table, query)) return;
      const {sql, values} = removal(table, query);
      await connection.run(sql, values);
    });
  }

  points(query: PointQuery): Promise<Point[]> {
    return this.#read(query, pointsQuery, eachOf(toPoints));
  }

  sums(queries: readonly SumQuery[]): Promise<SumRow[][]> {
    return Promise.all(queries.map((query) => this.#read(query, sumsQuery, sumsOf(query))));
  }

  outliers(query: OutlierQuery): Promise<Record<string, string>[]> {
    const fields = fieldsOf(query);
    // What is not there stands out nowhere.
    const build = (table: Table) =>
      fields.every((name) => table.fields.has(name)) ? outliersQuery(table, query) : NONE;
    return this.#read(
      {...query, fields},
      build,
      eachOf((row) => [named(query.by, row)]),
    );
  }

  latest(query: LatestQuery): Promise<Point[]> {
    return this.#read(query, latestQuery, eachOf(toPoints));
  }

  inventory({wanted, every}: InventoryQuery): Promise<Inventory[]> {
    return this.#database.use(async (connection) => {
      const found: Inventory[] = [];
      for (const measurement of await ourTables(connection)) {
        const own = wanted(measurement);
        const table = own && (await readTable(connection, measurement));
        if (!own || !table || !hasTags(table, own)) continue;
        const {sql, values} = inventoryQuery(table, own, every);
        const rows = (await connection.runAndReadAll(sql, values)).getRows() as [number, number][];
        found.push(...rows.map(([time, points]) => ({measurement, time, points})));
      }
      return found;
    });
  }

  /** A file keeps everything. */
  async retention(): Promise<undefined> {}

  async probe(time: EpochSeconds): Promise<void> {
    if (!(await comesBack(this, time))) throw new StoreDeniedError('DuckDB does not give back what was written to it.');
  }

  async ping(): Promise<void> {
    await this.#database.use((connection) => connection.run('SELECT 1'));
  }

  async close(): Promise<void> {
    await this.#writes.ended();
    await this.#database.close();
    this.#closed();
  }

  #change(change: (connection: DuckDBConnection) => Promise<void>): Promise<void> {
    return this.#writes.do(() => this.#database.use(change));
  }

  #read<Q extends Pick<PointQuery, 'measurement' | 'tags' | 'fields'>, R>(
    query: Q,
    build: (table: Table, query: Q) => Query,
    convert: Convert<R>,
  ): Promise<R[]> {
    return this.#database.use(async (connection) => {
      const table = await readTable(connection, query.measurement, query.fields);
      if (!table || !hasTags(table, query)) return [];
      const {sql, values} = build(table, query);
      return convert(await connection.run(sql, values), table);
    });
  }
}

const NONE: Query = {sql: 'SELECT NULL WHERE false', values: []};

function hasTags(table: Table, {tags = {}}: Pick<PointQuery, 'tags'>): boolean {
  return Object.keys(tags).every((tag) => table.tags.includes(tag));
}
