import {reportsKept, retentions} from '../../grafana/source/queries/reports-kept.js';
import {holeDays, LAG_HOURS, SILENT_MINUTES, slowingCodes, stoppingCodes} from '../../grafana/source/rules/limits.js';
import {STEP} from '../../grafana/source/rules/queries.js';
import type {ProblemKind} from '../../src/domain/health.js';
import {type AlertRule, alertRule, type RecordingRule} from './rule.js';

const prefix = 'timpush_collector_';
const DAY = 86_400;
const JOB = 'job, app, report, step';
const who = '{{ $labels.app }}, {{ $labels.report }}';
const [longest, shortest] = [retentions.at(0)!, retentions.at(-1)!];

/** As the scrape example and the chart call it, alone or within another name. */
export const SCRAPED = 'timpush-collector';

const NEWEST = `${prefix}job:newest_run`;

/** Of several collectors, a job's numbers are those of the one that ran it last. */
const newestRun: RecordingRule = {
  record: NEWEST,
  expr: `${prefix}last_run_timestamp_seconds == on (${JOB}) group_left () max by (${JOB}) (${prefix}last_run_timestamp_seconds)`,
};

/** Of a gauge of jobs. */
function newest(gauge: string, ofKind = ''): string {
  const on = `${prefix}${gauge}${ofKind} and on (instance, ${JOB}) ${NEWEST}`;
  return `max by (${JOB}${gauge === 'problems' ? ', kind' : ''}) (${on})`;
}

/** Of a counter: more within the time, or there for the first time. */
function grew(counter: string, labels: string, within: string): string {
  const series = `${prefix}${counter}`;
  return `(increase(${series}${labels}[${within}]) > 0) or (${series}${labels} > 0 unless ${series} offset ${within})`;
}

const problems: Readonly<Record<Exclude<ProblemKind, 'late' | 'hole'>, string>> = {
  failed: 'runs end with an error',
  left: 'runs end before everything that was due is collected',
  refused: 'windows are refused',
  clock: "this machine's clock is not the vendor's",
  grid: 'windows of another grid are stored, and not counted',
};
const problemRunbooks: Readonly<Record<string, string>> = {refused: 'push-rejected-windows'};

const callsWithin = (labels: string) => `sum by (job, app, report) (increase(${prefix}calls_total${labels}[30m]))`;
const slowed = callsWithin(`{code=~"${slowingCodes.join('|')}"}`);

/** What can go wrong with collecting. */
export const collecting: readonly (AlertRule | RecordingRule)[] = [
  newestRun,
  alertRule('TimpushCollectorDown', {
    severity: 'critical',
    expr: `up{job=~".*${SCRAPED}.*"} == 0`,
    summary: '{{ $labels.instance }} does not answer Prometheus',
  }),
  alertRule('TimpushCollectorAbsent', {
    severity: 'critical',
    expr: `absent(${prefix}build_info)`,
    holds: '10m',
    summary: 'No collector tells Prometheus anything',
  }),
  alertRule('TimpushNoRuns', {
    severity: 'critical',
    expr: `time() - max by (job, app, report) (${prefix}last_run_timestamp_seconds{step="${STEP}"}) > ${SILENT_MINUTES * 60}`,
    summary: `${who}: no run for {{ $value | humanizeDuration }}`,
    runbook: 'push-no-runs',
  }),
  alertRule('TimpushLag', {
    severity: 'warning',
    expr: `${newest('lag_seconds', `{step="${STEP}"}`)} > ${LAG_HOURS * 3600}`,
    summary: `${who}: the newest collected hour ended {{ $value | humanizeDuration }} ago`,
    runbook: 'push-lag',
  }),
  alertRule('TimpushAppStopped', {
    severity: 'critical',
    // Two ticks: what was mended ends it soon.
    expr: `sum by (job, app, report, code) (${grew('calls_total', `{code=~"${stoppingCodes.join('|')}"}`, '25m')}) > 0`,
    summary: `${who}: the API refuses calls with code {{ $labels.code }}, until somebody acts`,
    runbook: 'push-app-stopped',
  }),
  alertRule('TimpushCallsTooOften', {
    severity: 'warning',
    expr: `${slowed} > 3 and ${slowed} > 0.2 * ${callsWithin('')}`,
    holds: '30m',
    summary: `${who}: the API says that calls come too often, so that fewer are made`,
  }),
  hole('TimpushHole1h', 7, reportsKept(longest), '1h', 'push-hole-1h'),
  hole('TimpushHole1d', 30, reportsKept(longest), '1d', 'push-hole-1d'),
  hole('TimpushHoleLoss', shortest / DAY, reportsKept(shortest), undefined, 'push-hole-loss'),
  ...Object.entries(problems).map(([kind, words]) =>
    alertRule(`TimpushProblem${kind[0]!.toUpperCase()}${kind.slice(1)}`, {
      severity: kind === 'grid' ? 'info' : 'warning',
      expr: `${newest('problems', `{kind="${kind}"}`)} == 1`,
      holds: '1h',
      summary: `${who}, step {{ $labels.step }}: for an hour, ${words}`,
      ...(problemRunbooks[kind] && {runbook: problemRunbooks[kind]}),
    }),
  ),
  alertRule('TimpushConfigurationRefused', {
    severity: 'warning',
    expr: `${prefix}config_last_reload_successful == 0`,
    summary: '{{ $labels.instance }} has refused its configuration: that before stays in force',
  }),
  alertRule('TimpushTicksMissed', {
    severity: 'warning',
    expr: `sum by (job, report, step) (${grew('ticks_missed_total', '', '1h')}) > 0`,
    summary: '{{ $labels.report }}, step {{ $labels.step }}: a tick did not come in time',
  }),
  alertRule('TimpushOtherCollector', {
    severity: 'warning',
    expr: `${newest('other_collector')} == 1`,
    holds: '1h',
    summary: `${who}: another collector writes the same into the same store`,
  }),
  alertRule('TimpushAlertsNotTold', {
    severity: 'warning',
    expr: `sum by (job, receiver) (${grew('alerts_told_total', '{ok="0"}', '15m')}) > 0`,
    holds: '10m',
    summary: '{{ $labels.receiver }} is not told of findings',
  }),
  alertRule('TimpushRedisAway', {
    severity: 'critical',
    expr: `min by (job) (${prefix}cluster_redis_up) == 0`,
    summary: "The cluster's Redis does not answer: nobody calls the API",
  }),
];

function hole(
  alert: string,
  days: number,
  reports: readonly string[],
  step: string | undefined,
  runbook: string,
): AlertRule {
  const of = `{${step ? `step="${step}", ` : ''}report=~"${reports.join('|')}"}`;
  return alertRule(alert, {
    severity: 'warning',
    expr: `${newest('oldest_hole_seconds', of)} > ${holeDays(days) * DAY}`,
    // A first start fills from the new end, so its oldest hole is old by nature.
    holds: '1h',
    summary: `${who}: a window of step {{ $labels.step }} is missing since {{ $value | humanizeDuration }}, and nobody can ask for it after ${days} days`,
    runbook,
  });
}
