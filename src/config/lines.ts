import {type Document, isMap, isScalar, isSeq, type LineCounter} from 'yaml';
import {below} from './structure.js';

/** The line of every key and of every item of a list, by its path, such as `apps[0].name`. What an alias stands for has the alias' line. */
export function linesOf(document: Document, counter: LineCounter): Map<string, number> {
  const lines = new Map<string, number>();
  const walk = (node: unknown, path: string): void => {
    if (isMap(node))
      for (const {key, value} of node.items) {
        if (!isScalar(key)) continue;
        const at = below(path, String(key.value));
        note(at, key);
        walk(value, at);
      }
    if (isSeq(node))
      node.items.forEach((item, index) => {
        note(`${path}[${index}]`, item);
        walk(item, `${path}[${index}]`);
      });
  };
  const note = (path: string, node: unknown): void => {
    const {range} = node as {range?: readonly number[] | null};
    if (range) lines.set(path, counter.linePos(range[0]!).line);
  };
  walk(document.contents, '');
  return lines;
}

/** The line of a path, or of what it stands in; undefined: it does not stand there at all. */
export function lineOf(lines: ReadonlyMap<string, number>, path: string): number | undefined {
  for (
    let at = path;
    at !== '';
    at = at.slice(0, Math.max(0, ...['.', '[', ':'].map((sign) => at.lastIndexOf(sign))))
  ) {
    const line = lines.get(at);
    if (line !== undefined) return line;
  }
  return undefined;
}
