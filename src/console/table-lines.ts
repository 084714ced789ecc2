import type {WindowCount} from '../domain/push-view.js';
import {ratesOf} from '../domain/rates.js';
import {type Change, countChange, rateChange} from './change.js';
import {el, sortHeading} from './dom.js';
import {capital, countText, percentText, shortText} from './format.js';
import {lookOf} from './platforms.js';
import {type AppRow, type Cell, lostOf, pressed, type Sorting} from './table-rows.js';
import type {ViewState} from './view-state.js';

export type Filter = (change: Partial<ViewState>) => void;

/** Each column's heading sorts by it. */
export function heading(platforms: readonly string[], sorting: Sorting, state: ViewState, filter: Filter): HTMLElement {
  const order = sorting.ascending ? 'ascending' : 'descending';
  const column = (name: string, text: string) =>
    sortHeading(
      name,
      sorting.column === name ? order : 'none',
      () => filter({sort: pressed(name, state, sorting)}),
      text,
    );
  return el(
    'thead',
    {},
    el(
      'tr',
      {},
      column('app', 'App'),
      column('', capital(state.count)),
      column('change', 'Change'),
      column('rate', `${capital(state.rate)} rate`),
      column('rate-change', 'Points'),
      column('lost', 'Lost'),
      el('th', {scope: 'col'}, 'Windows'),
      ...platforms.map((platform) => column(platform, lookOf(platform).label)),
    ),
  );
}

/** An app: its figures, and those of its platforms. */
export function line({app, cells, windows}: AppRow, platforms: readonly string[], state: ViewState, filter: Filter) {
  const only = state.app === app;
  const name = el(
    'button',
    {
      type: 'button',
      class: 'link',
      'data-key': `app ${app}`,
      title: only ? 'Show all apps' : 'Only this app',
      click: () => filter({app: only ? '' : app}),
    },
    app,
  );
  const whole = cells.get('');
  const number = (text: string, kind = '') => el('td', {class: kind}, text);
  // What the column says already.
  const change = (found: Change | null) =>
    number(found?.text.replace(/ points| unchanged/, '') ?? '–', found?.bad ? 'change bad' : 'change');
  const isWhole = windows !== null && (windows.expected === null || windows.collected === windows.expected);
  return el(
    'tr',
    {'data-key': `row ${app}`},
    el('th', {scope: 'row'}, name),
    number(countText(whole?.counts[state.count]), 'total'),
    change(countChange(state.count, whole?.compared ?? null)),
    number(whole ? percentText(ratesOf(whole.counts)[state.rate]) : '–', 'total'),
    change(rateChange(state.rate, whole?.compared ?? null)),
    number(whole ? countText(lostOf(whole.counts)) : '–'),
    number(windowsText(windows), isWhole ? 'windows' : 'windows partial'),
    ...platforms.map((platform) => platformCell(app, platform, cells.get(platform), state, filter)),
  );
}

function windowsText(windows: WindowCount | null): string {
  if (!windows) return 'none';
  const {collected, expected} = windows;
  return expected === null ? countText(collected) : `${countText(collected)} of ${countText(expected)}`;
}

function platformCell(app: string, platform: string, cell: Cell | undefined, state: ViewState, filter: Filter) {
  if (!cell) return el('td', {class: 'none'}, '–');
  const rate = ratesOf(cell.counts)[state.rate];
  const moved = rateChange(state.rate, cell.compared);
  return el(
    'td',
    {},
    el(
      'button',
      {
        type: 'button',
        class: 'cell',
        'data-key': `cell ${app} ${platform}`,
        title: `Only ${app} on ${lookOf(platform).label}: ${countText(cell.counts[state.count])} ${state.count}`,
        click: () => filter({app, platform}),
      },
      shortText(cell.counts[state.count]),
      el('small', {}, rate === null ? 'no rate' : percentText(rate)),
      moved?.bad && el('small', {class: 'change bad'}, moved.text),
    ),
  );
}
