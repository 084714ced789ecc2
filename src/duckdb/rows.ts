import {
  type DuckDBListValue,
  type DuckDBStructValue,
  type DuckDBTimestampValue,
  type DuckDBValue,
  timestampValue,
} from '@duckdb/node-api';
import type {Point} from '../domain/point.js';
import type {SumQuery, SumRow} from '../domain/ports.js';
import type {EpochSeconds} from '../domain/window.js';
import {byType, type Table} from './table.js';

/** Rows with the same texts: those, and then the list of what each row has of its own; null when there are no rows. */
export type Alike = readonly DuckDBValue[];

/** The column beside the sums that says how many points they are of. */
export const POINTS = 'points of the sum';

const MICROS = 1_000_000n;

/** A TIMESTAMP has no zone: what stands in the table is UTC. */
export function toTimestamp(time: EpochSeconds): DuckDBTimestampValue {
  return timestampValue(BigInt(time) * MICROS);
}

export function toPoints(group: Alike, table: Table): Point[] {
  const tags = named(table.tags, group);
  const texts = named(byType(table).texts, group.slice(table.tags.length));
  return rowsOf(group).map(({time, fields}) => {
    return {measurement: table.name, tags, fields: present(Object.assign(fields, texts)), time};
  });
}

/** Of stretches of time. */
export function toStretches(group: Alike, by: readonly string[]): SumRow[] {
  const tags = named(by, group);
  return rowsOf(group).map(({time, fields: {[POINTS]: points = 0, ...fields}}) => ({tags, time, points, fields}));
}

/** Of columns: the tags, the number of points, and the fields. */
export function toSumRows(columns: readonly (readonly DuckDBValue[])[], {by, fields}: SumQuery): SumRow[] {
  const [tags, points = [], sums] = [columns.slice(0, by.length), columns[by.length], columns.slice(by.length + 1)];
  return points.map((count, row) => {
    return {tags: inRow(by, tags, row), points: count as number, fields: inRow(fields, sums, row)};
  });
}

/** Assigned one by one: of a hundred thousand rows, objects made from lists of entries take three times as long. */
function inRow<T extends DuckDBValue>(
  names: readonly string[],
  columns: readonly (readonly DuckDBValue[])[],
  row: number,
) {
  const found: Record<string, T> = {};
  for (let i = 0; i < names.length; i += 1) found[names[i]!] = columns[i]![row] as T;
  return found;
}

interface Row {
  readonly time: EpochSeconds;
  readonly fields: Record<string, number>;
}

function rowsOf(group: Alike): Row[] {
  const rows = group.at(-1) as DuckDBListValue | null;
  return (rows?.items ?? []).map((row) => {
    const {time, fields} = (row as DuckDBStructValue).entries;
    return {time, fields: (fields as DuckDBStructValue | null)?.entries ?? {}} as Row;
  });
}

export function named(names: readonly string[], values: readonly DuckDBValue[]): Record<string, string> {
  return Object.fromEntries(names.map((name, i) => [name, values[i] as string]));
}

/** A field that a point does not have is NULL in its table. */
function present<T>(fields: Record<string, T>): Record<string, T> {
  for (const name in fields) if (fields[name] === null) delete fields[name];
  return fields;
}
