import type {AppRow, AppState} from '../domain/apps-view.js';

/** By what the board may be sorted; `worst` is the order in which the server answers. */
export const orders = ['worst', 'app', 'holes', 'delivery', 'change', 'losses', 'sent'] as const;

export type Order = (typeof orders)[number];

const unhealthy: readonly AppState[] = ['critical', 'warning', 'empty'];

export function isUnhealthy({state}: Pick<AppRow, 'state'>): boolean {
  return unhealthy.includes(state);
}

export interface Wanted {
  /** A part of the name, in whatever case; empty: all. */
  readonly find: string;
  readonly onlyUnhealthy: boolean;
  readonly order: Order;
}

/** The rows that are wanted. What is worth a look comes first: the soonest end, the lowest rate, the largest fall, the most losses. */
export function wantedRows(rows: readonly AppRow[], {find, onlyUnhealthy, order}: Wanted): AppRow[] {
  const part = find.trim().toLowerCase();
  const found = rows.filter((row) => row.app.toLowerCase().includes(part) && (!onlyUnhealthy || isUnhealthy(row)));
  if (order === 'worst') return found;
  if (order === 'app') return found.sort(byName);
  const value = values[order];
  // What has no value stands last.
  const rank = (row: AppRow) => value(row) ?? Number.POSITIVE_INFINITY;
  return found.sort((a, b) => Math.sign(rank(a) - rank(b)) || byName(a, b));
}

const values: Readonly<Record<Exclude<Order, 'worst' | 'app'>, (row: AppRow) => number | null | undefined>> = {
  holes: ({holes}) => holes?.expires,
  delivery: ({rate}) => rate,
  change: ({change}) => change && change.now - change.before,
  losses: (row) => -lostBy(row),
  sent: ({sent}) => -sent,
};

/** All losses together. */
export function lostBy({losses}: Pick<AppRow, 'losses'>): number {
  return Object.values(losses).reduce((sum, count) => sum + count, 0);
}

const collator = new Intl.Collator('en', {numeric: true});

function byName(a: AppRow, b: AppRow): number {
  return collator.compare(a.app, b.app);
}
