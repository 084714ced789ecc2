import {countFields} from '../domain/measurements.js';
import type {Compared, CountRow, PushView, WindowCount} from '../domain/push-view.js';
import {ratesOf, type Sums} from '../domain/rates.js';
import {countChange, rateChange} from './change.js';
import type {ViewState} from './view-state.js';

/** What one app has of all its platforms together, or of one. */
export type Cell = Pick<CountRow, 'counts' | 'compared'>;

export interface AppRow {
  readonly app: string;
  /** By platform; the total under the empty name. */
  readonly cells: ReadonlyMap<string, Cell>;
  /** Null: nothing is collected. */
  readonly windows: WindowCount | null;
}

/** A row for each app, those included that have nothing. */
export function appRows({rows, apps}: Pick<PushView, 'rows' | 'apps'>, {app, platform}: ViewState): AppRow[] {
  const found = new Map<string, CountRow[]>((app === '' ? apps : [app]).map((name) => [name, []]));
  for (const row of rows) found.set(row.app, [...(found.get(row.app) ?? []), row]);
  return [...found].map(([name, own]) => {
    const cells = new Map<string, Cell>();
    for (const row of own) {
      const key = row.platform ?? '';
      cells.set(key, added(cells.get(key), row));
    }
    const whole = cells.get(platform);
    return {app: name, cells: whole ? cells.set('', whole) : cells, windows: own[0]?.windows ?? null};
  });
}

/** Of broadcasts a platform has a row for each way in which its pushes went. */
function added(cell: Cell | undefined, {counts, compared}: CountRow): Cell {
  if (!cell) return {counts, compared};
  const both = cell.compared && compared;
  const sides: Compared | null = both && {
    now: sum(cell.compared!.now, compared.now),
    before: sum(cell.compared!.before, compared.before),
  };
  return {counts: sum(cell.counts, counts), compared: sides};
}

function sum(one: Sums, other: Sums): Sums {
  return Object.fromEntries(countFields.map((field) => [field, one[field] + other[field]])) as unknown as Sums;
}

/** Pushes that were not sent, or sent and not delivered as far as receipts tell. */
export function lostOf({total, sent, receipt_sent, receipt_delivered}: Sums): number {
  return total - sent + (receipt_sent - receipt_delivered);
}

/** Where the worst is the lowest, it comes first. */
const LOWEST_FIRST = ['app', 'change', 'rate', 'rate-change'];

export interface Sorting {
  readonly column: string;
  readonly ascending: boolean;
}

/** `platforms`: the columns beside those that every table has. */
export function sortingOf({sort}: ViewState, platforms: readonly string[]): Sorting {
  const name = sort.replace(/^-/, '');
  const known = ['app', 'change', 'rate', 'rate-change', 'lost', ...platforms].includes(name);
  const column = known ? name : '';
  return {column, ascending: LOWEST_FIRST.includes(column) !== (sort.startsWith('-') && (known || name === ''))};
}

/** The way to sort that a press on a column's heading asks for: a second press turns it round. */
export function pressed(column: string, {sort}: ViewState, sorting: Sorting): string {
  return column === sorting.column && !sort.startsWith('-') ? `-${column}` : column;
}

/** Rows that have no such number come last. */
export function sorted(rows: readonly AppRow[], {column, ascending}: Sorting, state: ViewState): AppRow[] {
  const direction = ascending ? 1 : -1;
  const byName = (a: AppRow, b: AppRow) => a.app.localeCompare(b.app);
  if (column === 'app') return [...rows].sort((a, b) => direction * byName(a, b));
  const number = (row: AppRow) => numberOf(row, column, state);
  return [...rows].sort((a, b) => {
    const [x, y] = [number(a), number(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null) || byName(a, b);
    return direction * (x - y) || byName(a, b);
  });
}

function numberOf({cells}: AppRow, column: string, {count, rate}: ViewState): number | null {
  const whole = cells.get('');
  if (column === 'change') return countChange(count, whole?.compared ?? null)?.change ?? null;
  if (column === 'rate') return whole ? ratesOf(whole.counts)[rate] : null;
  if (column === 'rate-change') return rateChange(rate, whole?.compared ?? null)?.change ?? null;
  if (column === 'lost') return whole ? lostOf(whole.counts) : null;
  return cells.get(column)?.counts[count] ?? null;
}
