import type {Problem} from './config-error.js';

/** A problem for each item of a list whose key was taken by an item before it. */
export function repeated<T>(
  list: string,
  name: string,
  items: readonly T[],
  keyOf: (item: T) => string | number | undefined,
): Problem[] {
  const keys = items.map(keyOf);
  return keys.flatMap((key, index) => {
    const first = keys.indexOf(key);
    if (key === undefined || first === index) return [];
    const path = `${list}[${index}].${name}`;
    return {path, reason: `${key} is taken by ${list}[${first}]`, example: `another ${name}`};
  });
}
