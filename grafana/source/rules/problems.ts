import {countFields, measurement, tag} from '../../../src/domain/measurements.js';
import {repeated, unmet} from '../checks/unmet.js';
import {dashboards} from '../dashboards/files.js';
import {DATASOURCE_UID} from '../dashboards/variables.js';
import {tagsOf} from '../panels/table-panel.js';
import type {RuleGroup} from './files.js';
import {STEP} from './queries.js';
import {EXPRESSIONS, type Rule, type RuleNode} from './rule.js';

const DAY = 1440;
const kinds = [
  [measurement.chatTotal, measurement.chatPlatform, measurement.chatLoss],
  [measurement.broadcastTotal, measurement.broadcastPlatform, measurement.broadcastLoss],
];
const counts = kinds.flat().map((name) => name(STEP));
const measurements: readonly string[] = [
  ...counts,
  ...counts.map(measurement.aged),
  measurement.ledger,
  measurement.run,
];
const ofRuns = ['ok', 'lag_s', 'error_code', 'oldest_hole_s', 'window_end', 'outcome'];
const ofLosses = ['count'];
const columns: readonly string[] = [...countFields, ...ofRuns, ...ofLosses, ...Object.values(tag)];

/** What is wrong with the alert rules, one line each; empty when all is well. Each line stands for a rule that never fires, or always. */
export function ruleProblems(groups: readonly RuleGroup[]): string[] {
  const rules = groups.flatMap((group) => group.rules);
  return [
    ...repeated(rules.map(({uid}) => uid)).map((uid) => `uid ${uid} is used twice`),
    ...repeated(rules.map(({title}) => title)).map((title) => `title ${title} is used twice`),
    ...rules.flatMap((rule) => problemsOf(rule).map((problem) => `${rule.uid} ${problem}`)),
  ];
}

function problemsOf(rule: Rule): string[] {
  const refIds = rule.data.map(({refId}) => refId);
  const {__dashboardUid__: uid, __panelId__: panel, ...texts} = rule.annotations;
  const {dashboard_url: link = '', runbook_url: runbook = ''} = texts;
  const told = Object.values(texts).join(' ');
  const linked = dashboards.find((each) => each.uid === uid);
  const plain = [rule.uid, rule.title, rule.condition, ...Object.values(rule.labels)].join(' ');
  return [
    ...unmet({
      'has a uid that is not made of a-z, 0-9 and -': /^[a-z0-9-]{1,40}$/.test(rule.uid),
      'has no severity': ['critical', 'warning', 'info'].includes(rule.labels.severity),
      'has a condition that is not there': refIds.includes(rule.condition),
      'repeats a refId': repeated(refIds).length === 0,
      'links to a panel that is not there': dashboards.some(
        (each) => each.uid === uid && each.panels.some(({id, type}) => type !== 'row' && String(id) === panel),
      ),
      // Labels and titles are filled in from the environment, and braced names are so everywhere.
      'has a lone dollar where the environment is filled in': !/(?<!\$)(\$\$)*\$(?!\$)/.test(plain),
      'has a dollar before a brace': !told.includes('${'),
      'does not point to its own part of the runbook': texts.runbook === `grafana/RUNBOOK.md#${rule.uid}`,
      'does not lead to its panel': new RegExp(`/d/" externalURL }}${uid}\\?.*&viewPanel=${panel}\\b`).test(link),
      'leads to a range that lacks what it judged': linkedDays(link) * DAY >= Math.max(2 * DAY, judged(rule)),
      'does not lead to what to do': dashboards.some(({uid, panels}) =>
        panels.some(
          ({id, title}) => title === rule.uid && runbook.endsWith(`/d/" externalURL }}${uid}?viewPanel=${id}`),
        ),
      ),
      'has times that Grafana does not read': [rule.for, rule.keepFiringFor].every((time) => /^\d+[mh]$/.test(time)),
    }),
    ...labelsOf(rule)
      .filter((name) => linked?.templating.list.some((variable) => variable.name === name))
      .filter((name) => !link.includes(`&var-${name}={{ . }}`))
      .map((name) => `leads to every ${name} and not to the alert's`),
    ...missing([...told.matchAll(/\$values\.(\w+)\.(?:Value|Labels)/g)], refIds).map(
      (name) => `tells a value that is not there: ${name}`,
    ),
    ...rule.data.flatMap((node, index) =>
      nodeProblems(node, refIds.slice(0, index)).map((problem) => `${node.refId} ${problem}`),
    ),
  ];
}

/** Minutes: as far back as the newest of what it compares goes. */
function judged(rule: Rule): number {
  const spans = queriesOf(rule).map((query) => [...query.matchAll(/now\(\) - (\d+)m/g)].map(([, ago]) => Number(ago)));
  return Math.min(...spans.map((ago) => Math.max(...ago)));
}

function linkedDays(url: string): number {
  return Number(/\?from=now-(\d+)d&to=now&/.exec(url)?.[1] ?? 0);
}

function labelsOf(rule: Rule): string[] {
  return [...new Set(queriesOf(rule).flatMap(tagsOf))];
}

/** What its condition asks; the reasons that it tells are asked after it. */
function queriesOf({data, condition}: Rule): string[] {
  const upTo = data.findIndex(({refId}) => refId === condition);
  return data.slice(0, upTo).flatMap(({model}) => (typeof model.query === 'string' ? [model.query] : []));
}

function nodeProblems({refId, model, datasourceUid}: RuleNode, earlier: readonly string[]): string[] {
  const {type, expression = '', query} = model as {type?: string; expression?: string; query?: string};
  const head = unmet({
    'has a name that math does not read': /^[A-Za-z]+$/.test(refId),
    'has another refId in its model': model.refId === refId,
    'asks a data source that is not there': [DATASOURCE_UID, EXPRESSIONS].includes(datasourceUid),
  });
  if (query !== undefined) return [...head, ...ruleQueryProblems(query)];
  const used = type === 'math' ? [...expression.matchAll(/\$(\w+)/g)] : [['', expression]];
  return [...head, ...missing(used, earlier).map((name) => `uses what is not there: ${name}`)];
}

/** What is wrong with an InfluxQL query of a rule. */
export function ruleQueryProblems(query: string): string[] {
  const names = (pattern: RegExp, known: readonly string[]) => missing([...query.matchAll(pattern)], known);
  const quotients = [...query.matchAll(/(1\.0 \* )?sum\("\w+"\) \/ sum\("(\w+)"\)/g)];
  // Beside an alias and inside brackets there are quoted names, too; only those that something is asked of have to exist.
  const asked = /(?:\b[a-z]+\(|(?:WHERE|AND|GROUP BY|, )\s*)"(\w+)"(?! *AS| *\/)/g;
  return [
    ...names(/FROM "(\w+)"/g, measurements).map((name) => `names an unknown measurement: ${name}`),
    ...names(asked, columns).map((name) => `names an unknown field or tag: ${name}`),
    ...quotients.flatMap(([, factor, whole]) =>
      unmet({
        'divides integers without 1.0 *': factor !== undefined,
        [`divides by ${whole} without a guard`]: query.includes(`"${whole}" > 0`),
      }),
    ),
    ...unmet({
      'has more or less than one column': !topLevel(query).includes(','),
      'does not bound every time by now()': bounds(query) === (query.match(/SELECT/g) ?? []).length,
      'uses what only a dashboard fills in': !query.includes('$'),
      'is more than one statement, of which only the first is read': !query.includes(';'),
      'takes a mean of counts': !/\bmean\(/.test(query),
      'groups by time without saying what fills a gap':
        (query.match(/time\(\d/g) ?? []).length === (query.match(/fill\((none|0)\)/g) ?? []).length,
    }),
  ];
}

/** The columns, without what stands in brackets. */
function topLevel(query: string): string {
  return query.slice('SELECT '.length, query.indexOf(' FROM ')).replaceAll(/\([^()]*\)/g, '');
}

function bounds(query: string): number {
  return (query.match(/time >= now\(\) - \d+[hm] AND time < now\(\)/g) ?? []).length;
}

function missing(found: readonly (readonly string[])[], known: readonly string[]): string[] {
  return found.map((match) => match[1]!).filter((name) => !known.includes(name));
}
