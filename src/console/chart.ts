import {numbered} from '../domain/numbered.js';
import type {PushView} from '../domain/push-view.js';
import {type ChartParts, HEIGHT, optionsOf} from './chart-options.js';
import {el, show} from './dom.js';
import type {Band} from './finding-state.js';
import {windowText} from './format.js';
import {isPartial} from './partial.js';
import {lookOf} from './platforms.js';
import {shadeBands} from './shades.js';
import uPlot from './uplot.js';
import {SpanPicker, type Zoom} from './zoom.js';

export interface ChartUse extends Zoom {
  /** The only platform that is shown; empty: all. */
  readonly platform: string;
  /** Empty: all. */
  onPlatform(platform: string): void;
}

/**
 * A chart over time with its legend, which tells the values under the pointer and filters by platform. The pointer draws a span to look
 * at, a double click goes back; arrow keys do the same.
 */
export class Chart {
  readonly #plot: uPlot;
  readonly #view: PushView;
  readonly #picker: SpanPicker;
  readonly #resizing: ResizeObserver;
  #bands: readonly Band[] = [];

  constructor(parent: HTMLElement, parts: ChartParts, use: ChartUse) {
    const {view, title} = parts;
    const keys =
      'Arrow keys move through the windows; with Shift they pick a span, Enter looks at it, Escape goes back.';
    show(
      parent,
      el(
        'div',
        {class: 'head'},
        el('h2', {}, title),
        el('p', {class: 'when', 'aria-live': 'polite'}),
        ...parts.controls,
      ),
      el('div', {
        class: 'stage',
        tabindex: '0',
        role: 'group',
        'aria-label': `${title}. ${keys}`,
        title: 'Drag to look closer, double-click to go back',
        'data-key': title,
        keydown: (event) => this.#press(event as KeyboardEvent),
      }),
      el('ul', {class: 'legend'}, ...parts.legend.map(({platform}) => entry(platform, parts, use))),
    );
    const child = (name: string) => parent.querySelector<HTMLElement>(`.${name}`)!;
    const [when, stage, legend] = [child('when'), child('stage'), child('legend')];
    const tell = (index: number | null) => {
      when.textContent = index === null ? 'the whole span' : windowAt(view, index) + this.#findingAt(index);
      legend.querySelectorAll('.number').forEach((value, i) => {
        value.textContent = parts.legend[i]!.valueAt(index);
      });
    };
    this.#view = view;
    this.#picker = new SpanPicker(view, use);
    const bands = (plot: uPlot) => shadeBands(plot, this.#bands);
    this.#plot = new uPlot(optionsOf(parts, {width: stage.clientWidth, tell, bands}, this.#picker), parts.data, stage);
    tell(null);
    this.#resizing = new ResizeObserver(() => this.#plot.setSize({width: stage.clientWidth, height: HEIGHT}));
    this.#resizing.observe(stage);
  }

  /** Those of other reports are not in these counts. */
  mark(bands: readonly Band[]): void {
    this.#bands = bands.filter(({report}) => report === this.#view.report);
    this.#plot.redraw(false);
  }

  destroy(): void {
    this.#resizing.disconnect();
    this.#plot.destroy();
  }

  #press(event: KeyboardEvent): void {
    const {cursor, data} = this.#plot;
    const last = data[0].length - 1;
    const step = {ArrowLeft: -1, ArrowRight: 1}[event.key] ?? 0;
    const before = cursor.idx ?? (step > 0 ? 0 : last);
    const index = Math.min(last, Math.max(0, cursor.idx == null && step !== 0 ? before : before + step));
    if (last < 0 || !['ArrowLeft', 'ArrowRight', 'Enter', 'Escape'].includes(event.key)) return;
    event.preventDefault();
    if (step !== 0) this.#plot.setCursor({left: this.#plot.valToPos(data[0][index]!, 'x'), top: 10});
    this.#picker.press(this.#plot, event, [before, index]);
  }

  #findingAt(index: number): string {
    const {times, end} = this.#view;
    const [from, until] = [times[index]!, times[index + 1] ?? end];
    const found = this.#bands.find((band) => band.start < until && band.end > from);
    return found ? `: ${found.sentence}` : '';
  }
}

function entry(platform: string, {sample}: ChartParts, {platform: only, onPlatform}: ChartUse): HTMLElement {
  const {label} = lookOf(platform);
  const pressed = platform === only;
  return el(
    'li',
    {},
    el(
      'button',
      {
        type: 'button',
        'aria-pressed': String(pressed),
        'data-key': `legend ${platform}`,
        title: pressed ? 'Show all platforms' : `Only ${label}`,
        click: () => onPlatform(pressed ? '' : platform),
      },
      sample(platform),
      el('span', {class: 'name'}, label),
      el('span', {class: 'number'}),
    ),
  );
}

function windowAt(view: PushView, index: number): string {
  const {times, end, timezone, settledUntil, present, expectedApps} = view;
  const until = times[index + 1] ?? end;
  const partial = isPartial(view, index) ? `, ${present[index]} of ${numbered(expectedApps, 'app')}` : '';
  return windowText(times[index]!, until, timezone) + (until > settledUntil ? ', still growing' : '') + partial;
}
