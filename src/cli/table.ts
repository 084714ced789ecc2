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

/** A count against another: `+12 %`, or that there was nothing. */
export function changeText(now: number, before: number): string {
  if (before === 0) return now === 0 ? '–' : 'new';
  return `${signed((now / before - 1) * 100, 0)} %`;
}

/** A rate against another, in points of a hundred. */
export function pointsText(now: number | null, before: number | null): string {
  return now === null || before === null ? '–' : signed((now - before) * 100, 1);
}

function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  // What is rounded to nothing has not fallen.
  return `${value < 0 && Number(text) !== 0 ? '−' : '+'}${text}`;
}

function safe(cell: Cell): Cell {
  if (typeof cell === 'string') return printable(cell);
  return cell === null || typeof cell === 'number' ? cell : cell.map(printable);
}
