import {type CellState, type CoverageView, cellLetters, stateOfLetter} from '../domain/console.js';
import {numbered} from '../domain/numbered.js';
import {timeText} from './format.js';

export function headingText({report, rows, step}: CoverageView): string {
  const windows = rows[0]?.cells.length ?? 0;
  return `Coverage: ${report}, ${numbered(rows.length, 'app')}, ${numbered(windows, 'window')} of ${step} each`;
}

/** The oldest window that is missing, and when it can no longer be had; empty without one. */
export function holeText({rows, grids, retention, timezone}: CoverageView): string {
  const holes = rows.flatMap((row) => {
    const start = grids[row.timezone]![row.cells.indexOf(cellLetters.missing)];
    return start === undefined ? [] : [{app: row.app, start}];
  });
  const [oldest] = holes.sort((a, b) => a.start - b.start);
  if (!oldest) return '';
  const [start, expires] = [oldest.start, oldest.start + retention].map((at) => timeText(at, timezone));
  return `The oldest window that is not collected yet: ${oldest.app}, from ${start}; the vendor forgets it at ${expires}.`;
}

/** `166 settled, 2 fresh`. */
export function summaryText(cells: string): string {
  const counts = new Map<CellState, number>();
  for (const letter of cells) counts.set(stateOfLetter(letter)!, (counts.get(stateOfLetter(letter)!) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
}
