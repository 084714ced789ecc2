import {TOTAL, tag} from '../domain/measurements.js';
import type {Point} from '../domain/point.js';

/** Counts by what they are counts of, such as `huawei sent`. */
export type Cells = ReadonlyMap<string, number>;

/** Two readings of the same counts. */
export interface Compared {
  /** Of all cells, added up. */
  readonly expected: number;
  readonly found: number;
  /** By how much the cells differ, each for itself: what is too much in one does not make up for what another lacks. */
  readonly difference: number;
  /** Those that differ, the largest difference first. */
  readonly cells: readonly DifferentCell[];
}

export interface DifferentCell {
  readonly cell: string;
  readonly expected: number;
  readonly found: number;
}

/** Receipts are the same counts once more. */
const COUNTS = ['total', 'sent', 'delivered', 'clicked', 'count'];
/** Without the class, which follows from them and may have been another when the point was written. */
const LOSS = [tag.stage, tag.code] as const;

/** Of all points together, whatever their times. */
export function cellsOf(points: readonly Point[]): Cells {
  return added(points, (tags) => [tags[tag.platform] ?? TOTAL, ...named(tags, [tag.event, ...LOSS])]);
}

/** The totals of an answer, and what its platforms add up to. */
export function totalsAndPlatforms(points: readonly Point[]): {readonly totals: Cells; readonly platforms: Cells} {
  const isTotal = ({tags}: Point) => (tags[tag.platform] ?? TOTAL) === TOTAL;
  const nameOf = (tags: Point['tags']) => named(tags, LOSS);
  return {
    totals: added(points.filter(isTotal), nameOf),
    platforms: added(
      points.filter((point) => !isTotal(point)),
      nameOf,
    ),
  };
}

/** A cell that one side lacks is 0 there. */
export function compare(expected: Cells, found: Cells): Compared {
  const names = [...new Set([...expected.keys(), ...found.keys()])];
  const pairs = names.map((cell) => ({cell, expected: expected.get(cell) ?? 0, found: found.get(cell) ?? 0}));
  const off = (pair: DifferentCell) => Math.abs(pair.found - pair.expected);
  const sum = (of: (pair: DifferentCell) => number) => pairs.reduce((all, pair) => all + of(pair), 0);
  return {
    expected: sum((pair) => pair.expected),
    found: sum((pair) => pair.found),
    difference: sum(off),
    cells: pairs.filter((pair) => off(pair) > 0).sort((a, b) => off(b) - off(a)),
  };
}

function added(points: readonly Point[], nameOf: (tags: Point['tags']) => readonly string[]): Cells {
  const cells = new Map<string, number>();
  for (const {tags, fields} of points) {
    for (const field of COUNTS) {
      if (fields[field] === undefined) continue;
      const name = [...nameOf(tags), field].join(' ');
      cells.set(name, (cells.get(name) ?? 0) + Number(fields[field]));
    }
  }
  return cells;
}

function named(tags: Point['tags'], keys: readonly string[]): string[] {
  return keys.flatMap((key) => tags[key] ?? []);
}
