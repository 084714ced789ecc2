import type {PushView} from '../domain/push-view.js';
import {colour, el, show} from './dom.js';
import {numbered, windowText} from './format.js';
import {lookOf, swatch} from './platforms.js';
import {hatchPartial, isPartial, shadeGrowing} from './shades.js';
import uPlot from './uplot.js';

export interface ChartParts {
  readonly title: string;
  readonly controls: readonly HTMLElement[];
  readonly view: PushView;
  readonly data: uPlot.AlignedData;
  readonly series: readonly uPlot.Series[];
  readonly hooks: uPlot.Hooks.Arrays;
  readonly range: uPlot.Range.Function;
  readonly unit: (value: number) => string;
  /** A platform, or empty for all of them; and its value in a window, or over the span for null. */
  readonly legend: readonly {readonly platform: string; readonly valueAt: (index: number | null) => string}[];
}

const HEIGHT = 220;

/** A chart over time with its legend, which tells the values under the pointer; arrow keys move it, too. */
export class Chart {
  readonly #plot: uPlot;
  readonly #resizing: ResizeObserver;

  constructor(parent: HTMLElement, parts: ChartParts) {
    const {view, title} = parts;
    const label = `${title}. Arrow keys move through the windows.`;
    const stage = el('div', {class: 'stage', tabindex: '0', role: 'group', 'aria-label': label, 'data-key': title});
    const when = el('p', {class: 'when', 'aria-live': 'polite'});
    const legend = el('ul', {class: 'legend'}, ...parts.legend.map(entry));
    const tell = (index: number | null) => {
      when.textContent = index === null ? 'the whole span' : windowAt(view, index);
      legend.querySelectorAll('.number').forEach((value, i) => {
        value.textContent = parts.legend[i]!.valueAt(index);
      });
    };
    show(parent, el('div', {class: 'head'}, el('h2', {}, title), ...parts.controls), stage, when, legend);
    this.#plot = new uPlot(optionsOf(parts, stage.clientWidth, tell), parts.data, stage);
    stage.addEventListener('keydown', (event) => this.#step(event));
    tell(null);
    this.#resizing = new ResizeObserver(() => this.#plot.setSize({width: stage.clientWidth, height: HEIGHT}));
    this.#resizing.observe(stage);
  }

  destroy(): void {
    this.#resizing.disconnect();
    this.#plot.destroy();
  }

  #step(event: KeyboardEvent): void {
    const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const {cursor, data} = this.#plot;
    const last = data[0].length - 1;
    const index = Math.min(last, Math.max(0, (cursor.idx ?? (step > 0 ? -1 : last + 1)) + step));
    this.#plot.setCursor({left: this.#plot.valToPos(data[0][index]!, 'x'), top: 10});
  }
}

function entry({platform}: ChartParts['legend'][number]): HTMLElement {
  const look = platform === '' ? undefined : lookOf(platform);
  return el(
    'li',
    {},
    look ? swatch(platform) : el('span', {class: 'swatch total', 'aria-hidden': 'true'}),
    look && el('abbr', {title: look.label}, look.letters),
    el('span', {class: 'name'}, look?.label ?? 'total'),
    el('span', {class: 'number'}),
  );
}

/** The data of a bar or line stand at the middle of their window. */
export function middles({times, end}: PushView): number[] {
  return times.map((start, index) => (start + (times[index + 1] ?? end)) / 2);
}

function windowAt(view: PushView, index: number): string {
  const {times, end, timezone, settledUntil, present, expectedApps} = view;
  const until = times[index + 1] ?? end;
  const partial = isPartial(view, index) ? `, ${present[index]} of ${numbered(expectedApps, 'app')}` : '';
  return windowText(times[index]!, until, timezone) + (until > settledUntil ? ', still growing' : '') + partial;
}

function optionsOf(parts: ChartParts, width: number, tell: (index: number | null) => void): uPlot.Options {
  const {view, series, hooks, unit, range} = parts;
  const axis = {
    stroke: colour('--muted'),
    grid: {stroke: colour('--line'), width: 1},
    ticks: {show: false},
    font: '12px system-ui',
  };
  return {
    width,
    height: HEIGHT,
    // Room for the veil's name above, and for the letters at the ends of lines.
    padding: [18, 26, 0, 0],
    legend: {show: false},
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), view.timezone),
    cursor: {sync: {key: 'push'}, y: false, drag: {x: false, y: false}, points: {size: 7}},
    scales: {x: {time: true, range: () => [view.times[0] ?? view.from, view.end]}, y: {range}},
    axes: [
      {...axis, grid: {show: false}, size: 38, space: 70, values: axisTimes},
      {
        ...axis,
        size: 56,
        space: 36,
        values: (_plot, values) => values.map((value) => (value === null ? '' : unit(value))),
      },
    ],
    series: [{}, ...series],
    hooks: {
      ...hooks,
      setCursor: [(plot) => tell(plot.cursor.idx ?? null)],
      drawClear: [(plot) => shadeGrowing(plot, view), (plot) => hatchPartial(plot, view)],
    },
  };
}

/** `16:00`, and at midnight the day. */
const axisTimes: uPlot.Axis.Values = [
  [86_400, '{D} {MMM}', null, null, null, null, null, null, 1],
  [60, '{HH}:{mm}', '\n{D} {MMM}', null, '\n{D} {MMM}', null, null, null, 1],
];
