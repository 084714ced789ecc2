import type {CellsView} from '../domain/cells-view.js';
import {numbered} from '../domain/numbered.js';
import type {PushView} from '../domain/push-view.js';
import {ask} from './api.js';
import {el, part, show} from './dom.js';
import {cellsCsv, download, seriesCsv, tableCsv} from './export.js';
import {type Filter, heading, line} from './table-lines.js';
import {appRows, sorted, sortingOf} from './table-rows.js';
import {figureFiltersOf, type ViewState} from './view-state.js';

interface Shown {
  readonly view: PushView;
  readonly state: ViewState;
  readonly filter: Filter;
}

/** So many rows at once; the others on demand. */
const MOST = 100;

/** Apps, and what their platforms have. Every name and figure leads to its own view. */
export class AppTable {
  readonly #search = el('input', {
    type: 'search',
    'aria-label': 'Search among apps',
    placeholder: 'Search apps',
    input: () => this.#draw(),
  });
  readonly #cells = el(
    'button',
    {type: 'button', click: () => void this.#exportCells(), 'data-key': 'Export windows (CSV)'},
    'Export windows (CSV)',
  );
  readonly #failure = el('p', {class: 'bad', role: 'status'});
  readonly #title = el('h2', {});
  readonly #body = el('div', {});
  #all = false;
  #shown: Shown | undefined;

  constructor() {
    const head = el('div', {class: 'head'}, this.#title, this.#search, this.#exports());
    part('table').replaceChildren(head, this.#failure, this.#body);
  }

  show(view: PushView, state: ViewState, filter: Filter): void {
    this.#shown = {view, state, filter};
    this.#title.textContent = `Apps: ${state.count}, ${state.rate} rate, and their platforms`;
    this.#search.hidden = view.apps.length < 2 || state.app !== '';
    this.#draw();
  }

  #exports(): HTMLElement {
    const button = (text: string, name: string, csv: (view: PushView) => string) =>
      el('button', {type: 'button', click: () => download(name, csv(this.#shown!.view)), 'data-key': text}, text);
    return el(
      'div',
      {class: 'buttons'},
      button('Export table (CSV)', 'push-table.csv', tableCsv),
      button('Export charts (CSV)', 'push-charts.csv', seriesCsv),
      this.#cells,
    );
  }

  /** They are many, and fetched only for this. */
  async #exportCells(): Promise<void> {
    this.#cells.disabled = true;
    this.#failure.textContent = '';
    try {
      const cells = await ask<CellsView>('api/cells', figureFiltersOf(this.#shown!.state));
      download('push-windows.csv', cellsCsv(cells));
    } catch (error) {
      this.#failure.textContent = (error as Error).message;
    } finally {
      this.#cells.disabled = false;
    }
  }

  #draw(): void {
    const {view, state, filter} = this.#shown!;
    const platforms = state.platform === '' ? view.platforms : [];
    const sorting = sortingOf(state, platforms);
    const wanted = this.#search.hidden ? '' : this.#search.value.trim().toLowerCase();
    const found = appRows(view, state).filter(({app}) => app.toLowerCase().includes(wanted));
    const rows = sorted(found, sorting, state).slice(0, this.#all ? undefined : MOST);
    const lines = rows.map((row) => line(row, platforms, state, filter));
    const all = () => {
      this.#all = true;
      this.#draw();
    };
    show(
      this.#body,
      el(
        'div',
        {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Table of apps', 'data-key': 'table'},
        el('table', {}, heading(platforms, sorting, state, filter), el('tbody', {}, ...lines)),
      ),
      rows.length === 0 && el('p', {class: 'note'}, 'No app has such a name.'),
      rows.length < found.length &&
        el('button', {type: 'button', click: all}, `Show all ${numbered(found.length, 'app')}`),
    );
  }
}
