import Table from 'cli-table3';
import stringWidth from 'string-width';

/** Several texts are lines of one cell. */
export type Cell = string | number | null | readonly string[];

/** Columns of a table; a cell without a value is null. */
export interface Grid {
  readonly heading: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Narrower, what a text says can no longer be read at a glance. */
const NARROWEST_TEXT = 12;

/**
 * The table as one reads it best within so many columns: as it is; tight, or so below each text of its first column; the same with the last
 * column wrapped; at last a block of lines for each row, which a terminal of any width can show. Nothing is cut off.
 */
export function laidOut(grid: Grid, columns = Number.POSITIVE_INFINITY): string {
  const whole = drawn(grid, {gap: 2});
  if (fits(whole, columns)) return whole;
  const used = withoutEmpty(grid);
  for (const wraps of [false, true]) {
    const found = tight(used, {columns, wraps}) ?? grouped(used, {columns, wraps});
    if (found !== undefined) return found;
  }
  return stacked(used);
}

interface Room {
  readonly columns: number;
  /** Whether the last column, which holds the longest text, may be wrapped to what is left. */
  readonly wraps: boolean;
}

/** Gaps of one blank, and a heading's words below each other. */
function tight({heading, rows}: Grid, {columns, wraps}: Room): string | undefined {
  const grid = {heading: heading.map((name) => name.replaceAll(' ', '\n')), rows};
  const last = heading.length - 1;
  const texts = [grid.heading[last]!, ...rows.map((row) => cellText(row[last]!))];
  const others = drawn({heading: grid.heading.slice(0, last), rows: rows.map((row) => row.slice(0, last))}, {gap: 1});
  const left = columns - (last === 0 ? 0 : widthOf(others) + 1);
  const needed = Math.max(...texts.map(widthOf));
  if (needed <= left) return drawn(grid, {gap: 1});
  if (!wraps) return undefined;
  const longestWord = Math.max(...texts.flatMap((text) => text.split(/\s/)).map(stringWidth));
  return left < Math.max(NARROWEST_TEXT, longestWord) ? undefined : drawn(grid, {gap: 1, lastWidth: left});
}

function grouped({heading, rows}: Grid, room: Room): string | undefined {
  if (heading.length < 2) return undefined;
  const groups = groupsOf(rows).map(({name, rests}) => ({
    title: `${heading[0]} ${cellText(name)}`,
    text: tight({heading: heading.slice(1), rows: rests}, room),
  }));
  if (groups.some(({text}) => text === undefined)) return undefined;
  return groups.map(({title, text}) => `${title}\n${text}`).join('\n');
}

interface Group {
  readonly name: Cell;
  /** What stands beside it. */
  readonly rests: (readonly Cell[])[];
}

/** Neighbours with the same first cell; one without a text there belongs to the row before. */
function groupsOf(rows: Grid['rows']): Group[] {
  const groups: Group[] = [];
  for (const [name = null, ...rest] of rows) {
    const group = groups.at(-1);
    if (group && (name === '' || name === group.name)) group.rests.push(rest);
    else groups.push({name, rests: [rest]});
  }
  return groups;
}

function stacked({heading, rows}: Grid): string {
  const width = Math.max(...heading.map(widthOf));
  const line = (name: string, cell: Cell) => `${name.padEnd(width)}  ${cellText(cell).replaceAll('\n', ', ')}\n`;
  const blocks = groupsOf(rows).flatMap(({name, rests}) => rests.map((rest) => [name, ...rest]));
  return blocks.map((cells) => cells.map((cell, index) => line(heading[index]!, cell)).join('')).join('\n');
}

function withoutEmpty({heading, rows}: Grid): Grid {
  const kept = heading.map((_, index) => rows.length === 0 || rows.some((row) => row[index] !== null));
  const keep = <T>(cells: readonly T[]) => cells.filter((_, index) => kept[index]);
  return {heading: keep(heading), rows: rows.map(keep)};
}

/** Numbers stand to the right. */
function drawn({heading, rows}: Grid, {gap, lastWidth}: {readonly gap: number; readonly lastWidth?: number}): string {
  const numeric = heading.map((_, index) => rows.every((row) => typeof row[index] === 'number' || row[index] === null));
  const table = new Table({
    head: [...heading],
    colAligns: numeric.map((right) => (right ? 'right' : 'left')),
    ...(lastWidth !== undefined && {colWidths: [...heading.slice(1).map(() => null), lastWidth + gap]}),
    wordWrap: lastWidth !== undefined,
    style: {head: [], border: [], 'padding-left': 0, 'padding-right': gap},
    chars: plain,
  });
  table.push(...rows.map((row) => row.map(cellText)));
  return `${table.toString().replaceAll(/ +$/gm, '')}\n`;
}

function cellText(value: Cell): string {
  if (value === null) return '–';
  if (typeof value === 'number') return value.toLocaleString('en-US');
  return typeof value === 'string' ? value : value.join('\n');
}

function fits(text: string, columns: number): boolean {
  return widthOf(text) <= columns;
}

/** Of the widest line. */
export function widthOf(text: string): number {
  return Math.max(...text.split('\n').map(stringWidth));
}

const nothing = '';
const plain = {
  top: nothing,
  'top-mid': nothing,
  'top-left': nothing,
  'top-right': nothing,
  bottom: nothing,
  'bottom-mid': nothing,
  'bottom-left': nothing,
  'bottom-right': nothing,
  left: nothing,
  'left-mid': nothing,
  mid: nothing,
  'mid-mid': nothing,
  right: nothing,
  'right-mid': nothing,
  middle: nothing,
};
