import type {DigestCollecting, DigestReport, DigestRow, DigestView} from '../domain/digest-view.js';
import {localText} from '../domain/local-time.js';
import {numbered} from '../domain/numbered.js';
import {type Rates, ratesOf} from '../domain/rates.js';
import {changeText, percent, pointsText} from './table.js';

/** What every form of the digest says in the same words. */

export function titleOf({from, to, timezone}: DigestView): string {
  const text = (iso: string) => localText(Date.parse(iso) / 1000, timezone);
  return `Push, ${text(from)} to ${text(to)} (${timezone})`;
}

export function reportTitle({report, basis, total}: DigestReport): string {
  const {collected, expected} = total.windows;
  const seen = expected === null ? numbered(collected, 'window') : `${collected} of ${expected} windows`;
  const name = report === 'broadcast' ? 'Broadcasts' : 'Chat pushes';
  if (!basis) return `${name}: ${seen}; the time before is not there at the same age`;
  const aged = basis.age === null ? 'with final counts' : `as they were ${basis.age} after their end`;
  return `${name}: ${seen}; changes over ${basis.windows} of ${basis.of} windows of ${basis.step}, ${aged}`;
}

export const appHeading = [
  'app',
  'sent',
  'change',
  'send rate',
  'points',
  'delivery rate',
  'points',
  'click rate',
  'points',
];

/** Sent and rates of the whole span, and their changes. */
export function figuresOf({counts, rates, compared}: DigestRow): string[] {
  const [now, before] = compared ? [ratesOf(compared.now), ratesOf(compared.before)] : [];
  const points = (rate: keyof Rates) => pointsText(now?.[rate] ?? null, before?.[rate] ?? null);
  return [
    counts.sent.toLocaleString('en-US'),
    compared ? changeText(compared.now.sent, compared.before.sent) : '–',
    ...(['send', 'delivery', 'click'] as const).flatMap((rate) => [percent(rates[rate]), points(rate)]),
  ];
}

/** So many apps are told by name; those that follow are well. */
const MOST = 20;

export function shownApps({apps, missing}: DigestReport): {
  readonly shown: DigestReport['apps'];
  readonly more: string;
} {
  const count = Math.max(MOST, apps.filter(({findings}) => findings > 0).length);
  const left = apps.length - count;
  const others = left > 0 ? [`and ${numbered(left, 'more app')}, none of them with a finding`] : [];
  const names = missing.length > MOST ? `${missing.length} apps` : missing.join(', ');
  const none = missing.length > 0 ? [`nothing collected of ${names}`] : [];
  return {shown: apps.slice(0, count), more: [...others, ...none].join('; ')};
}

/** How collecting does, a line for each thing. */
export function collectingLines({apps, jobs, windows, oldestHole}: DigestCollecting, timezone: string): string[] {
  const {settled, fresh, due, rejected, missing, unkept} = windows;
  const others = {due, rejected, missing, unkept};
  const told = Object.entries(others).flatMap(([state, count]) => (count > 0 ? [`${number(count)} ${state}`] : []));
  const counts = [`${numbered(settled, 'window')} settled`, `${number(fresh)} fresh`, ...told].join(', ');
  const text = (iso: string) => localText(Date.parse(iso) / 1000, timezone);
  return [
    `${numbered(jobs, 'job')} of ${numbered(apps, 'app')}: ${counts}`,
    ...(oldestHole
      ? [
          `The oldest hole, of ${oldestHole.app} ${oldestHole.report} ${oldestHole.step}, began ${text(oldestHole.start)}; the vendor forgets it ${text(oldestHole.expires)}`,
        ]
      : []),
  ];
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
