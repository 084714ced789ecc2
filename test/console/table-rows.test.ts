import {expect, test} from '@jest/globals';
import {appRows, lostOf, pressed, sorted, sortingOf} from '../../src/console/table-rows.js';
import {readState} from '../../src/console/view-state.js';
import type {CountRow} from '../../src/domain/push-view.js';
import {countsOf} from '../support/fixtures/counts.js';

const windows = {collected: 1, expected: 1};
const row = (app: string, platform: string | null, sent: number, more: Partial<CountRow> = {}): CountRow => {
  return {app, platform, counts: countsOf(sent), windows, compared: null, ...more};
};

test('ways in which a platform’s broadcasts went are added up, with what they are compared with', () => {
  const compared = (now: number, before: number) => ({now: countsOf(now), before: countsOf(before)});
  const rows = [
    row('shop', 'fcm', 10, {event: 'online', compared: compared(10, 20)}),
    row('shop', 'fcm', 30, {event: 'offline', compared: compared(30, 20)}),
    row('shop', 'apns', 30, {event: 'offline', compared: compared(30, 20)}),
    row('shop', 'apns', 30, {event: 'online'}),
  ];
  const [shop] = appRows({rows, apps: ['shop']}, readState(''));
  expect(shop!.cells.get('fcm')).toEqual({counts: countsOf(40), compared: compared(40, 40)});
  expect(shop!.cells.get('apns')).toEqual({counts: countsOf(60), compared: null});
});

test('an app that has nothing has a row, and under a filter only the app that is asked for', () => {
  const view = {rows: [row('shop', null, 10)], apps: ['idle', 'shop']};
  expect(appRows(view, readState('')).map(({app, windows}) => [app, windows])).toEqual([
    ['idle', null],
    ['shop', windows],
  ]);
  expect(appRows(view, readState('?app=shop')).map(({app}) => app)).toEqual(['shop']);
});

test('what is lost is what was not sent, and what was sent and not delivered as far as receipts tell', () => {
  expect(lostOf({...countsOf(100), total: 110})).toBe(20);
  expect(lostOf({...countsOf(100), receipt_sent: 0, receipt_delivered: 0})).toBe(0);
});

test('a second press on a heading turns the order round, for the count, too', () => {
  const next = (search: string, column: string) =>
    pressed(column, readState(search), sortingOf(readState(search), ['fcm']));
  expect(next('', '')).toBe('-');
  expect(next('?sort=-', '')).toBe('');
  expect(next('?sort=fcm', 'fcm')).toBe('-fcm');
  expect(next('?sort=-fcm', 'lost')).toBe('lost');
  expect(sortingOf(readState('?sort=-'), [])).toEqual({column: '', ascending: true});
  expect(sortingOf(readState('?sort=-nobody'), [])).toEqual({column: '', ascending: false});
});

test('rows without the number come last, either way', () => {
  const rows = appRows({rows: [row('a', null, 1), row('b', null, 2)], apps: ['a', 'b', 'idle']}, readState(''));
  const names = (ascending: boolean) => sorted(rows, {column: '', ascending}, readState('')).map(({app}) => app);
  expect(names(false)).toEqual(['b', 'a', 'idle']);
  expect(names(true)).toEqual(['a', 'b', 'idle']);
});
