import type {AppRow, AppsView} from '../domain/apps-view.js';
import type {LossClass} from '../domain/loss.js';
import {lostBy} from './apps-order.js';
import {el} from './dom.js';
import {countText, percentText} from './format.js';

const WIDTH = 140;
const HEIGHT = 28;
const BAR = 8;
/** So that a line at either edge is drawn as thick as elsewhere. */
const INSET = 2;

/** In the order in which they are stacked: what the operator can mend comes first. */
export const classOrder: readonly LossClass[] = ['config', 'quota', 'vendor', 'policy', 'token', 'user', 'unknown'];

type SvgName = 'svg' | 'rect' | 'path' | 'circle';

function svg(name: SvgName, attributes: Readonly<Record<string, string | number>>, ...children: readonly Node[]) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** At least so much of a rate fills the height: what changes less is no hill. */
const LEAST = 0.2;

/** Delivery rates over the span, the highest at the top. The newest, which still grow, are pale. */
export function sparkline({trend}: AppRow, view: AppsView): Node {
  const known = trend.map((rate, index) => ({rate, index})).filter(({rate}) => rate !== null);
  if (known.length === 0) return el('span', {class: 'none'}, '–');
  const step = (WIDTH - 2 * INSET) / Math.max(1, trend.length - 1);
  const settled = (view.settledUntil - view.trendFrom) / view.trendEvery - 1;
  const rates = known.map(({rate}) => rate!);
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  const scale = (HEIGHT - 2 * INSET) / Math.max(LEAST, high - low);
  const at = (index: number) => ({x: INSET + index * step, y: INSET + (high - trend[index]!) * scale});
  const marks = runsOf(trend).flatMap((run) => {
    const last = run.findLastIndex((index) => index <= settled);
    // The two lines share a point, so that there is no gap between them.
    const [firm, pale] = [run.slice(0, last + 1), last + 1 < run.length ? run.slice(Math.max(0, last)) : []];
    return [...line(firm, 'firm', at), ...line(pale, 'pale', at)];
  });
  const text = `delivery rate between ${percentText(low)} and ${percentText(high)}`;
  return svg('svg', {...box(HEIGHT), class: 'spark', role: 'img', 'aria-label': text}, ...marks);
}

/** Neighbours that are all there: across a gap no line is drawn. */
function runsOf(trend: readonly (number | null)[]): number[][] {
  const runs: number[][] = [];
  for (const [index, rate] of trend.entries()) {
    if (rate === null) continue;
    if (index > 0 && trend[index - 1] !== null) runs.at(-1)!.push(index);
    else runs.push([index]);
  }
  return runs;
}

type Position = {readonly x: number; readonly y: number};

/** A single value is a point. */
function line(run: readonly number[], kind: string, at: (index: number) => Position): Node[] {
  if (run.length === 0) return [];
  const places = run.map(at);
  if (run.length === 1) return [svg('circle', {class: kind, cx: places[0]!.x, cy: places[0]!.y, r: 1.5})];
  const path = places.map(({x, y}) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L');
  return [svg('path', {class: kind, d: `M${path}`})];
}

/** Losses by class, as shares of all of the row. */
export function lossBar(row: AppRow): Node {
  const all = lostBy(row);
  if (all === 0) return el('span', {class: 'none'}, '–');
  let x = 0;
  const parts = classOrder.flatMap((name) => {
    const width = ((row.losses[name] ?? 0) / all) * WIDTH;
    if (width === 0) return [];
    const part = svg('rect', {class: `loss ${name}`, x: x.toFixed(2), width: width.toFixed(2), height: BAR});
    x += width;
    return [part];
  });
  return svg('svg', {...box(BAR), class: 'losses', role: 'img', 'aria-label': lossText(row)}, ...parts);
}

function box(height: number) {
  return {viewBox: `0 0 ${WIDTH} ${height}`, width: WIDTH, height, preserveAspectRatio: 'none'};
}

/** `12,300: 62 % token, 38 % quota`. */
export function lossText(row: AppRow): string {
  const all = lostBy(row);
  const largest = classOrder.filter((name) => row.losses[name]).sort((a, b) => row.losses[b]! - row.losses[a]!);
  const shares = largest.map((name) => `${Math.round((row.losses[name]! / all) * 100)} % ${name}`);
  return `${countText(all)}: ${shares.join(', ')}`;
}

/** What the colours of the bars mean. */
export function lossLegend(): HTMLElement {
  const item = (name: LossClass) => {
    const swatch = svg('svg', {class: 'losses', width: 12, height: BAR, 'aria-hidden': 'true'});
    swatch.append(svg('rect', {class: `loss ${name}`, width: 12, height: BAR}));
    return el('li', {}, swatch, name);
  };
  return el('ul', {class: 'loss-legend', 'aria-label': 'Classes of losses'}, ...classOrder.map(item));
}
