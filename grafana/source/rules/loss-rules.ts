import type {LossShare} from '../../../src/findings/definition.js';
import {definitions} from '../../../src/findings/definitions.js';
import {aroundWeekBefore, lastDay, recent, weekBefore} from '../../../src/findings/spans.js';
import {pushLosses} from '../dashboards/push-losses.js';
import {timed} from './comparison.js';
import * as losses from './loss-queries.js';
import {ago} from './queries.js';
import {topReasons} from './reasons.js';
import {type Rule, rule} from './rule.js';

const {credentials, quota, growth} = definitions;

const where = '{{ $labels.app }} / {{ $labels.platform }}';
const count = (name: string) => `{{ printf "%.0f" $values.${name}.Value }}`;
const percent = (name: string) => `{{ humanizePercentage $values.${name}.Value }}`;
const hours = ago(recent, quota.age);
const day = ago(lastDay, growth.age);
const week = ago(weekBefore, growth.age);
const around = ago(aroundWeekBefore, growth.age);
/** The last day and the week before it. */
const upToNow = {...week, to: day.to};
const dashboardUid = pushLosses.uid;

/** What the losses tell, of chat and of broadcasts: the database adds up within one measurement only. */
export const lossRules: readonly Rule[] = [
  ...rulesOf(losses.chat, {uid: 'push', name: '', pushes: 'pushes'}),
  ...rulesOf(losses.broadcast, {uid: 'push-broadcast', name: ' of broadcasts', pushes: 'broadcasts'}),
];

interface Words {
  readonly uid: string;
  readonly name: string;
  readonly pushes: string;
}

function rulesOf(asked: losses.Pushes, {uid, name, pushes}: Words): Rule[] {
  const {report} = asked;
  return [
    rule({
      uid: `${uid}-credentials-refused`,
      title: `Credentials${name} are refused`,
      ...timed(credentials),
      summary: `${where}: ${count('lost')} of ${count('targets')} ${pushes} of the last hours lost because a certificate, key or permission is missing, wrong or expired; nothing arrives until somebody acts`,
      panelId: 3,
      dashboardUid,
      queries: {
        lost: losses.lostOfClass(asked, credentials.class, credentials.age, hours),
        targets: losses.targets(asked, credentials.age, hours),
      },
      reasons: topReasons({report, class: credentials.class}, hours),
      when: lostShare(credentials),
    }),
    rule({
      uid: `${uid}-quota-used-up`,
      title: `A quota${name} is used up`,
      ...timed(quota),
      summary: `${where}: ${count('lost')} ${pushes} of the last hours lost to a limit of the vendor, ${percent('share')} of all that are missing`,
      panelId: 4,
      dashboardUid,
      queries: {
        lost: losses.lostOfClass(asked, quota.class, quota.age, hours),
        gap: losses.gap(asked, quota.age, hours),
      },
      numbers: {share: '$lost / $gap'},
      reasons: topReasons({report, class: quota.class}, hours),
      when: lostShare(quota),
    }),
    rule({
      uid: `${uid}-loss-doubled`,
      title: `Losses${name} of a class have doubled`,
      ...timed(growth),
      summary: `${where}: ${percent('now')} of the ${pushes} of the last day lost for reasons of the class {{ $labels.class }}, ${percent('usual')} in the week before`,
      panelId: 10,
      dashboardUid,
      queries: {
        lost: losses.lostByClass(asked, growth.age, day),
        upToNow: losses.lostByClass(asked, growth.age, upToNow),
        targets: losses.targets(asked, growth.age, day),
        usualTargets: losses.targets(asked, growth.age, week),
        told: losses.lostOfAll(asked, growth.age, around),
      },
      // Where losses were not collected when the week before began, every class would be new. A class that the week before did not have has no row of its own there.
      numbers: {now: '$lost / $targets', usual: '($upToNow - $lost) / $usualTargets'},
      reasons: topReasons({report, labels: losses.classLabels}, day),
      when: `($told > 0) && ($lost >= ${growth.minLost}) && ($usualTargets >= ${growth.minLost}) && ($now >= ${growth.factor} * $usual) && ($now - $usual >= ${growth.points})`,
    }),
  ];
}

function lostShare({minLost, share, of}: LossShare): string {
  return `($lost >= ${minLost}) && ($lost >= ${share} * $${of})`;
}
