import Table from 'cli-table3';
import {printable} from '../domain/printable.js';

/** Rows under a heading, columns aligned: numbers to the right. Control characters of foreign text do not reach the terminal. */
export function table(heading: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const numeric = heading.map((_, column) =>
    rows.every((row) => typeof row[column] === 'number' || row[column] === null),
  );
  const drawn = new Table({
    head: [...heading],
    colAligns: numeric.map((right) => (right ? 'right' : 'left')),
    style: {head: [], border: [], 'padding-left': 0, 'padding-right': 2},
    chars: plain,
  });
  drawn.push(...rows.map((row) => row.map(cell)));
  return `${drawn.toString().replaceAll(/ +$/gm, '')}\n`;
}

export function percent(rate: number | null): string {
  return rate === null ? '–' : `${(rate * 100).toFixed(1)} %`;
}

function cell(value: string | number | null): string {
  if (value === null) return '–';
  return typeof value === 'number' ? value.toLocaleString('en-US') : printable(value);
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
