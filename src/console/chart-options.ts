import type {PushView} from '../domain/push-view.js';
import {colour} from './dom.js';
import {hatchPartial, shadeGrowing} from './shades.js';
import uPlot from './uplot.js';
import type {SpanPicker} from './zoom.js';

/** Of every chart, in pixels. */
export const HEIGHT = 168;

export interface ChartParts {
  readonly title: string;
  readonly controls: readonly HTMLElement[];
  readonly view: PushView;
  readonly data: uPlot.AlignedData;
  readonly series: readonly uPlot.Series[];
  readonly hooks: uPlot.Hooks.Arrays;
  readonly range: uPlot.Range.Function;
  readonly unit: (value: number) => string;
  /** Room for the names at the ends of lines. */
  readonly right: (width: number) => number;
  readonly sample: (platform: string) => HTMLElement;
  /** A platform and its value in a window, or over the span for null. */
  readonly legend: readonly {readonly platform: string; readonly valueAt: (index: number | null) => string}[];
}

/** The data of a bar or line stand at the middle of their window. */
export function middles({times, end}: PushView): number[] {
  return times.map((start, index) => (start + (times[index + 1] ?? end)) / 2);
}

/** Where it is drawn, and what is done when. */
export interface Stage {
  readonly width: number;
  readonly tell: (index: number | null) => void;
  readonly bands: (plot: uPlot) => void;
}

/** How uPlot draws the parts. */
export function optionsOf(parts: ChartParts, {width, tell, bands}: Stage, picker: SpanPicker): uPlot.Options {
  const {view, series, hooks, unit, range, right} = parts;
  const axis = {
    stroke: colour('--muted'),
    grid: {stroke: colour('--line'), width: 1},
    ticks: {show: false},
    font: '12px system-ui',
  };
  return {
    width,
    height: HEIGHT,
    // Room for the veil's name above.
    padding: [18, (plot) => right(plot.width), 0, 0],
    legend: {show: false},
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), view.timezone),
    cursor: {...picker.cursor, y: false, points: {size: 7}},
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
      setSelect: [(plot) => picker.take(plot)],
      drawClear: [bands, (plot) => shadeGrowing(plot, view), (plot) => hatchPartial(plot, view)],
    },
  };
}

/** `16:00`, and at midnight the day. */
const axisTimes: uPlot.Axis.Values = [
  [86_400, '{D} {MMM}', null, null, null, null, null, null, 1],
  [60, '{HH}:{mm}', '\n{D} {MMM}', null, '\n{D} {MMM}', null, null, null, 1],
];
