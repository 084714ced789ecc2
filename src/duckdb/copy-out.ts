import {join} from 'node:path';
import {type DuckDBConnection, quotedIdentifier} from '@duckdb/node-api';
import {measurement} from '../domain/measurements.js';
import type {Copied, CopiedTable, CopiedWindows, CopyRequest, PointsWanted} from '../domain/tables.js';
import {copyStatement} from './files.js';
import {condition} from './queries.js';
import {ourTables, readTable, type Table} from './table.js';

/** Copies what is wanted as it is at one moment, whatever is written meanwhile. */
export async function copyOut(connection: DuckDBConnection, request: CopyRequest): Promise<Copied> {
  await connection.run('BEGIN TRANSACTION READ ONLY');
  const tables: CopiedTable[] = [];
  let windows: CopiedWindows[] = [];
  for (const name of (await ourTables(connection)).sort()) {
    const wanted = request.wanted(name);
    const table = wanted && (await readTable(connection, name));
    if (!wanted || !table || Object.keys(wanted.tags ?? {}).some((tag) => !table.tags.includes(tag))) continue;
    const copied = await copyTable(connection, {table, wanted}, request);
    if (!copied) continue;
    tables.push(copied);
    if (name === measurement.ledger) windows = await windowsOf(connection, {table, wanted});
    request.onCopied?.(copied);
  }
  return {tables, windows};
}

interface Part {
  readonly table: Table;
  readonly wanted: PointsWanted;
}

async function copyTable(
  connection: DuckDBConnection,
  {table, wanted}: Part,
  {folder, format}: CopyRequest,
): Promise<CopiedTable | undefined> {
  const {sql, values} = condition(table, wanted);
  const span = `SELECT count(*)::DOUBLE, epoch(min(time)), epoch(max(time)) FROM ${quotedIdentifier(table.name)}`;
  const [row] = (await connection.runAndReadAll(`${span} WHERE ${sql}`, values)).getRows();
  const [points, oldest, newest] = row as [number, number, number];
  if (points === 0) return undefined;
  const file = `${table.name}.${format}`;
  await connection.run(copyStatement(table, sql, join(folder, file), format), values);
  const fields = Array.from(table.fields, ([name, type]) => [name, type === 'VARCHAR' ? 'string' : 'integer'] as const);
  return {measurement: table.name, file, points, oldest, newest, tags: table.tags, fields: Object.fromEntries(fields)};
}

async function windowsOf(connection: DuckDBConnection, {table, wanted}: Part): Promise<CopiedWindows[]> {
  const {sql, values} = condition(table, wanted);
  const ok = "outcome = 'ok'";
  const counted = `SELECT app, report, step, (count(*) FILTER (${ok}))::DOUBLE AS ok, (count(*) FILTER (NOT ${ok}))::DOUBLE AS rejected,
    epoch(min(time)) AS start, max(window_end)::DOUBLE AS "end" FROM ${quotedIdentifier(table.name)} WHERE ${sql} GROUP BY ALL ORDER BY ALL`;
  return (await connection.runAndReadAll(counted, values)).getRowObjects() as unknown as CopiedWindows[];
}
