import {type DuckDBTimestampValue, type DuckDBValue, timestampValue} from '@duckdb/node-api';
import type {Point} from '../domain/point.js';
import type {SumRow} from '../domain/ports.js';
import type {EpochSeconds} from '../domain/window.js';
import type {Table} from './table.js';

/** A row as DuckDB gives it, by column name. */
export type Row = Readonly<Record<string, DuckDBValue>>;

const MICROS = 1_000_000n;

/** A TIMESTAMP has no zone: what stands in the table is UTC. */
export function toTimestamp(time: EpochSeconds): DuckDBTimestampValue {
  return timestampValue(BigInt(time) * MICROS);
}

export function toPoint(row: Row, table: Table): Point {
  const present = Array.from(table.fields.keys()).filter((field) => row[field] !== null);
  const value = (field: string) => (table.fields.get(field) === 'VARCHAR' ? String(row[field]) : Number(row[field]));
  return {
    measurement: table.name,
    tags: tagsOf(row, table.tags),
    fields: Object.fromEntries(present.map((field) => [field, value(field)])),
    time: timeOf(row),
  };
}

export function toSumRow(row: Row, by: readonly string[], fields: readonly string[]): SumRow {
  return {
    tags: tagsOf(row, by),
    ...(row.time !== undefined && {time: timeOf(row)}),
    fields: Object.fromEntries(fields.map((field) => [field, Number(row[field])])),
  };
}

function timeOf(row: Row): EpochSeconds {
  return Number((row.time as DuckDBTimestampValue).micros / MICROS);
}

function tagsOf(row: Row, tags: readonly string[]): Record<string, string> {
  return Object.fromEntries(tags.map((tag) => [tag, String(row[tag])]));
}
