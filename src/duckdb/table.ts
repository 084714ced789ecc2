import {type DuckDBConnection, quotedIdentifier} from '@duckdb/node-api';
import {namePrefix} from '../domain/measurements.js';
import type {Point} from '../domain/point.js';

/** The columns of a measurement beside `time`: tags are VARCHAR NOT NULL, fields may be NULL where a point has none. */
export interface Table {
  readonly name: string;
  readonly tags: readonly string[];
  readonly fields: ReadonlyMap<string, FieldType>;
}

export type FieldType = 'BIGINT' | 'VARCHAR';

/** All columns, in the order in which everything here reads and writes them. */
export function columnsOf(table: Table): string[] {
  return ['time', ...table.tags, ...table.fields.keys()];
}

/** The names of the fields, apart by what they hold. */
export function byType({fields}: Table): {readonly numbers: string[]; readonly texts: string[]} {
  const ofType = (wanted: FieldType) => Array.from(fields).flatMap(([name, type]) => (type === wanted ? [name] : []));
  return {numbers: ofType('BIGINT'), texts: ofType('VARCHAR')};
}

/** A list for SQL. */
export function quoted(names: Iterable<string>, separator = ', '): string {
  return Array.from(names, quotedIdentifier).join(separator);
}

/** The table as it stands in the file, with these fields or all; columns that somebody added in other types are left alone. */
export async function readTable(
  connection: DuckDBConnection,
  name: string,
  wanted?: readonly string[],
): Promise<Table | undefined> {
  const sql = `SELECT column_name, data_type, is_nullable FROM duckdb_columns()
    WHERE database_name = current_database() AND schema_name = 'main' AND table_name = $1 ORDER BY column_index`;
  const rows = (await connection.runAndReadAll(sql, [name])).getRows() as [string, string, boolean][];
  if (rows.length === 0) return undefined;
  const isField = ([column, type, nullable]: [string, string, boolean]) =>
    nullable && (type === 'BIGINT' || type === 'VARCHAR') && (wanted?.includes(column) ?? true);
  return {
    name,
    tags: rows.filter(([, type, nullable]) => type === 'VARCHAR' && !nullable).map(([column]) => column),
    fields: new Map(rows.filter(isField).map(([column, type]) => [column, type as FieldType])),
  };
}

/** Every table that holds a measurement of ours. */
export async function ourTables(connection: DuckDBConnection): Promise<string[]> {
  const sql = `SELECT table_name FROM duckdb_tables()
    WHERE database_name = current_database() AND schema_name = 'main' AND starts_with(table_name, $1)`;
  return ((await connection.runAndReadAll(sql, [namePrefix])).getRows() as [string][]).map(([name]) => name);
}

/** The table as the points need it: the columns that exist, and the new fields. */
export function tableFor(points: readonly [Point, ...Point[]], standing: Table | undefined): Table {
  const fields = new Map(standing?.fields);
  for (const point of points) {
    for (const [name, value] of Object.entries(point.fields)) {
      if (!fields.has(name)) fields.set(name, typeof value === 'string' ? 'VARCHAR' : 'BIGINT');
    }
  }
  const [{measurement, tags}] = points;
  return {name: measurement, tags: standing?.tags ?? Object.keys(tags), fields};
}

/** Creates the table or adds its new fields. */
export async function migrate(connection: DuckDBConnection, standing: Table | undefined, table: Table): Promise<void> {
  const name = quotedIdentifier(table.name);
  if (!standing) {
    const tags = table.tags.map((tag) => `${quotedIdentifier(tag)} VARCHAR NOT NULL`);
    const fields = Array.from(table.fields, ([field, type]) => `${quotedIdentifier(field)} ${type}`);
    await connection.run(`CREATE TABLE ${name} (${['time TIMESTAMP NOT NULL', ...tags, ...fields].join(', ')})`);
    return;
  }
  for (const [field, type] of table.fields) {
    if (standing.fields.has(field)) continue;
    await connection.run(`ALTER TABLE ${name} ADD COLUMN ${quotedIdentifier(field)} ${type}`);
  }
}
