import type {PushView} from '../domain/push-view.js';
import type {Chart, ChartUse} from './chart.js';
import {countsChart} from './counts-chart.js';
import type {Band} from './finding-state.js';
import {minuteText} from './format.js';
import {ratesChart} from './rates-chart.js';
import type {ViewState} from './view-state.js';

type Change = (change: Partial<ViewState>) => void;
type Place = Pick<ViewState, 'from' | 'to' | 'against'>;

/** Counts and rates over time. */
export class Charts {
  #drawn: Chart[] = [];
  #bands: readonly Band[] = [];
  /** From where somebody has looked closer. */
  #places: Place[] = [];

  show(view: PushView, state: ViewState, change: Change): void {
    // Whoever draws a span with the pointer is not disturbed.
    if (document.querySelector('.u-over:active')) {
      addEventListener('mouseup', () => this.show(view, state, change), {once: true});
      return;
    }
    for (const chart of this.#drawn) chart.destroy();
    const use = this.#use(view, state, change);
    this.#drawn = [
      countsChart(view, state, (count) => change({count}), use),
      ratesChart(view, state, (rate) => change({rate}), use),
    ];
    this.mark(this.#bands);
  }

  mark(bands: readonly Band[]): void {
    this.#bands = bands;
    for (const chart of this.#drawn) chart.mark(bands);
  }

  #use({times, end}: PushView, {from, to, against, platform}: ViewState, change: Change): ChartUse {
    return {
      platform,
      onPlatform: (name) => change({platform: name}),
      onZoom: (picked) => {
        const until = times[picked.to + 1] ?? end;
        this.#places.push({from, to, against});
        change({from: minuteText(times[picked.from]!), to: minuteText(until), against: ''});
      },
      onBack: () => {
        const place = this.#places.pop() ?? {from: '', to: '', against: ''};
        if (place.from !== from || place.to !== to) change(place);
      },
    };
  }
}
