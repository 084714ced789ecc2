import {pushLosses} from '../dashboards/push-losses.js';
import * as losses from './loss-queries.js';
import {aroundWeekBefore, lastDay, recent, upToLastDay, weekBefore} from './queries.js';
import {type Rule, rule} from './rule.js';
import {thresholds} from './thresholds.js';

const {doubled, quota, credentials} = thresholds;

const where = '{{ $labels.app }} / {{ $labels.platform }}';
const count = (name: string) => `{{ printf "%.0f" $values.${name}.Value }}`;
const percent = (name: string) => `{{ humanizePercentage $values.${name}.Value }}`;
const hours = {for: '10m', keepFiringFor: '30m'};
const days = {for: '30m', keepFiringFor: '2h'};
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
  return [
    rule({
      uid: `${uid}-credentials-refused`,
      title: `Credentials${name} are refused`,
      severity: 'critical',
      summary: `${where}: ${count('lost')} of ${count('targets')} ${pushes} of the last hours lost because a certificate, key or permission is missing, wrong or expired; nothing arrives until somebody acts`,
      panelId: 3,
      dashboardUid,
      queries: {
        lost: losses.lostOfClass(asked, 'config', '10m', recent),
        targets: losses.targets(asked, '10m', recent),
      },
      when: `($lost >= ${credentials.minLost}) && ($lost >= ${credentials.share} * $targets)`,
      ...hours,
    }),
    rule({
      uid: `${uid}-quota-used-up`,
      title: `A quota${name} is used up`,
      severity: 'warning',
      summary: `${where}: ${count('lost')} ${pushes} of the last hours lost to a limit of the vendor, ${percent('share')} of all that are missing`,
      panelId: 4,
      dashboardUid,
      queries: {
        lost: losses.lostOfClass(asked, 'quota', '10m', recent),
        gap: losses.gap(asked, '10m', recent),
      },
      numbers: {share: '$lost / $gap'},
      when: `($lost >= ${quota.minLost}) && ($lost >= ${quota.share} * $gap)`,
      ...hours,
    }),
    rule({
      uid: `${uid}-loss-doubled`,
      title: `Losses${name} of a class have doubled`,
      severity: 'warning',
      summary: `${where}: ${percent('now')} of the ${pushes} of the last day lost for reasons of the class {{ $labels.class }}, ${percent('usual')} in the week before`,
      panelId: 10,
      dashboardUid,
      queries: {
        lost: losses.lostByClass(asked, '1h', lastDay('1h')),
        upToNow: losses.lostByClass(asked, '1h', upToLastDay('1h')),
        targets: losses.targets(asked, '1h', lastDay('1h')),
        usualTargets: losses.targets(asked, '1h', weekBefore('1h')),
        told: losses.lostOfAll(asked, '1h', aroundWeekBefore('1h')),
      },
      // Where losses were not collected when the week before began, every class would be new. A class that the week before did not have has no row of its own there.
      numbers: {now: '$lost / $targets', usual: '($upToNow - $lost) / $usualTargets'},
      when: `($told > 0) && ($lost >= ${doubled.minLost}) && ($usualTargets >= ${doubled.minLost}) && ($now >= ${doubled.factor} * $usual) && ($now - $usual >= ${doubled.points})`,
      ...days,
    }),
  ];
}
