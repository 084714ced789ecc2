import type {EpochSeconds, Seconds, Span} from '../domain/window.js';

export const DAY: Seconds = 86_400;

/** The days (UTC) that lie wholly within the span. */
export function daysWithin({start, end}: Span): Span[] {
  const first = Math.ceil(start / DAY) * DAY;
  const length = Math.max(0, Math.floor((end - first) / DAY));
  return Array.from({length}, (_, i) => ({start: first + i * DAY, end: first + (i + 1) * DAY}));
}

/** When the day of a time began. */
export function dayOf(time: EpochSeconds): EpochSeconds {
  return Math.floor(time / DAY) * DAY;
}

/** From the earliest start to the latest end. */
export function hullOf(spans: readonly Span[]): Span {
  return {start: Math.min(...spans.map(({start}) => start)), end: Math.max(...spans.map(({end}) => end))};
}

/** Their hull, cut at every midnight and wherever one of them begins or ends. */
export function slicesOf(spans: readonly Span[]): Span[] {
  const ends = [...spans, ...daysWithin(hullOf(spans))].flatMap(({start, end}) => [start, end]);
  const cuts = [...new Set(ends)].sort((a, b) => a - b);
  return cuts.slice(1).map((end, i) => ({start: cuts[i]!, end}));
}
