import {quotedIdentifier as id} from '@duckdb/node-api';
import {stepOf, tag} from '../domain/measurements.js';
import type {OutlierQuery, Outlying} from '../domain/ports.js';
import {nominalLength, parseStep} from '../domain/window.js';
import {condition, type Query} from './queries.js';
import {toTimestamp} from './rows.js';
import {quoted, type Table} from './table.js';

const DAY = 86_400;

/** Fields that it adds up. */
export function fieldsOf({signs}: Pick<OutlierQuery, 'signs'>): string[] {
  return [...new Set(signs.flatMap(({part, whole}) => [part, ...(whole === undefined ? [] : [whole])]))];
}

/** Which combinations have a stretch that stands out. Nothing but names comes out. */
export function outliersQuery(table: Table, query: OutlierQuery): Query {
  const {sql, values} = condition(table, query);
  const rows = `${id(table.name)} WHERE ${sql}`;
  const others = table.tags.filter((name) => !query.by.includes(name) && !isOne(query.tags?.[name]));
  if (query.signs.every(isOnlyLarge)) {
    const since = `time >= $${values.push(toTimestamp(query.since))}`;
    return {sql: large(`${rows} AND ${since}`, others, query), values};
  }
  const isHeld = stepLength(table) === query.every && others.every((name) => name === tag.sdkAppId);
  return {
    sql: isHeld ? compared(held(rows, others, query), others, query) : compared(addedUp(rows, query), [], query),
    values,
  };
}

/**
 * Each stretch is compared with all stretches of the same time of day, of which the lowest and the highest tell whether any stands out.
 * So there is one group for each time of day and not one for each stretch, of which there are twenty times as many. What has several
 * points in a stretch (an app has changed its number, or its zone) is named, too.
 */
function compared(stretches: string, others: readonly string[], {by, signs, every, since}: OutlierQuery): string {
  const phase = `stretch % ${Math.max(1, DAY / Number(every))} AS phase`;
  const isJudged = `stretch * ${Number(every)} >= ${Number(since)}`;
  const figures = signs.flatMap((sign, i) => figuresOf(sign, i, isJudged));
  const offsets = 'min(offset_s) AS first_offset, max(offset_s) AS last_offset';
  const phases = `SELECT ${quoted([...by, ...others])}, ${phase}, ${offsets}, ${figures.join(', ')} FROM (${stretches}) GROUP BY ALL`;
  const mixed = others.map((name) => `min(${id(name)}) <> max(${id(name)})`);
  const found = [
    ...signs.map((sign, i) => `bool_or(${standsOut(sign, i)})`),
    'bool_or(first_offset <> last_offset)',
    ...mixed,
  ];
  return `SELECT ${quoted(by)} FROM (${phases}) GROUP BY ${quoted(by)} HAVING ${found.join(' OR ')}`;
}

/** Points as they are: each is a stretch. */
function held(rows: string, others: readonly string[], query: OutlierQuery): string {
  const tags = [...query.by, ...others, ...fieldsOf(query)];
  return `SELECT ${quoted(tags)}, ${stretchOf(query)}, epoch(time)::BIGINT % ${Number(query.every)} AS offset_s FROM ${rows}`;
}

function addedUp(rows: string, query: OutlierQuery): string {
  const sums = fieldsOf(query).map((field) => `sum(${id(field)})::DOUBLE AS ${id(field)}`);
  return `SELECT ${[quoted(query.by), stretchOf(query), ...sums].join(', ')}, 0 AS offset_s FROM ${rows} GROUP BY ALL`;
}

function stretchOf({every}: OutlierQuery): string {
  return `epoch(time)::BIGINT // ${Number(every)} AS stretch`;
}

/** Undefined: nobody knows what a point of the table is of. */
function stepLength({name}: Table): number | undefined {
  const step = parseStep(stepOf(name) ?? '');
  return step && nominalLength(step);
}

/** Whether points can have one value of a tag only. */
function isOne(wanted: string | readonly string[] | undefined): boolean {
  return wanted !== undefined && [wanted].flat().length === 1;
}

/** The usual, and the lowest and highest of what is judged and large enough. */
function figuresOf(sign: Outlying, i: number, isJudged: string): string[] {
  const {part, whole, least} = sign;
  const value = whole === undefined ? id(part) : `${id(part)} / ${id(whole)}`;
  const usual = whole === undefined ? `avg(${id(part)})` : `sum(${id(part)}) / sum(${id(whole)})`;
  const isLarge = isOfUsual(sign) ? 'true' : `${id(whole ?? part)} >= ${Number(least)}`;
  const among = `FILTER (${isJudged} AND ${isLarge})`;
  return [`${usual} AS usual_${i}`, `min(${value}) ${among} AS lowest_${i}`, `max(${value}) ${among} AS highest_${i}`];
}

function standsOut(sign: Outlying, i: number): string {
  const {least, below, above, limit} = sign;
  const either = [
    ...(below === undefined ? [] : [`lowest_${i} < ${Number(below)} * usual_${i}`]),
    ...(above === undefined ? [] : [`highest_${i} > ${Number(above)} * usual_${i}`]),
    ...(limit === undefined ? [] : [`lowest_${i} < ${Number(limit)}`]),
  ];
  const isLarge = isOfUsual(sign) ? `usual_${i} >= ${Number(least)}` : `lowest_${i} IS NOT NULL`;
  return `(${isLarge} AND (${either.join(' OR ') || 'true'}))`;
}

/** Whether the usual must be large enough, and not the stretch. */
function isOfUsual({whole, below}: Outlying): boolean {
  return whole === undefined && below !== undefined;
}

/** Whether all that are large enough stand out. */
function isOnlyLarge({whole, below, above, limit}: Outlying): boolean {
  return [whole, below, above, limit].every((each) => each === undefined);
}

/** No stretch has more than the largest points of its series together: points need not be told apart by their time. */
function large(rows: string, others: readonly string[], query: OutlierQuery): string {
  const {by, signs} = query;
  const largest = fieldsOf(query).map((field) => `max(${id(field)}) AS ${id(field)}`);
  const series = `SELECT ${[quoted([...by, ...others]), ...largest].join(', ')} FROM ${rows} GROUP BY ALL`;
  const found = signs.map(({part, least}) => `sum(${id(part)}) >= ${Number(least)}`);
  return `SELECT ${quoted(by)} FROM (${series}) GROUP BY ${quoted(by)} HAVING ${found.join(' OR ')}`;
}
