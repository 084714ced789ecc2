import {type CountReport, countReports} from './measurements.js';
import type {LossView, LossWindows, WhyLost} from './why-lost.js';

const MEMORY = 'the vendor remembers losses for seven days';

/** What there is to say where no reasons can be shown. */
export function withoutReasons({report, step, whyLost}: Pick<LossView, 'report' | 'step' | 'whyLost'>): string {
  if (!whyLost) {
    const {lossReport} = countReports[report as CountReport];
    return `losses by windows of ${step} were not collected: add the report ${lossReport} with this step to jobs (${MEMORY})`;
  }
  const {windows} = whyLost;
  if (windows.length === 0) return 'no pushes were counted';
  const gaps = lossGaps(whyLost);
  if (windows.every(({collected}) => collected === 0)) return gaps;
  return ['the vendor names no reason', ...(gaps === '' ? [] : [gaps])].join('; ');
}

/** Of which windows losses were collected, and what to do about the others. Empty: of all. */
export function lossGaps({windows}: Pick<WhyLost, 'windows'>): string {
  const none = windows.filter(({collected}) => collected === 0);
  const some = windows.filter(({collected, expected}) => collected > 0 && collected !== expected);
  if (none.length + some.length === 0) return '';
  return [
    ...(none.length > 0 ? [`losses were not collected for ${few(none, ({app}) => app)}`] : []),
    ...(some.length > 0 ? [`losses were collected of ${few(some, windowsText)}`] : []),
    `timpush-collector status says why, and collect fetches what is not too old: ${MEMORY}`,
  ].join('; ');
}

function windowsText({app, collected, expected}: LossWindows): string {
  return `${expected === null ? collected : `${collected} of ${expected}`} windows for ${app}`;
}

/** So many apps are told by name. */
const NAMED = 3;

function few(windows: readonly LossWindows[], text: (of: LossWindows) => string): string {
  const more = windows.length - NAMED;
  return `${windows.slice(0, NAMED).map(text).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
