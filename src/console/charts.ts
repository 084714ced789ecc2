import type {PushView} from '../domain/push-view.js';
import type {Chart} from './chart.js';
import {countsChart} from './counts-chart.js';
import {ratesChart} from './rates-chart.js';
import type {ViewState} from './view-state.js';

/** Counts and rates over time. */
export class Charts {
  #drawn: Chart[] = [];

  show(view: PushView, state: ViewState, change: (change: Partial<ViewState>) => void): void {
    for (const chart of this.#drawn) chart.destroy();
    this.#drawn = [
      countsChart(view, state, (count) => change({count})),
      ratesChart(view, state, (rate) => change({rate})),
    ];
  }
}
