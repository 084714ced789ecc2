import {numbered} from '../domain/numbered.js';
import type {Basis, Compared, PushView, WindowCount} from '../domain/push-view.js';
import {type Rates, ratesOf} from '../domain/rates.js';
import {countText, spanText} from './format.js';
import type {CountName} from './view-state.js';

export interface Change {
  /** A share of what it was; of rates: a difference of the two. */
  readonly change: number;
  readonly text: string;
  /** A rate that drops is worth a look; a count may drop because it is Sunday. */
  readonly bad: boolean;
}

/** A difference so small is none. */
const NOTHING = 0.0005;
/** Half a point. */
const WORTH_A_LOOK = 0.005;

export function countChange(name: CountName, compared: Compared | null): Change | null {
  if (!compared || compared.before[name] === 0) return null;
  const change = compared.now[name] / compared.before[name] - 1;
  return {change, text: arrowed(change, `${Math.abs(change * 100).toFixed(1)} %`), bad: false};
}

export function rateChange(name: keyof Rates, compared: Compared | null): Change | null {
  if (!compared) return null;
  const [now, before] = [ratesOf(compared.now)[name], ratesOf(compared.before)[name]];
  if (now === null || before === null) return null;
  const change = now - before;
  return {change, text: arrowed(change, `${Math.abs(change * 100).toFixed(1)} points`), bad: change < -WORTH_A_LOOK};
}

function arrowed(change: number, size: string): string {
  if (Math.abs(change) < NOTHING) return '= unchanged';
  return `${change > 0 ? '▲' : '▼'} ${size}`;
}

/** What the arrows compare. */
export function againstText({basis, comparison, step, tooEarly, timezone}: PushView): string {
  if (!basis && tooEarly) return 'Too early to tell: no window of this span is old enough to be compared.';
  if (!basis) return `No comparison: not nearly all windows of ${step} of the time before are there, at the same age.`;
  const [now, before] = [basis.now, basis.before].map(({start, end}) => spanText(start, end, timezone));
  const windows = `${basis.windows} of ${numbered(basis.of, 'window')} of ${basis.step}`;
  const some = comparison ? '' : ' Of some apps only: others do not have both.';
  return `▲ ▼ compare ${windows} ${ageText(basis)}: ${now} with ${before}.${some}`;
}

function ageText({age, finalAfter}: Basis): string {
  if (age !== null) return `as they were ${age} after their end`;
  return finalAfter === null ? 'that are final' : `that are final (${finalAfter} old)`;
}

/** `13 of 168 windows`: what a figure covers. */
export function coveredText({collected, expected}: WindowCount): string {
  if (expected === null) return numbered(collected, 'window');
  return `${countText(collected)} of ${numbered(expected, 'window')}`;
}
