import type {PointQuery, RemovalQuery, SumQuery} from '../domain/ports.js';
import type {Seconds, Span} from '../domain/window.js';

/** A name in double quotes; nothing in it can end them. */
export function identifier(name: string): string {
  return `"${name.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

/** A text in single quotes; nothing in it can end them. */
export function literal(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n')}'`;
}

/** Grouping by everything is what tells tags from fields in the answer. */
export function selectPoints(query: PointQuery): string {
  const fields = query.fields?.map(identifier).join(', ') ?? '*';
  return `SELECT ${fields} FROM ${identifier(query.measurement)} ${where(query)} GROUP BY *`;
}

/** The column beside the sums that says how many points they are of. Every point of a measurement has all its fields. */
export const POINTS = 'points of the sum';

export function selectSums(query: SumQuery): string {
  const sums = [
    `count(${identifier(query.fields[0]!)}) AS ${identifier(POINTS)}`,
    ...query.fields.map((field) => `sum(${identifier(field)}) AS ${identifier(field)}`),
  ].join(', ');
  const stretch = query.every === undefined ? [] : [`time(${query.every}s)`];
  const groups = [...stretch, ...query.by.map(identifier)];
  const by = groups.length > 0 ? ` GROUP BY ${groups.join(', ')}` : '';
  const fill = query.every === undefined ? '' : ' fill(none)';
  return `SELECT ${sums} FROM ${identifier(query.measurement)} ${where(query)}${by}${fill}`;
}

/** The newest point of every series. */
export function selectLatest(measurement: string, span: Span): string {
  return `SELECT * FROM ${identifier(measurement)} ${where({span})} GROUP BY * ORDER BY time DESC LIMIT 1`;
}

/** Points to be counted. */
export interface Counting extends Pick<PointQuery, 'measurement' | 'span' | 'tags'> {
  /** Undefined: whichever there are. */
  readonly field: string | undefined;
  readonly every: Seconds;
}

export function selectCount({field, every, ...query}: Counting): string {
  const counted = `count(${field === undefined ? '*' : identifier(field)})`;
  return `SELECT ${counted} FROM ${identifier(query.measurement)} ${where(query)} GROUP BY time(${every}s) fill(none)`;
}

export function selectNewest({field, ...query}: Omit<Counting, 'every'>): string {
  const any = field === undefined ? '*' : identifier(field);
  return `SELECT ${any} FROM ${identifier(query.measurement)} ${where(query)} ORDER BY time DESC LIMIT 1`;
}

export function deleteStatement(query: RemovalQuery): string {
  return `DELETE FROM ${identifier(query.measurement)} ${where(query)}`;
}

export function where({
  span,
  tags = {},
  without = {},
  texts = {},
}: Pick<PointQuery, 'span' | 'tags' | 'without' | 'texts'>): string {
  const equal = Object.entries({...tags, ...texts}).map(([key, values]) => {
    const each = [values].flat().map((value) => `${identifier(key)} = ${literal(value)}`);
    return ` AND ${anyOf(each)}`;
  });
  const unequal = Object.entries(without).flatMap(([key, values]) =>
    values.map((value) => ` AND ${identifier(key)} != ${literal(value)}`),
  );
  return `WHERE time >= ${span.start}s AND time < ${span.end}s${equal.join('')}${unequal.join('')}`;
}

/** By halves: in one long row, of which each part is joined to all before it, 2,000 take InfluxDB seconds, and 5,000 never end. */
function anyOf(conditions: readonly string[]): string {
  if (conditions.length <= 1) return conditions.join();
  const half = Math.ceil(conditions.length / 2);
  return `(${anyOf(conditions.slice(0, half))} OR ${anyOf(conditions.slice(half))})`;
}
