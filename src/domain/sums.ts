import type {SumQuery, SumRow} from './store.js';

/** One row for each combination of the `by` tags (and, with `every`, for each stretch of time), with no other fields than those asked for. */
export function addedUp(
  rows: readonly SumRow[],
  {fields, by, every}: Pick<SumQuery, 'fields' | 'by' | 'every'>,
): SumRow[] {
  const sums = new Map<string, SumRow & {readonly fields: Record<string, number>}>();
  for (const {tags, time, fields: found} of rows) {
    const key = JSON.stringify([every !== undefined && time, ...by.map((name) => tags[name])]);
    const sum = sums.get(key);
    if (sum) for (const field of fields) sum.fields[field]! += found[field]!;
    else {
      const own = Object.fromEntries(fields.map((field) => [field, found[field]!]));
      sums.set(key, {tags, ...(every !== undefined && {time: time!}), fields: own});
    }
  }
  return [...sums.values()];
}
