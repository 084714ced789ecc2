import {expect, test} from '@jest/globals';
import {type Alert, alertOf} from '../../src/alerts/alert.js';
import {pictureAfter, Told} from '../../src/alerts/picture.js';
import type {FindingView} from '../../src/domain/finding.js';
import {at} from '../support/doubles/manual-clock.js';
import {aFindingView} from '../support/fixtures/a-finding.js';

const now = at('2026-03-02T12:00Z');
const alert = (over: Partial<FindingView> = {}) => alertOf(aFindingView(over));
const show = (alerts: readonly Alert[]) => alerts.map(({labels, endsAt}) => [labels.app, labels.severity, endsAt]);

test('what is found no more is over now, and stays so', () => {
  const began = pictureAfter([], [alert()], now);
  expect(show(began)).toEqual([['shop-cn', 'critical', null]]);
  const over = pictureAfter(began, [], now + 60);
  expect(show(over)).toEqual([['shop-cn', 'critical', now + 60]]);
  expect(show(pictureAfter(over, [], now + 120))).toEqual([['shop-cn', 'critical', now + 60]]);
});

test('what is found to be over ended when the finding says', () => {
  const over = alert({until: '2026-03-02T11:00:00Z'});
  expect(show(pictureAfter([alert()], [over], now))).toEqual([['shop-cn', 'critical', at('2026-03-02T11:00Z')]]);
});

test('what is found no more ended when others say, and with their words, under the id that it was told by', () => {
  const began = [alert({kind: 'credentials', class: 'config'})];
  const said = {kind: 'credentials', class: 'config', since: '2026-03-02T06:00:00Z', sentence: 'Over.'} as const;
  const ended = [
    alert({...said, until: '2026-03-02T11:00:00Z'}),
    alert({...said, until: '2026-03-02T11:30:00Z', platform: 'oppo'}),
    alert({...said, until: '2026-03-02T04:00:00Z', since: '2026-03-02T01:00:00Z'}),
  ];
  expect(pictureAfter(began, [], now, ended)).toEqual([
    {...ended[0], id: began[0]!.id, startsAt: at('2026-03-02T06:00Z'), endsAt: at('2026-03-02T11:00Z')},
  ]);
});

test('what goes on again does', () => {
  const over = pictureAfter([alert()], [], now);
  expect(show(pictureAfter(over, [alert()], now + 60))).toEqual([['shop-cn', 'critical', null]]);
});

test('two days after its end a finding is no longer told', () => {
  const over = pictureAfter([alert()], [], now);
  expect(pictureAfter(over, [], now + 2 * 86_400 - 1)).toHaveLength(1);
  expect(pictureAfter(over, [], now + 2 * 86_400)).toEqual([]);
  expect(pictureAfter([], [alert({until: '2026-02-28T11:00:00Z'})], now)).toEqual([]);
});

test('what becomes worse is another alert, and the milder one is over; what is over comes first', () => {
  const worse = pictureAfter([alert({severity: 'warning'})], [alert()], now);
  expect(show(worse)).toEqual([
    ['shop-cn', 'warning', now],
    ['shop-cn', 'critical', null],
  ]);
});

test('news is what began or ended since it was told', () => {
  const told = new Told();
  const [shop, news] = [alert(), alert({app: 'news'})];
  expect(told.news([shop, news])).toEqual([shop, news]);
  told.note([shop]);
  expect(told.news([shop, news])).toEqual([news]);
  const over = {...shop, endsAt: now};
  expect(told.news([over])).toEqual([over]);
  told.note([over]);
  expect(told.news([over])).toEqual([]);
  expect(told.news([shop])).toEqual([shop]);
});

test('what has left the picture is forgotten', () => {
  const told = new Told();
  told.note([alert()]);
  told.news([]);
  expect(told.hasBegun(alert())).toBe(false);
});
