import type {AppsView} from '../domain/apps-view.js';
import {type Order, orders} from './apps-order.js';
import {el, part, picker, show} from './dom.js';
import {countText} from './format.js';
import type {ViewState} from './view-state.js';

const orderNames: Readonly<Record<Order, string>> = {
  worst: 'worst first',
  app: 'name',
  holes: 'holes that end first',
  delivery: 'lowest delivery',
  change: 'largest fall',
  losses: 'most losses',
  sent: 'most sent',
};

/** Which apps the board shows, and in which order. */
export class AppsTools {
  readonly #search = el('input', {type: 'search', placeholder: 'Search apps', 'aria-label': 'Search apps'});
  readonly #controls = el('div', {class: 'tools'});
  /** The search is never drawn again: somebody may be typing in it. */
  readonly element = el('div', {class: 'tools', role: 'search'}, this.#search, this.#controls);

  /** `onType` for every letter; `onFind` when somebody has done, because not each letter is a step to go back to. */
  constructor(onType: () => void, onFind: (find: string) => void) {
    this.#search.addEventListener('input', onType);
    this.#search.addEventListener('change', () => onFind(this.#search.value));
  }

  get search(): string {
    return this.#search.value;
  }

  set search(find: string) {
    this.#search.value = find;
  }

  show({only, order}: ViewState, view: AppsView | undefined, change: (change: Partial<ViewState>) => void): void {
    const pressed = only === 'unhealthy';
    const toggle = () => change({only: pressed ? '' : 'unhealthy'});
    const reports = view?.reports ?? [];
    const same = (values: readonly string[]) => values.map((value) => ({value, text: value}));
    show(
      this.#controls,
      el(
        'button',
        {type: 'button', 'aria-pressed': String(pressed), 'data-key': 'only unhealthy', click: toggle},
        'Only unhealthy',
      ),
      picker(
        'Sort',
        orders.map((value) => ({value, text: orderNames[value]})),
        order,
        (picked) => change({order: picked as Order}),
      ),
      reports.length > 1 && picker('Report', same(reports), view!.report, (report) => change({report})),
    );
  }
}

/** Turns the pages of a table of `all` rows. */
export function pager(page: number, atOnce: number, all: number, turnTo: (page: number) => void): HTMLElement {
  const turn = (text: string, to: number) => {
    const click = () => {
      turnTo(to);
      part('apps').scrollIntoView();
    };
    return el('button', {type: 'button', 'data-key': text, disabled: to < 0 || to * atOnce >= all, click}, text);
  };
  const range = `${countText(page * atOnce + 1)}–${countText(Math.min((page + 1) * atOnce, all))} of ${countText(all)}`;
  return el(
    'div',
    {class: 'pager', role: 'group', 'aria-label': 'Pages of apps'},
    turn('Previous', page - 1),
    el('span', {}, range),
    turn('Next', page + 1),
  );
}
