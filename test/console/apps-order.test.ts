import {expect, test} from '@jest/globals';
import {type Order, wantedRows} from '../../src/console/apps-order.js';
import {asBefore, unhealthyFirst} from '../../src/console/coverage-order.js';
import type {AppRow} from '../../src/domain/apps-view.js';

function aRow(app: string, more: Partial<AppRow> = {}): AppRow {
  const nothing = {holes: null, change: null, losses: {}, trend: [], last: null};
  return {
    app,
    state: 'well',
    reasons: [],
    windows: {collected: 1, expected: 1},
    sent: 0,
    rate: null,
    ...nothing,
    ...more,
  };
}

const change = (now: number) => ({now, before: 0.9, step: '1h', windows: 168, age: null});
const holes = (expires: number) => ({windows: 1, expires, report: 'chat', step: '1h'});
const rows = [
  aRow('shop-10', {state: 'critical', rate: 0.9, change: change(0.8), sent: 5}),
  aRow('shop-9', {state: 'empty', holes: holes(100), losses: {token: 3, quota: 4}}),
  aRow('News', {rate: 0.2, change: change(0.95), holes: holes(50), losses: {user: 9}, sent: 70}),
  aRow('old', {state: 'gone', rate: 0.5}),
];

const names = (wanted: Partial<Parameters<typeof wantedRows>[1]>) =>
  wantedRows(rows, {find: '', onlyUnhealthy: false, order: 'worst', ...wanted}).map(({app}) => app);

test.each<[Order, string[]]>([
  ['worst', ['shop-10', 'shop-9', 'News', 'old']],
  ['app', ['News', 'old', 'shop-9', 'shop-10']],
  ['holes', ['News', 'shop-9', 'old', 'shop-10']],
  ['delivery', ['News', 'old', 'shop-10', 'shop-9']],
  ['change', ['shop-10', 'News', 'old', 'shop-9']],
  ['losses', ['News', 'shop-9', 'old', 'shop-10']],
  ['sent', ['News', 'shop-10', 'old', 'shop-9']],
])('sorted by %s, what is worth a look comes first and what has no value last', (order, expected) => {
  expect(names({order})).toEqual(expected);
});

test('a part of the name is enough, in whatever case; the unhealthy are those that somebody has to look after', () => {
  expect(names({find: ' news'})).toEqual(['News']);
  expect(names({onlyUnhealthy: true})).toEqual(['shop-10', 'shop-9']);
  expect(names({onlyUnhealthy: true, find: '9'})).toEqual(['shop-9']);
});

test('in the grid the apps with the most failed windows come first, the others stay as they were', () => {
  const grid = ['b sfd', 'a sss', 'c smr', 'd mss'].map((text) => {
    const [app, cells] = text.split(' ') as [string, string];
    return {app, timezone: 'UTC', cells};
  });
  const sorted = unhealthyFirst(grid);
  expect(sorted.map(({app}) => app)).toEqual(['c', 'd', 'b', 'a']);
  expect(asBefore(grid, sorted.slice(0, 3)).map(({app}) => app)).toEqual(['c', 'd', 'b', 'a']);
});
