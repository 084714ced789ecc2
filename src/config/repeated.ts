import type {Problem} from './config-error.js';

/** A problem for each item of a list that has a key which was taken by an item before it. */
export function repeated<T>(
  list: string,
  name: string,
  items: readonly T[],
  keysOf: (item: T) => readonly (string | number | undefined)[],
): Problem[] {
  const keys = items.flatMap((item, index) => keysOf(item).map((key) => ({key, index})));
  return keys.flatMap(({key, index}) => {
    const first = keys.find((other) => other.key === key)!.index;
    if (key === undefined || first === index) return [];
    const path = `${list}[${index}].${name}`;
    return {path, reason: `${key} is taken by ${list}[${first}]`, example: `another ${name}`};
  });
}
