import {isoUtc} from '../domain/local-time.js';
import type {PushView} from '../domain/push-view.js';
import {type Rates, rateFields, type Sums} from '../domain/rates.js';
import type {WhyTime} from '../domain/why-view.js';
import type {EpochSeconds} from '../domain/window.js';
import {GROWN} from './late-comparison.js';

/** A rate of all platforms together, window by window. */
export function whyTimes(
  view: Pick<PushView, 'times' | 'end' | 'series'>,
  rate: keyof Rates,
  now: EpochSeconds,
): WhyTime[] {
  const {times, end, series} = view;
  const {part, whole} = rateFields[rate];
  const sum = (field: keyof Sums, index: number) =>
    series.reduce((all, {counts}) => all + (counts[field]?.[index] ?? 0), 0);
  const cells = times.map((start, index) => {
    const until = times[index + 1] ?? end;
    return {start, end: until, parts: sum(part, index), volume: sum(whole, index), isYoung: until > now - GROWN};
  });
  const old = cells.filter(({isYoung}) => !isYoung);
  const total = (name: 'parts' | 'volume') => old.reduce((all, cell) => all + cell[name], 0);
  const mean = total('parts') / (total('volume') || 1);
  const missing = (cell: (typeof cells)[number]) => mean * cell.volume - cell.parts;
  const most = Math.max(0, ...old.map(missing));
  const worst = most > 0 ? old.find((cell) => missing(cell) === most) : undefined;
  return cells.map((cell) => ({
    start: isoUtc(cell.start),
    end: isoUtc(cell.end),
    rate: cell.volume > 0 ? cell.parts / cell.volume : null,
    volume: cell.volume,
    isYoung: cell.isYoung,
    isWorst: cell === worst,
  }));
}
