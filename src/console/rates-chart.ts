import {countFields} from '../domain/measurements.js';
import type {PlatformSeries, PushView} from '../domain/push-view.js';
import {type Rates, rateParts, ratesOf, type Sums} from '../domain/rates.js';
import {Chart, middles} from './chart.js';
import {colour, part, picker} from './dom.js';
import {percentText} from './format.js';
import {lookOf} from './platforms.js';
import type uPlot from './uplot.js';
import {rateNames, type ViewState} from './view-state.js';

type RateName = keyof Rates;
type Line = {readonly platform: string; readonly values: readonly (number | null)[]; readonly overall: number | null};

/** A line for each platform that has such a rate, and a strong one for all together. */
export function ratesChart(view: PushView, {rate}: ViewState, pick: (rate: RateName) => void): Chart {
  const lines = [...view.series]
    .sort((a, b) => view.platforms.indexOf(a.platform) - view.platforms.indexOf(b.platform))
    .map((each) => lineOf(each, rate))
    .filter(({values}) => values.some((value) => value !== null));
  return new Chart(part('rates'), {
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
    series: lines.map(({platform}) => stroke(platform)),
    hooks: {draw: [(plot) => nameEnds(plot, lines)]},
    range: (_plot, low, high) => padded(low, high),
    unit: (value) => `${Number((value * 100).toFixed(1))} %`,
    legend: lines.map(({platform, values, overall}) => ({
      platform,
      valueAt: (index) => percentText(index === null ? overall : values[index]),
    })),
  });
}

function lineOf({platform, counts}: PlatformSeries, rate: RateName): Line {
  const sumsOf = (value: (field: keyof Sums) => number | null | undefined) =>
    Object.fromEntries(countFields.map((field) => [field, value(field) ?? 0])) as unknown as Sums;
  const length = counts[rateParts[rate][0]!]?.length ?? 0;
  const values = Array.from({length}, (_, index) => ratesOf(sumsOf((field) => counts[field]?.[index]))[rate]);
  const overall = ratesOf(sumsOf((field) => counts[field]?.reduce<number>((sum, count) => sum + (count ?? 0), 0)))[
    rate
  ];
  return {platform, values, overall};
}

function stroke(platform: string): uPlot.Series {
  const {property, dash} = lookOf(platform);
  return {stroke: colour(property), width: 2, dash: [...dash], spanGaps: false, points: {show: false}};
}

/** A rate is a share: the axis leaves neither 0 nor 100 %. */
function padded(low: number, high: number): [number, number] {
  if (low === null || high === null || !Number.isFinite(low)) return [0, 1];
  const space = Math.max(0.005, (high - low) * 0.1);
  return [Math.max(0, low - space), Math.min(1, high + space)];
}

/** The platform's letters at the end of its line, pushed apart where they would cover each other. */
function nameEnds(plot: uPlot, lines: readonly Line[]): void {
  const {ctx, bbox} = plot;
  const gap = 12 * devicePixelRatio;
  const ends = lines
    .map(({platform, values}) => ({platform, value: values.findLast((value) => value !== null) ?? 0}))
    .map(({platform, value}) => ({platform, y: plot.valToPos(value, 'y', true)}))
    .sort((a, b) => a.y - b.y);
  let lowest = bbox.top;
  ctx.save();
  ctx.font = `600 ${10 * devicePixelRatio}px system-ui`;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  for (const {platform, y} of ends) {
    lowest = Math.max(y, lowest + gap);
    const {property, letters} = lookOf(platform);
    ctx.fillStyle = colour(property);
    ctx.fillText(letters, bbox.left + bbox.width + 4 * devicePixelRatio, lowest);
  }
  ctx.restore();
}
