import type {Hour} from './hourly-sums.js';

/** Hours in a row, half-open. */
export interface Stretch {
  readonly start: Hour;
  readonly end: Hour;
}

/** What weighs less than so much of the heaviest stretch is chance. */
const WORTH = 0.3;

/**
 * The stretches whose scores add up to most: hours that count for it are above zero, hours that count against it below, and what has few
 * pushes hardly counts. A few good hours within a bad day are part of it; a bad hour apart from it is not. Oldest first.
 */
export function heaviest(score: (hour: Hour) => number, within: Stretch): Stretch[] {
  const scores = new Map<Hour, number>();
  for (let hour = within.start; hour < within.end; hour += 1) scores.set(hour, score(hour));
  const best = heaviestOne(scores, within);
  return best ? around(scores, within, best, WORTH * best.weight) : [];
}

interface Weighed extends Stretch {
  readonly weight: number;
}

function around(scores: ReadonlyMap<Hour, number>, within: Stretch, best: Weighed, least: number): Stretch[] {
  const more = (rest: Stretch): Stretch[] => {
    const next = heaviestOne(scores, rest);
    return next && next.weight >= least ? around(scores, rest, next, least) : [];
  };
  const {start, end} = best;
  return [...more({start: within.start, end: start}), {start, end}, ...more({start: end, end: within.end})];
}

function heaviestOne(scores: ReadonlyMap<Hour, number>, within: Stretch): Weighed | undefined {
  let best: Weighed | undefined;
  let [start, weight] = [within.start, 0];
  for (let hour = within.start; hour < within.end; hour += 1) {
    if (weight <= 0) [start, weight] = [hour, 0];
    weight += scores.get(hour)!;
    if (weight > (best?.weight ?? 0)) best = {start, end: hour + 1, weight};
  }
  return best;
}

/** Hours that both have. */
export function overlap(a: Stretch, b: Stretch): number {
  return Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
}

export function lengthOf({start, end}: Stretch): number {
  return end - start;
}
