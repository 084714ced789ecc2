import type {Comparison, PushView} from '../domain/console.js';
import {type Rates, ratesOf} from '../domain/rates.js';
import {spanName} from './filters.js';
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
  return {text: arrowed(change, `${Math.abs(change * 100).toFixed(1)} %`, comparison), bad: false};
}

export function rateChange(name: keyof Rates, comparison: Comparison | null): Change | null {
  if (!comparison) return null;
  const [now, before] = [ratesOf(comparison.now)[name], ratesOf(comparison.before)[name]];
  if (now === null || before === null) return null;
  const change = now - before;
  const text = arrowed(change, `${Math.abs(change * 100).toFixed(1)} points`, comparison);
  return {text, bad: comparison.final && change < -WORTH_A_LOOK};
}

function arrowed(change: number, size: string, {final}: Comparison): string {
  if (Math.abs(change) < NOTHING) return '= unchanged';
  return `${change > 0 ? '▲' : '▼'} ${size}${final ? '' : ' so far'}`;
}

/** What the arrows compare. */
export function againstText(view: PushView): string {
  const before = `the ${spanName(view)} before`;
  if (!view.comparison) return `No comparison: ${before} are not all collected in windows of ${view.step}.`;
  return view.comparison.final
    ? `▲ ▼ Windows whose counts are final, against those of ${before}.`
    : `▲ ▼ Against ${before}; these windows still grow, so that a drop is to be expected.`;
}
