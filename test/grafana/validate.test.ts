import {expect, test} from '@jest/globals';
import type {Dashboard} from '../../grafana/source/dashboard.js';
import {pushOverview} from '../../grafana/source/push-overview.js';
import {panelQueryProblems} from '../../grafana/source/query-rules.js';
import {validate} from '../../grafana/source/validate.js';

// biome-ignore lint/suspicious/noExplicitAny: the point is to break what the types would not allow
type Broken = any;

/** The overview after something has been done to it. */
function broken(change: (dashboard: Broken) => void): string[] {
  const copy = JSON.parse(JSON.stringify(pushOverview)) as Broken;
  change(copy);
  return validate(copy as Dashboard);
}

const GOOD = `SELECT 1.0 * sum("sent") / sum("total") AS "x" FROM "timpush_chat_total_$step" WHERE $timeFilter AND "app" =~ /^$app$/ AND "total" > 0 GROUP BY time($step), "app" fill(none) tz('Asia/Shanghai')`;

test('a query that keeps every rule has no problem', () => {
  expect(panelQueryProblems(GOOD)).toEqual([]);
});

test.each([
  ['no $timeFilter', GOOD.replace('$timeFilter AND ', ''), 'has no $timeFilter'],
  [
    'a zone that is not last',
    GOOD.replace(/ fill\(none\) (tz.*)$/, ' $1 fill(none)'),
    "does not end with tz('Asia/Shanghai')",
  ],
  ['an unguarded rate', GOOD.replace(' AND "total" > 0', ''), 'divides by total without a guard'],
  ['a rate of integers', GOOD.replace('1.0 * ', ''), 'divides integers without 1.0 *'],
  ['a filled rate', GOOD.replace('none', 'null'), 'fills in rates'],
  ['a mean', GOOD.replace('AS "x"', 'AS "x", mean("sent")'), 'takes a mean of counts'],
  [
    'a moving interval',
    GOOD.replace('time($step)', 'time($__interval)'),
    'uses an interval that is not the width of a window',
  ],
  [
    'another measurement',
    GOOD.replace('_total_', '_totals_'),
    'names an unknown measurement: timpush_chat_totals_$step',
  ],
  ['another field', GOOD.replace('sum("sent")', 'sum("send")'), 'names an unknown field: send'],
  ['another tag', GOOD.replace('"app" =~', '"apps" =~'), 'names an unknown tag: apps'],
  [
    'a variable that is compared as text',
    GOOD.replace('=~ /^$app$/', "= '$app'"),
    'compares $app otherwise than by =~ /^$app$/',
  ],
])('a query with %s is refused', (_, query, problem) => {
  expect(panelQueryProblems(query)).toContain(problem);
});

test.each([
  ['an id that is used twice', (dashboard: Broken) => (dashboard.panels[2].id = 1), 'panel id 1 is used twice'],
  ['a panel without a title', (dashboard: Broken) => (dashboard.panels[1].title = ''), 'panel 1 has no title'],
  [
    'a panel without a unit',
    (dashboard: Broken) => delete dashboard.panels[1].fieldConfig.defaults.unit,
    'panel 1 has no unit',
  ],
  [
    'a panel that says nothing about late data',
    (dashboard: Broken) => (dashboard.panels[1].description = 'Pushes.'),
    'panel 1 has a description that lacks definition, unit or lateness',
  ],
  [
    'a panel with a data source of its own',
    (dashboard: Broken) => (dashboard.panels[1].targets[0].datasource.uid = 'influx-push'),
    'panel 1 does not use the data source variable',
  ],
  [
    'a query variable that is asked once',
    (dashboard: Broken) => (dashboard.templating.list[2].refresh = 1),
    'variable app does not follow the time range',
  ],
  [
    'a variable that is asked before the one it needs',
    (dashboard: Broken) => dashboard.templating.list.reverse(),
    'variable app uses a variable that is not there: $step',
  ],
  ['a database id', (dashboard: Broken) => (dashboard.id = 7), 'the id belongs to one Grafana and has to be null'],
  [
    'panels that overlap',
    (dashboard: Broken) => (dashboard.panels[2].gridPos.x = 0),
    'panels overlap or leave the grid',
  ],
])('a dashboard with %s is refused', (_, change, problem) => {
  expect(broken(change)).toContain(problem);
});
