import {type DuckDBValue, quotedIdentifier} from '@duckdb/node-api';
import type {LatestQuery, PointQuery, SumQuery} from '../domain/ports.js';
import {toTimestamp} from './rows.js';
import {columnsOf, quoted, type Table} from './table.js';

/** A statement and the values bound to it. */
export interface Query {
  readonly sql: string;
  readonly values: DuckDBValue[];
}

export function pointsQuery(table: Table, query: PointQuery): Query {
  const {sql, values} = condition(query);
  return {sql: `SELECT ${quoted(columnsOf(table))} FROM ${quotedIdentifier(table.name)} WHERE ${sql}`, values};
}

/** A field that the table does not have yet adds up to nothing. */
export function sumsQuery(table: Table, query: SumQuery): Query {
  const {sql, values} = condition(query);
  const sums = query.fields.map(quotedIdentifier).map((field, i) => {
    return `${table.fields.has(query.fields[i]!) ? `coalesce(sum(${field}), 0)` : '0'} AS ${field}`;
  });
  const {every} = query;
  // Without its origin, a stretch would be counted from a Monday in January 2000.
  const stretch =
    every === undefined ? [] : [`time_bucket(to_seconds(${Number(every)}), time, TIMESTAMP 'epoch') AS time`];
  const columns = [...stretch, ...query.by.map(quotedIdentifier), ...sums].join(', ');
  // Without the HAVING, sums by nothing over no points would be one row.
  const from = `FROM ${quotedIdentifier(table.name)} WHERE ${sql} GROUP BY ALL HAVING count(*) > 0`;
  return {sql: `SELECT ${columns} ${from}`, values};
}

export function latestQuery(table: Table, {by}: LatestQuery): Query {
  const partition = by.length > 0 ? `PARTITION BY ${quoted(by)}` : '';
  const newest = `QUALIFY row_number() OVER (${partition} ORDER BY time DESC) = 1`;
  return {sql: `SELECT ${quoted(columnsOf(table))} FROM ${quotedIdentifier(table.name)} ${newest}`, values: []};
}

function condition({span, tags = {}}: PointQuery): Query {
  const values: DuckDBValue[] = [toTimestamp(span.start), toTimestamp(span.end)];
  const bound = (value: string) => `$${values.push(value)}`;
  const equal = Object.entries(tags).map(([tag, wanted]) => {
    return `${quotedIdentifier(tag)} IN (${[wanted].flat().map(bound).join(', ')})`;
  });
  return {sql: ['time >= $1', 'time < $2', ...equal].join(' AND '), values};
}
