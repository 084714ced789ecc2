import {
  type DuckDBListValue,
  type DuckDBStructValue,
  type DuckDBTimestampValue,
  type DuckDBValue,
  timestampValue,
} from '@duckdb/node-api';
import type {Point} from '../domain/point.js';
import type {SumRow} from '../domain/ports.js';
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
    return {measurement: table.name, tags, fields: present(Object.assign(fields, texts)), time: time!};
  });
}

export function toSumRows(group: Alike, by: readonly string[]): SumRow[] {
  const tags = named(by, group);
  return rowsOf(group).map(({time, fields: {[POINTS]: points = 0, ...fields}}) =>
    time === null ? {tags, points, fields} : {tags, time, points, fields},
  );
}

interface Row {
  readonly time: EpochSeconds | null;
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
