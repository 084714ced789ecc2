import {type DuckDBValue, quotedIdentifier} from '@duckdb/node-api';
import type {LatestQuery, PointQuery, RemovalQuery, SumQuery} from '../domain/ports.js';
import type {PointsWanted} from '../domain/tables.js';
import type {Seconds} from '../domain/window.js';
import {POINTS, toTimestamp} from './rows.js';
import {byType, columnsOf, quoted, type Table} from './table.js';

/** A statement and the values bound to it. */
export interface Query {
  readonly sql: string;
  readonly values: DuckDBValue[];
}

export function pointsQuery(table: Table, query: PointQuery): Query {
  const {sql, values} = condition(table, query);
  const points = `SELECT ${quoted(columnsOf(table))} FROM ${quotedIdentifier(table.name)} WHERE ${sql}`;
  return {sql: pointsAlike(table, points), values};
}

/**
 * A field that the table does not have yet adds up to nothing. Without stretches each combination of tags is one row: the tags, the number
 * of points, and the sums.
 */
export function sumsQuery(table: Table, query: SumQuery): Query {
  const {sql, values} = condition(table, query);
  const {every, by, fields} = query;
  const from = `${quotedIdentifier(table.name)} WHERE ${sql}`;
  const sums = fields.map((field) => (table.fields.has(field) ? sumOf(field) : `0 AS ${quotedIdentifier(field)}`));
  const columns = [`count(*) AS ${quotedIdentifier(POINTS)}`, ...sums];
  const all = [POINTS, ...fields];
  if (every === undefined) {
    const numbers = all.map(quotedIdentifier).map((name) => `${name}::DOUBLE`);
    const rows = grouped(by, columns, from);
    return {sql: `SELECT ${[...by.map(quotedIdentifier), ...numbers].join(', ')} FROM (${rows})`, values};
  }
  return {sql: alike(by, all, grouped(by, [stretchOf(every), ...columns], from), `stretch * ${Number(every)}`), values};
}

/** Rows of a stretch's beginning and the number of its points. */
export function inventoryQuery(table: Table, wanted: PointsWanted, every: Seconds): Query {
  const {sql, values} = condition(table, wanted);
  const counted = `SELECT ${stretchOf(every)}, count(*) AS points FROM ${quotedIdentifier(table.name)}`;
  return {
    sql: `SELECT (stretch * ${Number(every)})::DOUBLE, points::DOUBLE FROM (${counted} WHERE ${sql} GROUP BY ALL)`,
    values,
  };
}

export function removal(table: Table, query: RemovalQuery): Query {
  const {sql, values} = condition(table, query);
  return {sql: `DELETE FROM ${quotedIdentifier(table.name)} WHERE ${sql}`, values};
}

/** Counted in whole numbers from the epoch: to bucket the time of every point takes five times as long. */
function stretchOf(every: number): string {
  return `epoch_us(time) // ${Number(every) * 1_000_000} AS stretch`;
}

/** Without the HAVING, sums by nothing over no points would be one row. */
function grouped(by: readonly string[], columns: readonly string[], from: string): string {
  return `SELECT ${[...by.map(quotedIdentifier), ...columns].join(', ')} FROM ${from} GROUP BY ALL HAVING count(*) > 0`;
}

function sumOf(field: string): string {
  return `coalesce(sum(${quotedIdentifier(field)}), 0) AS ${quotedIdentifier(field)}`;
}

export function latestQuery(table: Table, {by}: LatestQuery): Query {
  const partition = by.length > 0 ? `PARTITION BY ${quoted(by)}` : '';
  const newest = `QUALIFY row_number() OVER (${partition} ORDER BY time DESC) = 1`;
  const points = `SELECT ${quoted(columnsOf(table))} FROM ${quotedIdentifier(table.name)} ${newest}`;
  return {sql: pointsAlike(table, points), values: []};
}

function pointsAlike(table: Table, points: string): string {
  const {numbers, texts} = byType(table);
  return alike([...table.tags, ...texts], numbers, points);
}

/**
 * Rows in groups of those that have the same texts, each group with a list of the numbers of its rows: handing over a text costs a
 * hundred times as much as a number. Numbers as DOUBLE, because each BIGINT would be an object; what was stored is a safe integer.
 */
function alike(texts: readonly string[], numbers: readonly string[], rows: string, time = 'epoch(time)'): string {
  const fields = numbers.map(quotedIdentifier).map((name) => `${name}: ${name}::DOUBLE`);
  const list = `list({time: (${time})::DOUBLE, fields: ${fields.length > 0 ? `{${fields.join(', ')}}` : 'NULL'}})`;
  return `SELECT ${[...texts.map(quotedIdentifier), list].join(', ')} FROM (${rows}) GROUP BY ALL`;
}

export function condition(
  table: Table,
  {span, tags, texts, ...query}: Pick<PointQuery, 'span' | 'tags' | 'without' | 'texts'>,
): Query {
  const equal = {...query, tags: {...tags, ...texts}};
  const {sql, values} = tagCondition(table, equal, [toTimestamp(span.start), toTimestamp(span.end)]);
  return {sql: ['time >= $1', 'time < $2', ...sql].join(' AND '), values};
}

/** What the tags have to be; `values` are those that are bound before them. No point has a value of a tag that the table does not have. */
function tagCondition(
  table: Table,
  {tags = {}, without = {}}: Pick<PointQuery, 'tags' | 'without'>,
  values: DuckDBValue[] = [],
): {readonly sql: string[]; readonly values: DuckDBValue[]} {
  const list = (wanted: string | readonly string[]) => [wanted].flat().map((value) => `$${values.push(value)}`);
  const not = Object.entries(without).filter(([tag]) => table.tags.includes(tag));
  const sql = [
    ...Object.entries(tags).map(([tag, wanted]) => `${quotedIdentifier(tag)} IN (${list(wanted).join(', ')})`),
    ...not.map(([tag, unwanted]) => `${quotedIdentifier(tag)} NOT IN (${list(unwanted).join(', ')})`),
  ];
  return {sql, values};
}
