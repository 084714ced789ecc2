import type {CountRow, PushView} from '../domain/push-view.js';
import {ratesOf} from '../domain/rates.js';
import {el, part, show, sortHeading} from './dom.js';
import {download, seriesCsv, tableCsv} from './export.js';
import {countText, percentText} from './format.js';
import {lookOf, swatch} from './platforms.js';
import type {ViewState} from './view-state.js';

type Change = (change: Partial<ViewState>) => void;

interface AppRow {
  readonly app: string;
  /** By platform; the total under the empty name. */
  readonly cells: ReadonlyMap<string, CountRow>;
}

/** Apps × platforms: in each cell a count, and below it a rate. */
export function showTable(view: PushView, state: ViewState, change: Change): void {
  const columns = state.platform === '' ? ['', ...view.platforms] : [state.platform];
  const sort = state.sort === 'app' || columns.includes(state.sort) ? state.sort : columns[0]!;
  const heading = (column: string, ...content: (Node | string)[]) => {
    const sorted = column === 'app' ? 'ascending' : 'descending';
    return sortHeading(column, sort === column ? sorted : 'none', () => change({sort: column}), ...content);
  };
  const platformHeading = (column: string) =>
    column === '' ? heading(column, 'total') : heading(column, swatch(column), lookOf(column).label);
  show(
    part('table'),
    el(
      'div',
      {class: 'head'},
      el('h2', {}, `Apps and platforms: ${state.count}, and ${state.rate} rate`),
      exports(view),
    ),
    el(
      'div',
      {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Apps and platforms', 'data-key': 'table'},
      el(
        'table',
        {},
        el(
          'thead',
          {},
          el('tr', {}, heading('app', 'app'), ...columns.map(platformHeading), el('th', {scope: 'col'}, 'windows')),
        ),
        el('tbody', {}, ...sorted(rowsOf(view), sort, state).map((row) => line(row, columns, state, change))),
      ),
    ),
  );
}

function exports(view: PushView): HTMLElement {
  const button = (text: string, name: string, csv: (view: PushView) => string) =>
    el('button', {type: 'button', 'data-key': text, click: () => download(name, csv(view))}, text);
  return el(
    'div',
    {class: 'buttons'},
    button('Export table (CSV)', 'push-table.csv', tableCsv),
    button('Export charts (CSV)', 'push-charts.csv', seriesCsv),
  );
}

function rowsOf({rows}: PushView): AppRow[] {
  const apps = new Map<string, Map<string, CountRow>>();
  for (const row of rows) {
    const cells = apps.get(row.app) ?? new Map();
    apps.set(row.app, cells.set(row.platform ?? '', row));
  }
  return [...apps].map(([app, cells]) => ({app, cells}));
}

/** Names go up, numbers go down: the largest are looked at first. */
function sorted(rows: AppRow[], sort: string, {count}: ViewState): AppRow[] {
  const number = ({cells}: AppRow) => cells.get(sort)?.counts[count] ?? -1;
  return sort === 'app'
    ? rows.sort((a, b) => a.app.localeCompare(b.app))
    : rows.sort((a, b) => number(b) - number(a) || a.app.localeCompare(b.app));
}

function line({app, cells}: AppRow, columns: readonly string[], state: ViewState, change: Change): HTMLElement {
  const name = el(
    'button',
    {type: 'button', class: 'link', 'data-key': `app ${app}`, title: 'only this app', click: () => change({app})},
    app,
  );
  const cell = (column: string) => {
    const counts = cells.get(column)?.counts;
    return el(
      'td',
      {class: column === '' ? 'total' : undefined},
      countText(counts?.[state.count]),
      el('small', {}, counts ? percentText(ratesOf(counts)[state.rate]) : ''),
    );
  };
  const {collected, expected} = [...cells.values()][0]!.windows;
  const whole = expected === null || collected === expected;
  const windows = el(
    'td',
    {class: whole ? 'windows' : 'windows partial'},
    countText(collected),
    el('small', {}, expected === null ? '' : `of ${countText(expected)}`),
  );
  return el('tr', {}, el('th', {scope: 'row'}, name), ...columns.map(cell), windows);
}
