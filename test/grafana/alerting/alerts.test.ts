import {expect, test} from '@jest/globals';
import {type Rule, rule} from '../../../grafana/source/rules/rule.js';
import {Alerts} from './alerts.js';
import {rules} from './collector-fixture.js';
import type {Verdict, Verdicts} from './evaluation.js';

const MINUTE = 60;
const slow = rule({
  uid: 'push-slow',
  title: 'Slow',
  severity: 'info',
  summary: 'It is slow.',
  panelId: 1,
  queries: {speed: 'SELECT 1'},
  when: '$speed < 1',
  for: '10m',
  keepFiringFor: '20m',
});

/** Minutes at which it fires and resolves, given what one series says every five minutes; `.` is nothing at all. */
function episodes(course: string, each = slow): (number | undefined)[][] {
  const alerts = new Alerts();
  for (const [index, seen] of [...course].entries()) {
    const numbers = seen === '.' ? [] : [{labels: {app: 'shop'}, value: Number(seen)}];
    alerts.take(new Map([[each, numbers]]), index * 5 * MINUTE);
  }
  const minutes = (time: number | undefined) => time && time / MINUTE;
  return alerts.episodes.map(({firedAt, resolvedAt}) => [minutes(firedAt), minutes(resolvedAt)]);
}

test('an alert fires when its condition has held for long enough without a break', () => {
  expect(episodes('0110111000000')).toEqual([[30, 50]]);
});

test('a firing alert outlives a break that is shorter than it is kept', () => {
  expect(episodes('111000111')).toEqual([[10, undefined]]);
});

test('an alert whose series has vanished is over at the second evaluation without it', () => {
  expect(episodes('111..')).toEqual([[10, 20]]);
});

test('no data is an alert only for a rule that says so', () => {
  expect(episodes('.....')).toEqual([]);
  expect(episodes('.....', {...slow, noDataState: 'Alerting'})).toEqual([[10, undefined]]);
});

test('a database that does not answer is one alert, which says so', () => {
  const alerts = new Alerts();
  const named = (uid: string) => rules.find((each) => each.uid === uid)!;
  const apps = ['shop', 'other'].map((app) => ({labels: {app, report: 'chat'}, value: 0}));
  const before: Verdicts = new Map<Rule, readonly Verdict[]>([
    [named('push-no-runs'), apps],
    [named('push-lag'), apps],
    [named('push-database-away'), [{labels: {}, value: 0}]],
  ]);
  alerts.take(before, 0);
  for (let minute = 5; minute <= 60; minute += 5) alerts.fail(rules, minute * MINUTE);
  expect(alerts.episodes.map(({uid, firedAt}) => [uid, firedAt / MINUTE])).toEqual([['push-database-away', 10]]);
  const [{texts}] = alerts.episodes as [(typeof alerts.episodes)[0]];
  expect(texts.summary).toBe(
    'Grafana cannot read the database: until it answers, nobody knows how pushes and their collection fare',
  );
  for (const minute of [65, 70]) alerts.take(before, minute * MINUTE);
  expect(alerts.episodes[0]!.resolvedAt).toBe(70 * MINUTE);
});
