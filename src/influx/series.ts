import type {Point} from '../domain/point.js';
import type {Inventory, SumQuery, SumRow} from '../domain/ports.js';

/** One group of rows in an answer of `/query`. */
export interface Series {
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly (number | string | null)[])[];
}

/** Rows of a series that was grouped by every tag. A tag or field that a point does not have is left out. */
export function toPoints({name, tags = {}, columns, values}: Series): Point[] {
  const own = Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== ''));
  return values.map((row) => ({measurement: name, tags: own, fields: fieldsOf(row, columns), time: Number(row[0])}));
}

/** The rows of a sum, whose first columns are the time and the number of points: a field that no point of the group has sums to zero. */
export function toSumRows({tags = {}, columns, values}: Series, {every}: Pick<SumQuery, 'every'>): SumRow[] {
  return values.map((row) => {
    const fields = columns.slice(2).map((column, i) => [column, Number(row[i + 2] ?? 0)]);
    const time = every !== undefined && {time: Number(row[0])};
    return {tags, ...time, points: Number(row[1] ?? 0), fields: Object.fromEntries(fields)};
  });
}

/** A field that came later has fewer values than there are points. */
export function toInventory({name: measurement, values}: Series): Inventory[] {
  return values.map(([time, ...counts]) => ({
    measurement,
    time: Number(time),
    points: Math.max(...counts.map(Number)),
  }));
}

interface Sum {
  points: number;
  readonly values: number[];
}

/** The sums of points that were asked for as they are. */
export function addedUp(found: readonly Series[], {fields, by, every}: SumQuery): SumRow[] {
  const groups = new Map<string, {readonly tags: SumRow['tags']; readonly sums: Map<number, Sum>}>();
  for (const {tags = {}, columns, values} of found) {
    const own = Object.fromEntries(by.map((name) => [name, tags[name]!]));
    const key = JSON.stringify(own);
    const {sums} = groups.get(key) ?? groups.set(key, {tags: own, sums: new Map()}).get(key)!;
    const places = fields.map((field) => columns.indexOf(field));
    for (const row of values) {
      const time = every === undefined ? 0 : Math.floor(Number(row[0]) / every) * every;
      const sum = sums.get(time);
      if (sum) {
        sum.points += 1;
        for (let i = 0; i < places.length; i += 1) sum.values[i]! += Number(row[places[i]!] ?? 0);
      } else sums.set(time, {points: 1, values: places.map((place) => Number(row[place] ?? 0))});
    }
  }
  return [...groups.values()].flatMap(({tags, sums}) =>
    [...sums].map(([time, {points, values}]) => ({
      tags,
      ...(every !== undefined && {time}),
      points,
      fields: Object.fromEntries(fields.map((field, i) => [field, values[i]!])),
    })),
  );
}

/** Of each combination of the tags, the point with the latest time. */
export function newestBy(points: readonly Point[], by: readonly string[]): Point[] {
  const newest = new Map<string, Point>();
  for (const point of points) {
    const key = JSON.stringify(by.map((tag) => point.tags[tag] ?? ''));
    const known = newest.get(key);
    if (!known || point.time > known.time) newest.set(key, point);
  }
  return [...newest.values()];
}

/** The first column is the time. */
function fieldsOf(row: Series['values'][number], columns: readonly string[]): Record<string, number | string> {
  const present: Record<string, number | string> = {};
  for (let i = 1; i < columns.length; i += 1) {
    const value = row[i];
    if (value !== null && value !== undefined) present[columns[i]!] = value;
  }
  return present;
}
