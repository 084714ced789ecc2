import type {AppsView} from '../domain/apps-view.js';
import type {LiveView} from '../domain/console.js';
import {numbered} from '../domain/numbered.js';
import {ask} from './api.js';
import {lossLegend} from './apps-marks.js';
import {isUnhealthy, wantedRows} from './apps-order.js';
import {appsTable} from './apps-rows.js';
import {AppsTools, pager} from './apps-tools.js';
import {el, part, show} from './dom.js';
import {countText} from './format.js';
import type {Answer} from './tabs.js';
import {figureReport, type ViewState} from './view-state.js';

/** So many rows are drawn at once, however many apps there are. */
const AT_ONCE = 50;
/** While windows come in, the board is asked for again at most so often. */
const REFRESH_S = 10;

/** When the board was asked for, and what the collector had said by then. */
interface Loaded {
  /** Undefined: never. */
  readonly report?: string;
  readonly collected: number;
  readonly problems: string;
  readonly at: number;
}

/** The health of every app. It asks for its own figures, and only while it is looked at. */
export class AppsBoard {
  readonly #tools = new AppsTools(
    () => this.#turnTo(0),
    (find) => this.#change({find}),
  );
  readonly #told = el('p', {class: 'note', role: 'status'});
  readonly #table = el('div', {});
  readonly #unfolded = new Set<string>();
  #state: ViewState | undefined;
  #change: (change: Partial<ViewState>) => void = () => {};
  #view: AppsView | undefined;
  #page = 0;
  #loading = false;
  #failure = '';
  #loaded: Loaded = heardOf(undefined);

  constructor() {
    part('apps').replaceChildren(el('h2', {}, 'Apps'), this.#tools.element, this.#told, this.#table);
  }

  /** What the address says; asked for again when there is something new. */
  frame(state: ViewState, live: LiveView | undefined, change: (change: Partial<ViewState>) => void): void {
    const before = this.#state;
    this.#state = state;
    this.#change = change;
    document.body.dataset.view = state.view;
    part('apps').hidden = state.view !== 'apps';
    if (part('apps').hidden) return;
    if (before?.find !== state.find) this.#tools.search = state.find;
    if (before !== state) this.#turnTo(before?.view === 'apps' ? 0 : this.#page);
    if (this.#isOld(live)) void this.#load(live);
  }

  /** In a few words; undefined: not known. */
  get answer(): Answer | undefined {
    if (!this.#view) return undefined;
    const unwell = this.#view.rows.filter(isUnhealthy).length;
    const all = numbered(this.#view.rows.length, 'app');
    if (unwell === 0) return {text: `${all}, all well`, bad: false};
    return {text: `! ${countText(unwell)} of ${all} unhealthy`, bad: true};
  }

  #isOld(live: LiveView | undefined): boolean {
    const {report, collected, problems, at} = this.#loaded;
    if (this.#loading) return false;
    if (report !== figureReport(this.#state!)) return true;
    if (!live || live.now - at < REFRESH_S) return false;
    // The page had not heard of the collector by then.
    if (at === 0) this.#loaded = {...this.#loaded, ...heardOf(live)};
    return at > 0 && (live.collected !== collected || JSON.stringify(live.problems) !== problems);
  }

  async #load(live: LiveView | undefined): Promise<void> {
    const report = figureReport(this.#state!);
    if (report !== this.#loaded.report) this.#view = undefined;
    this.#loading = true;
    this.#failure = '';
    this.#loaded = {report, ...heardOf(live)};
    part('apps').setAttribute('aria-busy', 'true');
    if (!this.#view) this.#draw();
    try {
      this.#view = await ask<AppsView>('api/apps', report === '' ? {} : {report});
    } catch (error) {
      this.#failure = (error as Error).message;
    }
    this.#loading = false;
    part('apps').removeAttribute('aria-busy');
    this.#draw();
  }

  #turnTo(page: number): void {
    this.#page = page;
    this.#draw();
  }

  #draw(): void {
    const [state, view] = [this.#state!, this.#view];
    const wanted = {find: this.#tools.search, onlyUnhealthy: state.only === 'unhealthy', order: state.order};
    const rows = wantedRows(view?.rows ?? [], wanted);
    this.#page = Math.min(this.#page, Math.max(0, Math.ceil(rows.length / AT_ONCE) - 1));
    this.#tools.show(state, view, this.#change);
    this.#told.textContent = this.#toldText(rows.length);
    if (!view) {
      show(this.#table, ...this.#retry());
      return;
    }
    const first = this.#page * AT_ONCE;
    const shown = {view, state, change: this.#change, unfolded: this.#unfolded};
    show(
      this.#table,
      ...this.#retry(),
      rows.length > 0 && appsTable(rows.slice(first, first + AT_ONCE), wanted.order, shown),
      rows.length > AT_ONCE && pager(this.#page, AT_ONCE, rows.length, (page) => this.#turnTo(page)),
      lossLegend(),
    );
  }

  #toldText(found: number): string {
    const rows = this.#view?.rows;
    if (!rows) return this.#failure === '' ? 'Reading the apps …' : '';
    const unwell = rows.filter(isUnhealthy).length;
    const all = `${numbered(rows.length, 'app')}, ${countText(unwell)} unhealthy`;
    if (found === rows.length) return `${all}. Changes are against the week before, at equal age.`;
    return found === 0 ? `None of ${all}, is like that.` : `${countText(found)} of ${all}.`;
  }

  #retry(): HTMLElement[] {
    if (this.#failure === '') return [];
    const old = this.#view ? ' What is shown below is from before.' : '';
    const again = el(
      'button',
      {type: 'button', 'data-key': 'again', click: () => void this.#load(undefined)},
      'Try again',
    );
    return [el('div', {class: 'notice error', role: 'alert'}, el('p', {}, this.#failure + old), again)];
  }
}

function heardOf(live: LiveView | undefined): Loaded {
  return {collected: live?.collected ?? 0, problems: JSON.stringify(live?.problems ?? []), at: live?.now ?? 0};
}
