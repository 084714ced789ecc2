import {type DuckDBAppender, type DuckDBConnection, quotedIdentifier} from '@duckdb/node-api';
import type {Point} from '../domain/point.js';
import {toTimestamp} from './rows.js';
import {columnsOf, quoted, type Table} from './table.js';

/**
 * Replaces rows of the same identity and adds the others. A merge keeps the rows unique without a primary key, whose
 * index would cost three times the file and the memory; the statistics that DuckDB keeps of each block find the few rows it needs.
 */
export async function mergeInto(connection: DuckDBConnection, table: Table, points: readonly Point[]): Promise<void> {
  const name = quotedIdentifier(table.name);
  const columns = columnsOf(table);
  await connection.run(`CREATE OR REPLACE TEMP TABLE staged AS SELECT ${quoted(columns)} FROM ${name} LIMIT 0`);
  const appender = await connection.createAppender('staged', 'main', 'temp');
  for (const point of lastOfEach(points, table)) append(appender, point, table);
  appender.closeSync();
  const fields = Array.from(table.fields.keys(), quotedIdentifier);
  await connection.run(`MERGE INTO ${name} USING temp.staged AS staged USING (${quoted(['time', ...table.tags])})
    WHEN MATCHED THEN UPDATE SET ${fields.map((field) => `${field} = staged.${field}`).join(', ')}
    WHEN NOT MATCHED THEN INSERT (${quoted(columns)}) VALUES (${columns.map((c) => `staged.${quotedIdentifier(c)}`).join(', ')})`);
}

/** One point for each identity: a merge would take both of two. */
function lastOfEach(points: readonly Point[], table: Table): Iterable<Point> {
  const identity = ({tags, time}: Point) => JSON.stringify([time, ...table.tags.map((tag) => tags[tag])]);
  return new Map(points.map((point) => [identity(point), point])).values();
}

function append(appender: DuckDBAppender, {time, tags, fields}: Point, table: Table): void {
  appender.appendTimestamp(toTimestamp(time));
  for (const tag of table.tags) appender.appendVarchar(tags[tag]!);
  for (const field of table.fields.keys()) {
    const value = fields[field];
    if (value === undefined) appender.appendNull();
    else if (typeof value === 'string') appender.appendVarchar(value);
    else appender.appendBigInt(BigInt(value));
  }
  appender.endRow();
}
