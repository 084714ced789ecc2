import {expect, test} from '@jest/globals';
import {linkProblems} from '../../grafana/source/checks/link-rules.js';
import {panelQueryProblems} from '../../grafana/source/checks/query-rules.js';
import {validate} from '../../grafana/source/checks/validate.js';
import type {Dashboard} from '../../grafana/source/dashboards/dashboard.js';
import {dashboards} from '../../grafana/source/dashboards/files.js';
import {pushOverview} from '../../grafana/source/dashboards/push-overview.js';
import {inBoth, inRangeBefore, totals} from '../../grafana/source/queries/clauses.js';

// biome-ignore lint/suspicious/noExplicitAny: the point is to break what the types would not allow
type Broken = any;

/** The overview after something has been done to it. */
function broken(change: (dashboard: Broken) => void): string[] {
  const copy = JSON.parse(JSON.stringify(pushOverview)) as Broken;
  change(copy);
  return validate(copy as Dashboard);
}

const panel = (id: number) => (dashboard: Broken) => dashboard.panels.find((each: Broken) => each.id === id);
const [tile, second, chart, detail] = [panel(1), panel(2), panel(30), panel(11)];

const GOOD = `SELECT 1.0 * sum("sent") / sum("total") AS "x" FROM ${totals} WHERE $timeFilter AND "app" =~ /^$app$/ AND "total" > 0 GROUP BY time($step), "app" fill(none) tz('$timezone')`;

test('a query that keeps every rule has no problem', () => {
  expect(panelQueryProblems(GOOD)).toEqual([]);
});

test.each([
  ['no $timeFilter', GOOD.replace('$timeFilter AND ', ''), 'does not keep to the time range'],
  [
    'a zone that is not last',
    GOOD.replace(/ fill\(none\) (tz.*)$/, ' $1 fill(none)'),
    "does not end with tz('$timezone')",
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
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is filled in by Grafana
    'names an unknown measurement: /^timpush_${pushes:raw}_totals_$step$/',
  ],
  ['another field', GOOD.replace('sum("sent")', 'sum("send")'), 'names an unknown field: send'],
  ['another tag', GOOD.replace('"app" =~', '"apps" =~'), 'names an unknown tag: apps'],
  [
    'an inner query that reads everything',
    `SELECT sum("x") AS "x" FROM (SELECT sum("sent") AS "x" FROM ${totals} WHERE "app" =~ /^$app$/) WHERE $timeFilter tz('$timezone')`,
    'does not keep to the time range',
  ],
  [
    'an unguarded quotient of columns',
    `SELECT 1.0 * "a" / "b" AS "x" FROM (SELECT sum("sent") AS "a", sum("total") AS "b" FROM ${totals} WHERE $timeFilter) WHERE $timeFilter tz('$timezone')`,
    'divides by b without a guard',
  ],
  [
    'a bucket that is no whole number of windows',
    GOOD.replace('time($step)', 'time(1h)'),
    'groups by a time that windows do not fit into',
  ],
  [
    'a change of the whole range',
    `SELECT 1.0 * "now" / "old" AS "x" FROM (SELECT sum("sent") AS "now" FROM ${totals} WHERE $timeFilter), (SELECT sum("sent") AS "old" FROM ${totals} WHERE ${inRangeBefore}) WHERE "old" > 0 AND ${inBoth} tz('$timezone')`,
    'compares windows of unlike ages',
  ],
  [
    'a variable that is compared as text',
    GOOD.replace('=~ /^$app$/', "= '$app'"),
    'compares $app otherwise than by =~ /^$app$/',
  ],
])('a query with %s is refused', (_, query, problem) => {
  expect(panelQueryProblems(query)).toContain(problem);
});

test.each([
  ['an id that is used twice', (dashboard: Broken) => (second(dashboard).id = 1), 'panel id 1 is used twice'],
  ['a panel without a title', (dashboard: Broken) => (tile(dashboard).title = ''), 'panel 1 has no title'],
  [
    'a panel without a unit',
    (dashboard: Broken) => delete tile(dashboard).fieldConfig.defaults.unit,
    'panel 1 has no unit',
  ],
  [
    'a panel that does not say what it means to be empty',
    (dashboard: Broken) => delete tile(dashboard).fieldConfig.defaults.noValue,
    'panel 1 says No data where that is no answer',
  ],
  [
    'a column of text without a unit of its own',
    (dashboard: Broken) => detail(dashboard).fieldConfig.overrides.splice(1, 1),
    'panel 11 shows the text of column app under a unit of numbers',
  ],
  [
    'a table whose columns have no order',
    (dashboard: Broken) => delete detail(dashboard).transformations.at(-1).options.indexByName.platform,
    'panel 11 leaves the order of its columns to chance',
  ],
  [
    'a table that shows seven rows of many',
    (dashboard: Broken) => (detail(dashboard).gridPos.h = 9),
    'panel 11 cuts rows off',
  ],
  [
    'a panel that says nothing about late data',
    (dashboard: Broken) => (tile(dashboard).description = 'Pushes.'),
    'panel 1 has a description that lacks definition, unit or lateness',
  ],
  [
    'a panel with a data source of its own',
    (dashboard: Broken) => (tile(dashboard).targets[0].datasource.uid = 'influx-push'),
    'panel 1 does not use the data source variable',
  ],
  [
    'a query variable that is asked once',
    (dashboard: Broken) => (dashboard.templating.list[4].refresh = 1),
    'variable app does not follow the time range',
  ],
  [
    'a variable that is asked before the one it needs',
    (dashboard: Broken) => dashboard.templating.list.reverse(),
    'variable app uses a variable that is not there: $step',
  ],
  [
    'a panel that nobody can read',
    (dashboard: Broken) => (tile(dashboard).gridPos.w = 5),
    'panel 1 is too narrow to read',
  ],
  [
    'a title that a phone cuts off',
    (dashboard: Broken) => (tile(dashboard).title = 'Sends of every platform of every selected app'),
    'panel 1 has a title that is cut off',
  ],
  [
    'a legend beside the lines',
    (dashboard: Broken) => (chart(dashboard).options.legend.placement = 'right'),
    'panel 30 has a legend that leaves the chart no room',
  ],
  [
    'lines in colours of one version',
    (dashboard: Broken) => (chart(dashboard).fieldConfig.defaults.color.mode = 'palette-colorblind'),
    'panel 30 draws lines in colours that not every version of Grafana knows',
  ],
  [
    'a footer',
    (dashboard: Broken) => (detail(dashboard).options.footer = {show: false}),
    'panel 11 has a footer, which newer versions know no more',
  ],
  [
    'a table that is wider than a phone',
    (dashboard: Broken) =>
      (detail(dashboard).fieldConfig.defaults.custom = {minWidth: 80, cellOptions: {type: 'color-background'}}),
    'panel 11 has more coloured columns than a phone shows',
  ],
  [
    'a long label above it',
    (dashboard: Broken) => (dashboard.templating.list[1].label = 'Zone in which days are cut'),
    'variable timezone has a long label',
  ],
  [
    'many choices above it',
    (dashboard: Broken) => {
      for (const variable of dashboard.templating.list) variable.current = {text: 'as long as a line of a phone'};
    },
    'choices take more lines than a phone has room for',
  ],
  [
    'links beside each other',
    (dashboard: Broken) => (dashboard.links[0].asDropdown = false),
    'links to the other dashboards take a line each',
  ],
  [
    'a mark with a zone',
    (dashboard: Broken) => (dashboard.annotations.list[2].target.query += " tz('$timezone')"),
    'annotation Failed runs of the collector uses a zone, whose name Grafana would escape',
  ],
  [
    'marks that are more than one series',
    (dashboard: Broken) => (dashboard.annotations.list[3].target.query += ' GROUP BY "app"'),
    'annotation Rejected windows is more than one series, of which Grafana mixes up the columns',
  ],
  [
    'marks that begin with the time',
    (dashboard: Broken) => {
      const {target} = dashboard.annotations.list[2];
      target.query = target.query.replace('AS "title"', 'AS "name"');
    },
    'annotation Failed runs of the collector has no column of titles, so that the time would be the title',
  ],
  [
    'a variable whose name goes on',
    (dashboard: Broken) => {
      const [target] = tile(dashboard).targets;
      target.query = target.query.replace('_$step$/', '_$step_aged$/');
    },
    'panel 1 query A uses a variable that is not there: $step_aged',
  ],
  [
    'a colour that is lost on a white page',
    (dashboard: Broken) => (dashboard.annotations.list[2].iconColor = '#F0E442'),
    'the colour #F0E442 is hard to see on a light or on a dark page',
  ],
  [
    'a colour that is lost on a dark page',
    (dashboard: Broken) => (tile(dashboard).fieldConfig.defaults.thresholds.steps[0].color = '#303030'),
    'the colour #303030 is hard to see on a light or on a dark page',
  ],
  ['a database id', (dashboard: Broken) => (dashboard.id = 7), 'the id belongs to one Grafana and has to be null'],
  ['panels that overlap', (dashboard: Broken) => (second(dashboard).gridPos.x = 0), 'panels overlap or leave the grid'],
])('a dashboard with %s is refused', (_, change, problem) => {
  expect(broken(change)).toContain(problem);
});

test.each([
  ['push-platform?', 'push-platforms?', /^push-overview: panel 11 leads to no dashboard/],
  ['var-app=', 'var-apps=', /^push-overview: panel 11 hands over what push-platform does not know: apps$/],
  ['__url_time_range', 'step', /^push-overview: panel 11 leads to another range$/],
])('a link of a column with another %s is refused', (part, other, problem) => {
  const text = JSON.stringify(dashboards);
  const at = text.indexOf('/d/push-platform?');
  const broken = JSON.parse(text.slice(0, at) + text.slice(at).replace(part, other)) as Dashboard[];
  expect(linkProblems(broken)).toEqual([expect.stringMatching(problem)]);
});
