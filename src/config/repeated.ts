import {type Problem, placeText} from './config-error.js';
import {type ConfigFile, placed} from './config-file.js';

/** An item of a list. */
export interface Item {
  readonly path: string;
  /** What no other item may have. */
  readonly keys: readonly (string | number | undefined)[];
  /** Where it stands, if the list comes from several files. */
  readonly file?: ConfigFile | undefined;
}

/** A problem for each item that has a key, called `name`, which was taken by an item before it. */
export function repeated(name: string, items: readonly Item[]): Problem[] {
  const taken = new Map<string | number, Item>();
  return items.flatMap((item) =>
    item.keys.flatMap((key) => {
      if (key === undefined) return [];
      const first = taken.get(key) ?? item;
      taken.set(key, first);
      if (first === item) return [];
      const reason = `${key} is taken by ${named(first, name)}`;
      const problem = {path: `${item.path}.${name}`, reason, example: `another ${name}`};
      return item.file ? placed(problem, item.file) : problem;
    }),
  );
}

function named({path, file}: Item, name: string): string {
  return file ? `${path} (${placeText({file: file.path, line: file.lineOf(`${path}.${name}`)})})` : path;
}
