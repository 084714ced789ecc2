import {rates} from '../queries/clauses.js';
import {dayRate, drop, recentRate, sums} from './comparison.js';
import * as queries from './queries.js';
import {topReasons} from './reasons.js';
import {type Rule, rule} from './rule.js';
import {thresholds} from './thresholds.js';

const {fast, day, floor, send, silent, click, receipts} = thresholds;

const where = '{{ $labels.app }} / {{ $labels.platform }}';
const percent = (name: string) => `{{ humanizePercentage $values.${name}.Value }}`;
const count = (name: string) => `{{ printf "%.0f" $values.${name}.Value }}`;

/** Soon after something breaks: the last hours against the same hours of the days before. */
const hours = {for: '10m', keepFiringFor: '30m'};
/** Slow and sure: a day against the seven before. */
const days = {for: '30m', keepFiringFor: '2h'};

/** What can go wrong with the pushes of a platform of an app. */
export const platformRules: readonly Rule[] = [
  rule({
    uid: 'push-delivery-collapse',
    title: 'Delivery rate has collapsed',
    severity: 'critical',
    summary: `${where}: ${percent('now')} of ${count('volume')} pushes of the last hours delivered, usual at this time of day ${percent('usual')}`,
    panelId: 34,
    ...recentRate(rates.delivery),
    reasons: topReasons('sent', queries.recent),
    when: drop(fast),
    ...hours,
  }),
  rule({
    uid: 'push-delivery-drop',
    title: 'Delivery rate is below its week',
    severity: 'warning',
    summary: `${where}: ${percent('now')} of ${count('volume')} pushes of the last day delivered after an hour, ${percent('usual')} in the week before`,
    panelId: 34,
    ...dayRate(rates.delivery, '1h'),
    reasons: topReasons('sent', queries.lastDay('1h')),
    when: drop(day),
    ...days,
  }),
  rule({
    uid: 'push-delivery-floor',
    title: 'Delivery rate is very low',
    severity: 'warning',
    summary: `${where}: ${percent('now')} of ${count('volume')} pushes of a week delivered after six hours, expected at least ${floor.rate * 100}%`,
    panelId: 34,
    queries: sums(rates.delivery, '6h', queries.lastWeek('6h')),
    numbers: {now: '$part / $volume'},
    reasons: topReasons('sent', queries.lastDay('6h')),
    // No receipt at all is another matter, with a rule of its own.
    when: `($volume >= ${floor.minVolume}) && ($part > 0) && ($now < ${floor.rate})`,
    ...days,
  }),
  rule({
    uid: 'push-send-drop',
    title: 'Send rate has dropped',
    severity: 'warning',
    summary: `${where}: ${percent('now')} of ${count('volume')} targets of the last hours handed to the channel, usual at this time of day ${percent('usual')}`,
    panelId: 33,
    ...recentRate(rates.send),
    reasons: topReasons('ready', queries.recent),
    when: drop(send),
    ...hours,
  }),
  rule({
    uid: 'push-platform-silent',
    title: 'Platform has gone silent',
    severity: 'critical',
    summary: `${where}: nothing sent in the last hours, usual at this time of day ${count('usual')}`,
    panelId: 30,
    queries: {
      upToNow: queries.sum('sent', 'sent', '10m', queries.upToRecent),
      before: queries.sum('sent', 'sent', '10m', queries.beforeRecent),
      usual: queries.medianSum('sent'),
      days: queries.days('sent'),
      collected: queries.collectedWindows(),
    },
    numbers: {now: '$upToNow - $before'},
    reasons: topReasons('ready', queries.recent),
    // Windows that were collected, or a collector that stands still would make every platform silent.
    when: `($collected >= 2) && ($days >= ${silent.days}) && ($usual >= ${silent.usual}) && ($now == 0)`,
    ...hours,
  }),
  rule({
    uid: 'push-click-drop',
    title: 'Click rate has halved',
    severity: 'warning',
    summary: `${where}: ${percent('now')} of ${count('volume')} delivered pushes of a day clicked within six hours, ${percent('usual')} in the week before`,
    panelId: 35,
    ...dayRate(rates.click, '6h'),
    when: `($volume * $usual >= ${click.expected}) && ($usualVolume * $usual >= ${click.expected}) && ($now < ${click.factor} * $usual)`,
    ...days,
  }),
  rule({
    uid: 'push-receipts-missing',
    title: 'No receipts from a platform',
    severity: 'info',
    summary: `${where}: ${count('volume')} pushes in a day and not one receipt`,
    panelId: 31,
    queries: sums(rates.delivery, '1h', queries.lastDay('1h')),
    when: `($volume >= ${receipts.minVolume}) && ($part == 0)`,
    ...days,
  }),
];
