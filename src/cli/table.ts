import {printable} from '../domain/printable.js';
import {type Cell, laidOut} from './layout.js';

/**
 * Rows under a heading, columns aligned, within so many columns of a terminal where that is known. Control characters of foreign text do
 * not reach the terminal.
 */
export function table(heading: readonly string[], rows: readonly (readonly Cell[])[], columns?: number): string {
  return laidOut({heading, rows: rows.map((row) => row.map(safe))}, columns);
}

export function percent(rate: number | null): string {
  return rate === null ? '–' : `${(rate * 100).toFixed(1)} %`;
}

function safe(cell: Cell): Cell {
  if (typeof cell === 'string') return printable(cell);
  return cell === null || typeof cell === 'number' ? cell : cell.map(printable);
}
