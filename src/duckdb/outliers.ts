import {quotedIdentifier as id} from '@duckdb/node-api';
import type {OutlierQuery, Outlying} from '../domain/ports.js';
import {condition, type Query} from './queries.js';
import {quoted, type Table} from './table.js';

const DAY = 86_400;

/** Fields that it adds up. */
export function fieldsOf({signs}: Pick<OutlierQuery, 'signs'>): string[] {
  return [...new Set(signs.flatMap(({part, whole}) => [part, ...(whole === undefined ? [] : [whole])]))];
}

/** Added up by the stretch, and each compared with all stretches of the same time of day. Nothing but names comes out. */
export function outliersQuery(table: Table, query: OutlierQuery): Query {
  const {by, signs, since} = query;
  const every = Number(query.every);
  const {sql, values} = condition(table, query);
  const tags = quoted(by);
  const phase = `stretch % ${Math.max(1, DAY / every)} AS phase`;
  const sums = fieldsOf(query).map((field) => `sum(${id(field)})::DOUBLE AS ${id(field)}`);
  const stretches = `SELECT ${tags}, epoch(time)::BIGINT // ${every} AS stretch, ${phase}, ${sums.join(', ')}
    FROM ${id(table.name)} WHERE ${sql} GROUP BY ALL`;
  const usual = `SELECT ${tags}, phase, ${signs.map(usualOf).join(', ')} FROM stretches GROUP BY ALL`;
  const found = `SELECT DISTINCT ${tags} FROM stretches s JOIN usual u USING (${tags}, phase)
    WHERE stretch * ${every} >= ${Number(since)} AND (${signs.map(standsOut).join(' OR ')})`;
  return {sql: `WITH stretches AS MATERIALIZED (${stretches}), usual AS (${usual}) ${found}`, values};
}

function usualOf({part, whole}: Outlying, index: number): string {
  const usual = whole === undefined ? `avg(${id(part)})` : `sum(${id(part)}) / sum(${id(whole)})`;
  return `${usual} AS usual_${index}`;
}

function standsOut({part, whole, least, below, above, limit}: Outlying, index: number): string {
  const own = `s.${id(part)}`;
  const of = whole === undefined ? undefined : `s.${id(whole)}`;
  const usual = of ? `${of} * usual_${index}` : `usual_${index}`;
  const volume = of ?? (below === undefined ? own : usual);
  const either = [
    ...(below === undefined ? [] : [`${own} < ${Number(below)} * ${usual}`]),
    ...(above === undefined ? [] : [`${own} > ${Number(above)} * ${usual}`]),
    ...(limit === undefined ? [] : [`${own} < ${Number(limit)} * ${of ?? 1}`]),
  ];
  return `(${volume} >= ${Number(least)} AND (${either.join(' OR ') || 'true'}))`;
}
