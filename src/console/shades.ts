import type {PushView} from '../domain/push-view.js';
import {colour} from './dom.js';
import type {Band} from './finding-state.js';
import {isPartial} from './partial.js';
import type uPlot from './uplot.js';

/** The newest windows lie under a veil: they are not low, they are young. */
export function shadeGrowing(plot: uPlot, {settledUntil, end}: PushView): void {
  const {ctx, bbox} = plot;
  const from = Math.max(bbox.left, plot.valToPos(settledUntil, 'x', true));
  const to = Math.min(bbox.left + bbox.width, plot.valToPos(end, 'x', true));
  if (to - from < 2) return;
  ctx.save();
  ctx.fillStyle = colour('--growing');
  ctx.fillRect(from, bbox.top, to - from, bbox.height);
  ctx.fillStyle = colour('--muted');
  ctx.font = `${11 * devicePixelRatio}px system-ui`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  if (to - from > 80 * devicePixelRatio) ctx.fillText('still growing', to, bbox.top - 3 * devicePixelRatio);
  ctx.restore();
}

/** A finding's hours lie under its colour, with a line above them. */
export function shadeBands(plot: uPlot, bands: readonly Band[]): void {
  const {ctx, bbox} = plot;
  ctx.save();
  for (const {start, end, severity} of [...bands].reverse()) {
    const from = Math.max(bbox.left, plot.valToPos(start, 'x', true));
    const to = Math.min(bbox.left + bbox.width, plot.valToPos(end, 'x', true));
    if (to <= from) continue;
    ctx.fillStyle = colour(`--${severity}`);
    ctx.globalAlpha = 0.12;
    ctx.fillRect(from, bbox.top, to - from, bbox.height);
    ctx.globalAlpha = 1;
    ctx.fillRect(from, bbox.top, to - from, 3 * devicePixelRatio);
  }
  ctx.restore();
}

const HATCH_PX = 6;

/** Windows that lack apps lie under a hatching: their sums are not low, they are of fewer. */
export function hatchPartial(plot: uPlot, view: PushView): void {
  const {ctx, bbox} = plot;
  const partial = view.times.map((_, index) => index).filter((index) => isPartial(view, index));
  ctx.save();
  ctx.beginPath();
  for (const index of partial) {
    const from = plot.valToPos(view.times[index]!, 'x', true);
    ctx.rect(from, bbox.top, plot.valToPos(view.times[index + 1] ?? view.end, 'x', true) - from, bbox.height);
  }
  ctx.clip();
  ctx.beginPath();
  const gap = HATCH_PX * devicePixelRatio;
  for (let x = bbox.left - bbox.height; partial.length > 0 && x < bbox.left + bbox.width; x += gap) {
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x + bbox.height, bbox.top);
  }
  ctx.strokeStyle = colour('--muted');
  ctx.globalAlpha = 0.35;
  ctx.stroke();
  ctx.restore();
}
