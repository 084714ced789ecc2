import {dashboards} from '../dashboards/files.js';
import {pushOverview} from '../dashboards/push-overview.js';
import {DATASOURCE_UID} from '../dashboards/variables.js';
import {panelLink, runbookLink} from './links.js';
import type {ToldReasons} from './reasons.js';

/** What people get to read, and where they are sent. `{{ $labels.… }}` and `{{ $values.… }}` are Grafana's; never a dollar before a brace. */
export interface RuleText {
  /** Never changes: silences, links and the runbook name it. */
  readonly uid: string;
  readonly title: string;
  readonly severity: 'critical' | 'warning' | 'info';
  readonly summary: string;
  /** Where the alert leads; the overview unless another dashboard is named. */
  readonly panelId: number;
  readonly dashboardUid?: string;
}

export interface RuleOptions extends RuleText {
  /** By name, letters only: older parsers of math know no other variables. The last value of each series bears the name. */
  readonly queries: Readonly<Record<string, string>>;
  /** Further numbers by name, each one math over the names before it. */
  readonly numbers?: Readonly<Record<string, string>>;
  /** What its text tells beside. */
  readonly reasons?: ToldReasons;
  /** True where the alert fires: math over the names. Series join by labels; one that is missing on a side is dropped. */
  readonly when: string;
  readonly for: string;
  readonly keepFiringFor: string;
  /** Default OK: the rule about missing runs owns missing data. */
  readonly noDataState?: 'OK' | 'Alerting';
  /** Default KeepLast: the database may be away for a moment, and the rule about missing runs tells when it stays away. */
  readonly execErrState?: 'KeepLast' | 'Alerting';
}

export interface RuleNode {
  readonly refId: string;
  readonly relativeTimeRange: {readonly from: number; readonly to: number};
  readonly datasourceUid: string;
  readonly model: {readonly refId: string; readonly [more: string]: unknown};
}

export type Rule = ReturnType<typeof rule>;

export const EXPRESSIONS = '__expr__';
/** Longer than any query looks back: for the chart of the preview only, queries say their own times. */
const PREVIEW = {from: 12 * 86_400, to: 0};
const NONE = {from: 0, to: 0};

/** One alert rule in Grafana's provisioning format: queries, their last values, one condition, and whether it holds. */
export function rule({
  queries,
  numbers = {},
  reasons,
  when,
  noDataState = 'OK',
  execErrState = 'KeepLast',
  ...rest
}: RuleOptions) {
  const {uid, title, severity, summary, panelId, dashboardUid = pushOverview.uid, ...timing} = rest;
  return {
    uid,
    title,
    condition: 'fires',
    ...timing,
    noDataState,
    execErrState,
    annotations: {
      summary,
      ...(reasons && {description: reasons.description, losses: reasons.link}),
      // Grafana's own link to the panel shows the last hour, of every app and platform.
      dashboard_url: panelLink(dashboards.find((each) => each.uid === dashboardUid)!, panelId, Object.values(queries)),
      runbook: `grafana/RUNBOOK.md#${uid}`,
      runbook_url: runbookLink(uid),
      __dashboardUid__: dashboardUid,
      __panelId__: String(panelId),
    },
    labels: {severity, service: 'push'},
    data: [
      ...lastValues(queries),
      ...Object.entries(numbers).map(([name, math]) => expression(name, {type: 'math', expression: math})),
      expression('met', {type: 'math', expression: when}),
      expression('fires', {
        type: 'threshold',
        expression: 'met',
        conditions: [{evaluator: {type: 'gt', params: [0]}}],
      }),
      ...(reasons ? [...lastValues(reasons.queries), ...Object.entries(reasons.kept).flatMap(finite)] : []),
    ],
  };
}

/** Queries, and the last value of each series under the query's name. */
function lastValues(queries: RuleOptions['queries']): RuleNode[] {
  const rows = (name: string) => `${name}Rows`;
  return [
    ...Object.entries(queries).map(([name, query]) => queryNode(rows(name), query)),
    ...Object.keys(queries).map((name) => reduced(name, rows(name))),
  ];
}

/** Math, and what is a number of its results under the name. */
function finite([name, math]: [name: string, math: string]): RuleNode[] {
  return [expression(`${name}Or`, {type: 'math', expression: math}), reduced(name, `${name}Or`)];
}

function reduced(refId: string, of: string): RuleNode {
  return expression(refId, {type: 'reduce', expression: of, reducer: 'last', settings: {mode: 'dropNN'}});
}

function queryNode(refId: string, query: string): RuleNode {
  const datasource = {type: 'influxdb', uid: DATASOURCE_UID};
  const model = {refId, datasource, query, rawQuery: true, resultFormat: 'time_series'};
  // Widths of buckets stand in the queries; these two have to be there all the same.
  const sampling = {intervalMs: 60_000, maxDataPoints: 43_200};
  return {refId, relativeTimeRange: PREVIEW, datasourceUid: DATASOURCE_UID, model: {...model, ...sampling}};
}

function expression(refId: string, model: object): RuleNode {
  const datasource = {type: EXPRESSIONS, uid: EXPRESSIONS};
  return {refId, relativeTimeRange: NONE, datasourceUid: EXPRESSIONS, model: {refId, datasource, ...model}};
}
