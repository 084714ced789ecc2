import type {LossStage} from '../../../src/domain/loss.js';
import {type Definition, sidesOf} from '../../../src/findings/definition.js';
import {definitions} from '../../../src/findings/definitions.js';
import {lastDay} from '../../../src/findings/spans.js';
import {rates} from '../queries/clauses.js';
import {drop, sums, timed} from './comparison.js';
import * as queries from './queries.js';
import {topReasons} from './reasons.js';
import {type Rule, rule} from './rule.js';

const {floor, silence, receipts} = definitions;

const where = '{{ $labels.app }} / {{ $labels.platform }}';
const percent = (name: string) => `{{ humanizePercentage $values.${name}.Value }}`;
const count = (name: string) => `{{ printf "%.0f" $values.${name}.Value }}`;

/** The windows that are judged. */
const judged = (definition: Definition) => queries.ago(sidesOf(definition).now, definition.age);
const reasonsOf = (stage: LossStage, ago: queries.Ago) => topReasons({report: 'chat', stage}, ago);

/** What can go wrong with the pushes of a platform of an app. */
export const platformRules: readonly Rule[] = [
  rule({
    uid: 'push-delivery-collapse',
    title: 'Delivery rate has collapsed',
    summary: `${where}: ${percent('now')} of ${count('volume')} pushes of the last hours delivered, usual at this time of day ${percent('usual')}`,
    panelId: 34,
    ...drop(definitions.collapse),
    reasons: reasonsOf('sent', judged(definitions.collapse)),
  }),
  rule({
    uid: 'push-delivery-drop',
    title: 'Delivery rate is below its week',
    summary: `${where}: ${percent('now')} of ${count('volume')} pushes of the last day delivered after an hour, ${percent('usual')} in the week before`,
    panelId: 34,
    ...drop(definitions.drop),
    reasons: reasonsOf('sent', judged(definitions.drop)),
  }),
  rule({
    uid: 'push-delivery-floor',
    title: 'Delivery rate is very low',
    ...timed(floor),
    summary: `${where}: ${percent('now')} of ${count('volume')} pushes of a week delivered after six hours, expected at least ${floor.least * 100}%`,
    panelId: 34,
    queries: sums(rates[floor.rate], floor, sidesOf(floor).now),
    numbers: {now: '$part / $volume'},
    reasons: reasonsOf('sent', queries.ago(lastDay, floor.age)),
    // No receipt at all is another matter, with a rule of its own.
    when: `($volume >= ${floor.minVolume}) && ($part > 0) && ($now < ${floor.least})`,
  }),
  rule({
    uid: 'push-send-drop',
    title: 'Send rate has dropped',
    summary: `${where}: ${percent('now')} of ${count('volume')} targets of the last hours handed to the channel, usual at this time of day ${percent('usual')}`,
    panelId: 33,
    ...drop(definitions.send),
    reasons: reasonsOf('ready', judged(definitions.send)),
  }),
  rule({
    uid: 'push-platform-silent',
    title: 'Platform has gone silent',
    ...timed(silence),
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
    reasons: reasonsOf('ready', judged(silence)),
    when: `($collected >= ${silence.collected}) && ($days >= ${silence.days}) && ($usual >= ${silence.usual}) && ($now == 0)`,
  }),
  rule({
    uid: 'push-click-drop',
    title: 'Click rate has halved',
    summary: `${where}: ${percent('now')} of ${count('volume')} delivered pushes of a day clicked within six hours, ${percent('usual')} in the week before`,
    panelId: 35,
    ...drop(definitions.click),
  }),
  rule({
    uid: 'push-receipts-missing',
    title: 'No receipts from a platform',
    ...timed(receipts),
    summary: `${where}: ${count('volume')} pushes in a day and not one receipt`,
    panelId: 31,
    queries: sums(rates.delivery, receipts, sidesOf(receipts).now),
    when: `($volume >= ${receipts.minVolume}) && ($part == 0)`,
  }),
];
