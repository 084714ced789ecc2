import {pushCollector} from '../dashboards/push-collector.js';
import {reportsKept, retentions} from '../queries/reports-kept.js';
import {holeDays, LAG_HOURS, SILENT_MINUTES, stoppingCodes} from './limits.js';
import * as queries from './queries.js';
import {type Rule, rule} from './rule.js';

const DAY = 86_400;
const [longest, shortest] = [retentions.at(0)!, retentions.at(-1)!];
const timing = {for: '5m', keepFiringFor: '10m'};
const dashboardUid = pushCollector.uid;

/** What can go wrong with the collection. */
export const collectorRules: readonly Rule[] = [
  rule({
    uid: 'push-no-runs',
    title: 'Collector does not run',
    severity: 'critical',
    // Where nothing at all was found, there are no labels either.
    summary: `No run{{ with $labels.app }} for {{ . }}{{ end }}{{ with $labels.report }}, report {{ . }},{{ end }} in the last ${SILENT_MINUTES} minutes`,
    panelId: 10,
    dashboardUid,
    queries: {runs: queries.runsWithZeros(SILENT_MINUTES)},
    when: '$runs < 1',
    noDataState: 'Alerting',
    ...timing,
  }),
  // An error alerts for every series that a rule has had, and with no numbers that could be told: so this rule has one series.
  rule({
    uid: 'push-database-away',
    title: 'Database cannot be read',
    severity: 'critical',
    summary: 'Grafana cannot read the database: until it answers, nobody knows how pushes and their collection fare',
    panelId: 10,
    dashboardUid,
    queries: {runs: queries.anyRuns()},
    when: '$runs < 0',
    execErrState: 'Alerting',
    ...timing,
  }),
  rule({
    uid: 'push-lag',
    title: 'Collection is behind',
    severity: 'warning',
    summary:
      '{{ $labels.app }}, {{ $labels.report }}: the newest collected hour ended {{ humanizeDuration $values.lag.Value }} ago',
    panelId: 20,
    dashboardUid,
    // A run that could not read the ledger says 0, which is no lag.
    queries: {lag: queries.lastOfRuns('lag_s', `${queries.ofStep(queries.STEP)} AND "lag_s" > 0`)},
    when: `$lag > ${LAG_HOURS * 3600}`,
    ...timing,
  }),
  rule({
    uid: 'push-app-stopped',
    title: 'App is not collected until somebody acts',
    severity: 'critical',
    summary:
      '{{ $labels.app }}, {{ $labels.report }}: the API refuses every call with code {{ printf "%.0f" $values.code.Value }}',
    panelId: 40,
    dashboardUid,
    queries: {code: queries.lastOfRuns('error_code', queries.ofStep(queries.STEP))},
    when: stoppingCodes.map((code) => `($code == ${code})`).join(' || '),
    ...timing,
  }),
  rule({
    uid: 'push-rejected-windows',
    title: 'Windows are rejected',
    severity: 'warning',
    summary:
      '{{ $labels.app }}, {{ $labels.report }}, step {{ $labels.step }}: {{ printf "%.0f" $values.windows.Value }} windows of the last two days rejected',
    panelId: 41,
    dashboardUid,
    queries: {windows: queries.rejectedWindows()},
    when: '$windows > 0',
    ...timing,
  }),
  holeRule({
    uid: 'push-hole-1h',
    title: 'A hole of step 1h is about to stay',
    where: ofCounts('1h'),
    days: 7,
    end: 'nobody asks for it after 7 days',
  }),
  holeRule({
    uid: 'push-hole-1d',
    title: 'A hole of step 1d is about to stay',
    where: ofCounts('1d'),
    days: 30,
    end: 'nobody asks for it after 30 days',
  }),
  holeRule({
    uid: 'push-hole-loss',
    title: 'Reasons of losses are about to be forgotten',
    where: queries.ofReports(reportsKept(shortest)),
    days: shortest / DAY,
    end: `the vendor forgets why pushes were lost after ${shortest / DAY} days`,
  }),
];

interface Hole {
  readonly uid: string;
  readonly title: string;
  /** Which runs see the holes. */
  readonly where: string;
  /** After how many days a hole stays: a job asks for windows of its span only, and the vendor forgets. */
  readonly days: number;
  readonly end: string;
}

function holeRule({uid, title, where, days, end}: Hole): Rule {
  return rule({
    uid,
    title,
    severity: 'warning',
    summary: `{{ $labels.app }}, {{ $labels.report }}: a window of step {{ $labels.step }} is missing since {{ humanizeDuration $values.age.Value }}, and ${end}`,
    panelId: 21,
    dashboardUid,
    queries: {age: queries.lastOfRuns('oldest_hole_s', where)},
    when: `$age > ${holeDays(days) * DAY}`,
    ...timing,
    // A first start fills from the new end, so its oldest hole is old by nature.
    for: '1h',
  });
}

/** Runs of reports that the vendor keeps longest. */
function ofCounts(step: string): string {
  return `${queries.ofStep(step)} AND ${queries.ofReports(reportsKept(longest))}`;
}
