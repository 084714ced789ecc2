import {codeTable} from '../../../src/timpush/codes.js';
import {pushCollector} from '../dashboards/push-collector.js';
import * as queries from './queries.js';
import {type Rule, rule} from './rule.js';
import {thresholds} from './thresholds.js';

const {silentMinutes, lagHours, holeDays} = thresholds.collector;
const DAY = 86_400;
const timing = {for: '5m', keepFiringFor: '10m'};
const dashboardUid = pushCollector.uid;

/** Codes that stop an app until somebody acts or a day is over; what is merely retried or slowed down is none of them. */
const stoppingCodes = codeTable
  .filter(({recovery}) => !['retry', 'slow-down', 'reject'].includes(recovery))
  .flatMap(({codes}) => codes);

/** What can go wrong with the collection. */
export const collectorRules: readonly Rule[] = [
  rule({
    uid: 'push-no-runs',
    title: 'Collector does not run',
    severity: 'critical',
    // Where nothing at all was found, there are no labels either.
    summary: `No run{{ with $labels.app }} for {{ . }}{{ end }} in the last ${silentMinutes} minutes`,
    panelId: 10,
    dashboardUid,
    queries: {runs: queries.runsWithZeros(silentMinutes)},
    when: '$runs < 1',
    noDataState: 'Alerting',
    execErrState: 'Alerting',
    ...timing,
  }),
  rule({
    uid: 'push-lag',
    title: 'Collection is behind',
    severity: 'warning',
    summary: '{{ $labels.app }}: the newest collected hour ended {{ humanizeDuration $values.lag.Value }} ago',
    panelId: 20,
    dashboardUid,
    // A run that could not read the ledger says 0, which is no lag.
    queries: {lag: queries.lastOfRuns('lag_s', queries.STEP, ' AND "lag_s" > 0')},
    when: `$lag > ${lagHours * 3600}`,
    ...timing,
  }),
  rule({
    uid: 'push-app-stopped',
    title: 'App is not collected until somebody acts',
    severity: 'critical',
    summary: '{{ $labels.app }}: the API refuses every call with code {{ printf "%.0f" $values.code.Value }}',
    panelId: 40,
    dashboardUid,
    queries: {code: queries.lastOfRuns('error_code', queries.STEP)},
    when: stoppingCodes.map((code) => `($code == ${code})`).join(' || '),
    ...timing,
  }),
  rule({
    uid: 'push-rejected-windows',
    title: 'Windows are rejected',
    severity: 'warning',
    summary:
      '{{ $labels.app }}, step {{ $labels.step }}: {{ printf "%.0f" $values.windows.Value }} windows of the last two days rejected',
    panelId: 41,
    dashboardUid,
    queries: {windows: queries.rejectedWindows()},
    when: '$windows > 0',
    ...timing,
  }),
  holeRule('1h', 7),
  holeRule('1d', 30),
];

/** A job asks for windows of its span only, and the vendor forgets after 30 days: what is missing by then stays missing. */
function holeRule(step: string, days: number): Rule {
  return rule({
    uid: `push-hole-${step}`,
    title: `A hole of step ${step} is about to stay`,
    severity: 'warning',
    summary: `{{ $labels.app }}: a window of step ${step} is missing since {{ humanizeDuration $values.age.Value }}, and nobody asks for it after ${days} days`,
    panelId: 21,
    dashboardUid,
    queries: {age: queries.lastOfRuns('oldest_hole_s', step)},
    when: `$age > ${(days - holeDays) * DAY}`,
    ...timing,
    // A first start fills from the new end, so its oldest hole is old by nature.
    for: '1h',
  });
}
