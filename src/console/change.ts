import type {Comparison, PushView, WindowCount} from '../domain/push-view.js';
import {type Rates, ratesOf} from '../domain/rates.js';
import {spanName} from './filters.js';
import {countText, numbered} from './format.js';
import type {CountName} from './view-state.js';

export interface Change {
  readonly text: string;
  /** A rate that drops is worth a look; a count may drop because it is Sunday. */
  readonly bad: boolean;
}

/** A difference so small is none. */
const NOTHING = 0.0005;
/** Half a point. */
const WORTH_A_LOOK = 0.005;

export function countChange(name: CountName, comparison: Comparison | null): Change | null {
  if (!comparison || comparison.before[name] === 0) return null;
  const change = comparison.now[name] / comparison.before[name] - 1;
  return {text: arrowed(change, `${Math.abs(change * 100).toFixed(1)} %`), bad: false};
}

export function rateChange(name: keyof Rates, comparison: Comparison | null): Change | null {
  if (!comparison) return null;
  const [now, before] = [ratesOf(comparison.now)[name], ratesOf(comparison.before)[name]];
  if (now === null || before === null) return null;
  const change = now - before;
  const text = arrowed(change, `${Math.abs(change * 100).toFixed(1)} points`);
  return {text, bad: change < -WORTH_A_LOOK};
}

function arrowed(change: number, size: string): string {
  if (Math.abs(change) < NOTHING) return '= unchanged';
  return `${change > 0 ? '▲' : '▼'} ${size}`;
}

/** What the arrows compare. */
export function againstText(view: PushView): string {
  const before = `the ${spanName(view)} before`;
  if (view.tooEarly) return 'Too early to tell: no window of this span is old enough to be compared.';
  if (!view.comparison)
    return `No comparison: not nearly all windows of ${view.step} of ${before} are there, at the same age.`;
  const {age, windows} = view.comparison;
  const compared = `${windows} of ${numbered(view.times.length, 'window')}`;
  return age === null
    ? `▲ ▼ ${compared}, whose counts are final, against those of ${before}.`
    : `▲ ▼ ${compared} as they were ${age} after their end, against those of ${before} at the same age.`;
}

/** `13 of 168 windows`: what a figure covers. */
export function coveredText({collected, expected}: WindowCount): string {
  if (expected === null) return numbered(collected, 'window');
  return `${countText(collected)} of ${numbered(expected, 'window')}`;
}
