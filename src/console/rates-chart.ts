import type {PushView} from '../domain/push-view.js';
import type {Rates} from '../domain/rates.js';
import {Chart, type ChartUse} from './chart.js';
import {type ChartParts, middles} from './chart-options.js';
import {colour, part, picker} from './dom.js';
import {percentText} from './format.js';
import {lineSwatch, lookOf} from './platforms.js';
import {isolated, type Line, lineOf} from './rate-lines.js';
import type uPlot from './uplot.js';
import {rateNames, type ViewState} from './view-state.js';

/** So wide a chart has room for names. */
const NAMED_PX = 420;

type RateName = keyof Rates;

/** A line for each platform that has such a rate; where a window has nothing to divide by, none. */
export function ratesChart(view: PushView, {rate}: ViewState, pick: (rate: RateName) => void, use: ChartUse): Chart {
  const lines = [...view.series]
    .sort((a, b) => view.platforms.indexOf(a.platform) - view.platforms.indexOf(b.platform))
    .map((each) => lineOf(each, rate))
    .filter(({values}) => values.some((value) => value !== null));
  const parts: ChartParts = {
    title: 'Rates over time',
    controls: [
      picker(
        'Show',
        rateNames.map((value) => ({value, text: `${value} rate`})),
        rate,
        (name) => pick(name as RateName),
      ),
    ],
    view,
    data: [middles(view), ...lines.map(({values}) => values)] as uPlot.AlignedData,
    series: lines.map(stroke),
    hooks: {draw: [(plot) => nameEnds(plot, lines)]},
    range: (_plot, low, high) => padded(low, high),
    right: (width) => (width >= NAMED_PX ? 72 : 8),
    sample: lineSwatch,
    unit: (value) => `${Number((value * 100).toFixed(1))} %`,
    legend: lines.map(({platform, values, overall}) => ({
      platform,
      valueAt: (index) => percentText(index === null ? overall : values[index]),
    })),
  };
  return new Chart(part('rates'), parts, use);
}

function stroke({platform, values}: Line): uPlot.Series {
  const {property, dash} = lookOf(platform);
  const alone = isolated(values);
  const points = {show: true, size: 5, fill: colour(property), filter: () => alone};
  return {stroke: colour(property), width: 2, dash: [...dash], spanGaps: false, points};
}

/** A rate is a share: the axis leaves neither 0 nor 100 %. */
function padded(low: number, high: number): [number, number] {
  if (low === null || high === null || !Number.isFinite(low)) return [0, 1];
  const space = Math.max(0.005, (high - low) * 0.1);
  return [Math.max(0, low - space), Math.min(1, high + space)];
}

/** The platform's name at the end of its line, pushed apart where they would cover each other, and as little as can be. */
function nameEnds(plot: uPlot, lines: readonly Line[]): void {
  const {ctx, bbox} = plot;
  if (plot.width < NAMED_PX) return;
  const gap = 13 * devicePixelRatio;
  const ends = lines
    .map(({platform, values}) => ({platform, value: values.findLast((value) => value !== null) ?? 0}))
    .map(({platform, value}) => ({platform, y: plot.valToPos(value, 'y', true)}))
    .sort((a, b) => a.y - b.y);
  const lowest = bbox.top + bbox.height - (ends.length - 1) * gap;
  let next = Math.min(ends[0]?.y ?? 0, lowest);
  ctx.save();
  ctx.font = `${11 * devicePixelRatio}px system-ui`;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  for (const [index, {platform, y}] of ends.entries()) {
    const at = Math.max(next, Math.min(y, lowest + index * gap));
    const {property, label} = lookOf(platform);
    ctx.fillStyle = colour('--text');
    ctx.fillText(label, bbox.left + bbox.width + 16 * devicePixelRatio, at);
    ctx.fillStyle = colour(property);
    ctx.fillRect(
      bbox.left + bbox.width + 5 * devicePixelRatio,
      at - 2 * devicePixelRatio,
      8 * devicePixelRatio,
      4 * devicePixelRatio,
    );
    next = at + gap;
  }
  ctx.restore();
}
