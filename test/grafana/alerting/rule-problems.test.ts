import {expect, test} from '@jest/globals';
import {ruleGroups} from '../../../grafana/source/rules/files.js';
import {ruleProblems, ruleQueryProblems} from '../../../grafana/source/rules/problems.js';

// biome-ignore lint/suspicious/noExplicitAny: the point is to break what the types would not allow
type Broken = any;

function broken(change: (rule: Broken, groups: Broken) => void): string[] {
  const copy = JSON.parse(JSON.stringify(ruleGroups)) as Broken;
  change(copy[0].rules[0], copy);
  return ruleProblems(copy);
}

const node = (rule: Broken, name: string) => rule.data.find(({refId}: Broken) => refId === name);

const UID = 'push-delivery-collapse';

test.each([
  ['a condition that is not there', (rule: Broken) => (rule.condition = 'C'), 'has a condition that is not there'],
  [
    'math over what is not there',
    (rule: Broken) => (node(rule, 'met').model.expression = '$nobody > 1'),
    'met uses what is not there: nobody',
  ],
  ['a reduction of what comes later', (rule: Broken) => rule.data.reverse(), 'fires uses what is not there: met'],
  [
    'a panel that is not there',
    (rule: Broken) => (rule.annotations.__panelId__ = '99'),
    'links to a panel that is not there',
  ],
  [
    'a headline as its panel',
    (rule: Broken) => (rule.annotations.__panelId__ = '100'),
    'links to a panel that is not there',
  ],
  [
    'a braced variable in its summary',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is the mistake
    (rule: Broken) => (rule.annotations.summary = '${labels.app}'),
    'has a dollar before a brace',
  ],
  [
    'a lone dollar in a label',
    (rule: Broken) => (rule.labels.where = '{{ $labels.app }}'),
    'has a lone dollar where the environment is filled in',
  ],
  [
    'a value in its summary that it does not have',
    (rule: Broken) => (rule.annotations.summary += '{{ $values.best.Value }}'),
    'tells a value that is not there: best',
  ],
  [
    'labels in its description of what is not there',
    (rule: Broken) => (rule.annotations.description += '{{ $values.reasonD.Labels.code }}'),
    'tells a value that is not there: reasonD',
  ],
  [
    'another data source',
    (rule: Broken) => (rule.data[0].datasourceUid = 'other'),
    'partRows asks a data source that is not there',
  ],
  ['a refId with a digit', (rule: Broken) => (rule.data[0].refId = 'A1'), 'A1 has a name that math does not read'],
  [
    'the runbook of another rule',
    (rule: Broken) => (rule.annotations.runbook += 's'),
    'does not point to its own part of the runbook',
  ],
  [
    'a link to another panel',
    (rule: Broken) =>
      (rule.annotations.dashboard_url = rule.annotations.dashboard_url.replace('viewPanel=34', 'viewPanel=3')),
    'does not lead to its panel',
  ],
  [
    'a link to an hour',
    (rule: Broken) => (rule.annotations.dashboard_url = rule.annotations.dashboard_url.replace('now-2d', 'now-1d')),
    'leads to a range that lacks what it judged',
  ],
  [
    'a link to every platform',
    (rule: Broken) =>
      (rule.annotations.dashboard_url = rule.annotations.dashboard_url.replace(
        /\{\{ with \$labels.platform.*end \}\}/,
        '',
      )),
    "leads to every platform and not to the alert's",
  ],
  [
    'the instructions of another rule',
    (rule: Broken) => (rule.annotations.runbook_url += '0'),
    'does not lead to what to do',
  ],
])('a rule with %s is refused', (_, change, problem) => {
  expect(broken(change)).toContain(`${UID} ${problem}`);
});

test('two rules with one uid are refused', () => {
  expect(broken((rule, groups) => groups[1].rules.push(rule))).toContain(`uid ${UID} is used twice`);
});

test('a doubled dollar in a label is Grafana’s own and no problem', () => {
  expect(broken((rule) => (rule.labels.where = '{{ $$labels.app }}'))).toEqual([]);
});

const GOOD = `SELECT 1.0 * sum("sent") / sum("total") AS "rate" FROM "timpush_chat_platform_1h_aged" WHERE "age" = '1h' AND "total" > 0 AND time >= now() - 26h AND time < now() - 2h GROUP BY time(3h, now()), "app" fill(none)`;

test.each([
  ['nothing wrong', GOOD, []],
  ['two columns', GOOD.replace('AS "rate"', 'AS "rate", sum("sent")'), ['has more or less than one column']],
  ['an open end', GOOD.replace(' AND time < now() - 2h', ''), ['does not bound every time by now()']],
  [
    'a time of the dashboard',
    GOOD.replace('time >= now() - 26h', '$timeFilter'),
    ['does not bound every time by now()', 'uses what only a dashboard fills in'],
  ],
  ['a rate of integers', GOOD.replace('1.0 * ', ''), ['divides integers without 1.0 *']],
  ['an unguarded rate', GOOD.replace('"total" > 0 AND ', ''), ['divides by total without a guard']],
  ['a gap that nothing fills', GOOD.replace(' fill(none)', ''), ['groups by time without saying what fills a gap']],
  ['a mean', GOOD.replace('1.0 * sum("sent") / sum("total")', 'mean("sent")'), ['takes a mean of counts']],
  ['two statements', `${GOOD};${GOOD}`, ['is more than one statement, of which only the first is read']],
  [
    'another measurement',
    GOOD.replace('_1h_', '_2h_'),
    ['names an unknown measurement: timpush_chat_platform_2h_aged'],
  ],
  ['another field', GOOD.replace('sum("sent")', 'sum("send")'), ['names an unknown field or tag: send']],
  ['another tag to choose by', GOOD.replace('"age" =', '"ages" ='), ['names an unknown field or tag: ages']],
  ['another tag to group by', GOOD.replace('"app"', '"apps"'), ['names an unknown field or tag: apps']],
])('a query with %s is told so', (_, query, problems) => {
  expect(ruleQueryProblems(query)).toEqual(problems);
});

test('a rule about a week leads to a week, and one about an hour to no less than two days', () => {
  const days = (uid: string) =>
    /from=now-(\d+)d&/.exec(
      ruleGroups.flatMap(({rules}) => rules).find((rule) => rule.uid === uid)!.annotations.dashboard_url,
    )![1];
  expect(['push-delivery-collapse', 'push-delivery-drop', 'push-delivery-floor', 'push-no-runs'].map(days)).toEqual([
    '2',
    '2',
    '8',
    '2',
  ]);
});
