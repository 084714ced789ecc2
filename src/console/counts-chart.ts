import type {PushView} from '../domain/push-view.js';
import {Chart, type ChartUse} from './chart.js';
import {type ChartParts, middles} from './chart-options.js';
import {colour, part, picker} from './dom.js';
import {countText, shortText} from './format.js';
import {fillOf, swatch} from './platforms.js';
import uPlot from './uplot.js';
import {type CountName, countNames, type ViewState} from './view-state.js';

/** So many bars leave no room for gaps. */
const MANY = 100;

/** Bars over time, the platforms on top of each other. */
export function countsChart(
  view: PushView,
  {count}: ViewState,
  pick: (count: CountName) => void,
  use: ChartUse,
): Chart {
  const series = ordered(view);
  const values = series.map(({counts}) => counts[count] ?? []);
  const stacks = stacked(values);
  const parts: ChartParts = {
    title: 'Counts over time',
    controls: [
      picker(
        'Show',
        countNames.map((value) => ({value, text: value})),
        count,
        (name) => pick(name as CountName),
      ),
    ],
    view,
    // The highest stack is drawn first; each lower one then covers its part of it.
    data: [middles(view), ...stacks.reverse()] as uPlot.AlignedData,
    series: series.map(({platform}) => bars(platform, view.times.length > MANY)).reverse(),
    hooks: {},
    range: (_plot, _low, high) => [0, Math.max(1, high * 1.08)],
    unit: shortText,
    right: () => 8,
    sample: swatch,
    legend: series.map(({platform}, i) => ({platform, valueAt: (index) => countText(valueAt(values[i]!, index))})),
  };
  return new Chart(part('counts'), parts, use);
}

/** In the order of the platforms' names everywhere else, the first at the bottom. */
function ordered({series, platforms}: PushView) {
  return [...series].sort((a, b) => platforms.indexOf(a.platform) - platforms.indexOf(b.platform));
}

function bars(platform: string, close: boolean): uPlot.Series {
  return {
    fill: (plot) => fillOf(platform, plot.ctx),
    stroke: close ? 'transparent' : colour('--panel'),
    width: close ? 0 : 0.5,
    paths: uPlot.paths.bars!({size: close ? [1, 60] : [0.9, 60], align: 0}),
    points: {show: false},
  };
}

function stacked(values: readonly (readonly (number | null)[])[]): (number | null)[][] {
  let below: readonly (number | null)[] = [];
  return values.map((row) => {
    const stack = row.map((value, index) => (value === null ? null : value + (below[index] ?? 0)));
    below = stack;
    return stack;
  });
}

function valueAt(values: readonly (number | null)[], index: number | null): number | null {
  if (index !== null) return values[index] ?? null;
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}
