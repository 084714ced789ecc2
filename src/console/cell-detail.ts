import type {CellState, WindowView} from '../domain/console.js';
import {ratesOf, type Sums} from '../domain/rates.js';
import {ask} from './api.js';
import {cellLooks} from './cells.js';
import {el} from './dom.js';
import {countText, percentText, timeText, windowText} from './format.js';

export interface Cell {
  readonly app: string;
  readonly report: string;
  readonly step: string;
  readonly timezone: string;
  readonly start: number;
  readonly end: number;
  readonly state: CellState;
}

export interface CellDetail {
  readonly element: HTMLElement;
  show(cell: Cell): void;
}

/** The pointer crosses many cells on its way; only one that it rests on is asked about. */
const REST_MS = 120;

/** What is known of one window: when it was fetched, how its counts grew, why it failed. */
export function cellDetail(): CellDetail {
  const element = el(
    'div',
    {class: 'detail', role: 'status'},
    el('p', {class: 'note'}, 'Point at a window, or move to it with the arrow keys.'),
  );
  let asking = new AbortController();
  let timer = 0;
  return {
    element,
    show(cell) {
      asking.abort();
      asking = new AbortController();
      clearTimeout(timer);
      element.replaceChildren(heading(cell));
      timer = setTimeout(() => void tell(cell, element, asking.signal), REST_MS);
    },
  };
}

async function tell(cell: Cell, element: HTMLElement, signal: AbortSignal): Promise<void> {
  const {app, report, step, start} = cell;
  try {
    const found = await ask<WindowView>('api/window', {app, report, step, start: String(start)}, signal);
    element.replaceChildren(heading({...cell, state: found.state}), ...story(found, cell.timezone));
  } catch (error) {
    if (!signal.aborted) element.replaceChildren(heading(cell), el('p', {class: 'reason'}, (error as Error).message));
  }
}

function heading({app, start, end, timezone, state}: Cell): HTMLElement {
  return el(
    'p',
    {},
    el('b', {}, `${app}, ${windowText(start, end, timezone)}`),
    ` (${timezone}): `,
    el('span', {class: `state ${state}`}, state),
    `, ${cellLooks[state].meaning}`,
  );
}

function story(
  {state, fetchedAt, expires, reason, growth, counts, platforms}: WindowView,
  timezone: string,
): (HTMLElement | string)[] {
  const ages = growth.length > 1 || (growth.length === 1 && !counts) ? growth : [];
  const rows = [
    ...ages.map(({age, counts: then}) => row(`after ${age}`, then)),
    ...(counts ? [row('now', counts)] : []),
  ];
  return [
    ...(reason ? [el('p', {class: 'reason'}, reason)] : []),
    el('p', {class: 'note'}, fetchedText(fetchedAt, platforms, timezone)),
    ...(state === 'missing'
      ? [el('p', {class: 'note'}, `The vendor forgets it at ${timeText(expires, timezone)}.`)]
      : []),
    ...(rows.length > 0 ? [growthTable(rows)] : []),
  ];
}

function fetchedText(fetchedAt: number | null, platforms: readonly string[], timezone: string): string {
  if (fetchedAt === null) return 'Never fetched.';
  const named = platforms.length > 0 ? `; the answer named ${platforms.join(', ')}` : '';
  return `Fetched at ${timeText(fetchedAt, timezone)}${named}.`;
}

function growthTable(rows: readonly HTMLElement[]): HTMLElement {
  const headings = ['counts', 'sent', 'delivered', 'clicked', 'delivery rate'].map((text) =>
    el('th', {scope: 'col'}, text),
  );
  return el('table', {class: 'growth'}, el('thead', {}, el('tr', {}, ...headings)), el('tbody', {}, ...rows));
}

function row(age: string, counts: Sums): HTMLElement {
  const values = [countText(counts.sent), countText(counts.delivered), countText(counts.clicked)];
  const cells = [...values, percentText(ratesOf(counts).delivery)].map((text) => el('td', {}, text));
  return el('tr', {}, el('th', {scope: 'row'}, age), ...cells);
}
