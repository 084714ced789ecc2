import {type CellState, type CoverageView, stateOfLetter} from '../domain/console.js';
import type {CellPosition} from './cell-keys.js';
import {headingText, holeText} from './coverage-text.js';
import {timeText} from './format.js';

type Row = CoverageView['rows'][number];

/** One window of one app. */
export interface Cell {
  readonly app: string;
  readonly report: string;
  readonly step: string;
  readonly timezone: string;
  readonly start: number;
  readonly end: number;
  readonly state: CellState;
}

/** Windows that somebody should look at; the rest of what is not there is young, forgotten or not kept. */
export const failed: readonly CellState[] = ['missing', 'rejected'];

/** Apps with windows that failed come first, the most of them first; the others stay as they were. */
export function unhealthyFirst(rows: readonly Row[]): Row[] {
  const counts = new Map(rows.map((row) => [row, failedIn(row)]));
  return rows.toSorted((a, b) => counts.get(b)! - counts.get(a)!);
}

/** In the order of rows that somebody is at work in; new ones last. */
export function asBefore(rows: readonly Row[], before: readonly Row[]): Row[] {
  const places = new Map(before.map(({app}, place) => [app, place]));
  const place = ({app}: Row) => places.get(app) ?? before.length;
  return rows.toSorted((a, b) => place(a) - place(b));
}

function failedIn({cells}: Row): number {
  const counts = countsOf(cells);
  return failed.reduce((sum, state) => sum + (counts.get(state) ?? 0), 0);
}

function countsOf(cells: string): Map<CellState, number> {
  const counts = new Map<CellState, number>();
  for (const letter of cells) {
    const state = stateOfLetter(letter)!;
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return counts;
}

/** The window at a place of the grid; undefined: there is none. */
export function cellAt({rows, grids, report, step}: CoverageView, {row, cell}: CellPosition): Cell | undefined {
  const {app, timezone, cells} = rows[row] ?? {app: '', timezone: '', cells: ''};
  const [grid, state] = [grids[timezone], stateOfLetter(cells[cell])];
  return grid && state && {app, timezone, start: grid[cell]!, end: grid[cell + 1]!, report, step, state};
}

/** Of the same windows. */
export function isAlike(a: CoverageView, b: CoverageView): boolean {
  return a.report === b.report && a.step === b.step;
}

/** Of the same apps, too, in the same order. */
export function hasSameRows(a: CoverageView, b: CoverageView): boolean {
  return isAlike(a, b) && a.rows.length === b.rows.length && a.rows.every(({app}, i) => app === b.rows[i]!.app);
}

/** What stands around the grid: its title, the oldest hole, when it begins and ends, and apps that are in the database and nowhere else. */
export function textsOf(view: CoverageView) {
  const {grids, gone, from, to, timezone} = view;
  const starts = Object.values(grids)[0] ?? [];
  const dead = gone.map(({app, last}) => `${app} (newest window ${timeText(last, timezone)})`);
  return {
    title: headingText(view),
    notes: [holeText(view), dead.length > 0 ? `No longer configured: ${dead.join(', ')}.` : ''].filter(Boolean),
    ends: [starts[0] ?? from, starts.at(-1) ?? to].map((at) => timeText(at, timezone)),
  };
}
