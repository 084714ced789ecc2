import type {Finding, FindingsView} from '../domain/finding.js';
import {numbered} from '../domain/numbered.js';
import {platformLabel} from '../domain/platform-labels.js';
import {wholePercent} from '../domain/rates.js';
import type {EpochSeconds} from '../domain/window.js';

/** One sentence, with times of the zone, such as “Huawei at shop-cn: delivery fell from 92 % to 36 %, 24 Nov 05:00–11:00, about 24,000 pushes; 81 % of the losses: quota used up. Over.” */
export function sentence(finding: Finding, timezone: string): string {
  if (finding.step !== null) return collectingSentence(finding, timezone);
  const [most] = finding.reasons;
  const first = [what(finding), when(finding, timezone), pushes(finding)].filter(Boolean).join(', ');
  const rest = [most && `${wholePercent(most.share)} of the losses: ${most.meaning}`, finding.note].filter(Boolean);
  return `${where(finding)}: ${[first, ...rest].join('; ')}.${finding.until === null ? '' : ' Over.'}`;
}

/** Of a span in which nothing was found. */
export function quietSentence({from, to, windows}: Pick<FindingsView, 'from' | 'to' | 'windows'>): string {
  const hours = Math.round((Date.parse(to) - Date.parse(from)) / 3_600_000);
  const {collected, expected} = windows;
  const seen = expected === null ? number(collected) : `${number(collected)} of ${number(expected)}`;
  return `Nothing unusual in ${hours % 24 === 0 ? numbered(hours / 24, 'day') : numbered(hours, 'hour')} (${seen} windows)`;
}

function where({kind, app, platform, report}: Finding): string {
  const who = platform === null ? 'All platforms' : platformLabel(platform);
  return `${kind === 'mix' ? app : `${who} at ${app}`}${report === 'broadcast' ? ' (broadcasts)' : ''}`;
}

function what(finding: Finding): string {
  const {kind, now, volume} = finding;
  const isOver = finding.until !== null;
  switch (kind) {
    case 'delivery':
      return fell('delivery', finding);
    case 'send':
      return fell('the send rate', finding);
    case 'click':
      return fell('the click rate', finding);
    case 'low-delivery':
      return `delivery ${isOver ? 'was' : 'is'} very low, ${wholePercent(now!)}`;
    case 'silence':
      return `nothing ${isOver ? 'was' : 'is'} sent`;
    case 'receipts':
      return `not one receipt of about ${rounded(volume!)} pushes`;
    case 'credentials':
      return [`credentials ${isOver ? 'were' : 'are'} refused`, causeOf(finding)].filter(Boolean).join(', ');
    case 'mix':
      return `${moved('delivery', finding)} by the mix of platforms alone`;
    case 'quota':
      return [`a quota ${isOver ? 'was' : 'is'} used up`, causeOf(finding)].filter(Boolean).join(', ');
    default:
      return `losses of the class ${finding.class} rose from ${wholePercent(finding.usual!)} to ${wholePercent(now!)}`;
  }
}

/** What a cause does to a rate: before sending, or after. */
function causeOf(finding: Finding): string {
  if (finding.now === null) return '';
  return fell(finding.reasons[0]?.stage === 'ready' ? 'the send rate' : 'delivery', finding);
}

function fell(name: string, finding: Finding): string {
  return finding.usual === null ? `${name} is ${wholePercent(finding.now ?? 0)}` : moved(name, finding);
}

function moved(name: string, {now, usual}: Finding): string {
  const direction = (now ?? 0) > (usual ?? 0) ? 'rose' : 'fell';
  return `${name} ${direction} from ${wholePercent(usual ?? 0)} to ${wholePercent(now ?? 0)}`;
}

function pushes({kind, pushes: count}: Finding): string {
  return count === null || kind === 'low-delivery' || kind === 'receipts' ? '' : `about ${rounded(count)} pushes`;
}

function when({since, until}: Finding, timezone: string): string {
  const [day, time] = dayAndTime(since, timezone);
  if (until === null) return `since ${day} ${time}`;
  const [lastDay, end] = dayAndTime(until, timezone);
  return day === lastDay ? `${day} ${time}–${end}` : `${day} ${time} – ${lastDay} ${end}`;
}

function dayAndTime(instant: EpochSeconds, timeZone: string): [day: string, time: string] {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', {timeZone, ...options}).format(instant * 1000);
  return [format({day: 'numeric', month: 'short'}), format({hour: '2-digit', minute: '2-digit', hourCycle: 'h23'})];
}

function collectingSentence(finding: Finding, timezone: string): string {
  const {app, report, step, note} = finding;
  return `Collecting ${report} ${step} of ${app}, ${when(finding, timezone)}: ${note}.`;
}

/** To two digits: nobody counts what did not happen. */
function rounded(count: number): string {
  return number(Number(count.toPrecision(2)));
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
