import type {SumQuery, SumRow} from './store.js';

/** One row for each combination of the `by` tags (and, with `every`, for each stretch of time), with no other fields than those asked for. */
export function addedUp(
  rows: readonly SumRow[],
  {fields, by, every}: Pick<SumQuery, 'fields' | 'by' | 'every'>,
): SumRow[] {
  const sums = new Map<
    string,
    Omit<SumRow, 'points' | 'fields'> & {points: number; readonly fields: Record<string, number>}
  >();
  for (const {tags, time, points, fields: found} of rows) {
    const key = JSON.stringify([every !== undefined && time, ...by.map((name) => tags[name])]);
    const sum = sums.get(key);
    if (sum) {
      sum.points += points;
      for (const field of fields) sum.fields[field]! += found[field]!;
    } else {
      const own = Object.fromEntries(fields.map((field) => [field, found[field]!]));
      sums.set(key, {tags, ...(every !== undefined && {time: time!}), points, fields: own});
    }
  }
  return [...sums.values()];
}
