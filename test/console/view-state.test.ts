import {expect, test} from '@jest/globals';
import {addressOf, filtersOf, readState} from '../../src/console/view-state.js';

test('an address without a query is the push view of the last seven days', () => {
  expect(readState('')).toEqual({
    view: 'push',
    app: '',
    platform: '',
    report: '',
    step: '',
    last: '7d',
    from: '',
    to: '',
    against: '',
    count: 'sent',
    rate: 'delivery',
    sort: '',
    only: '',
    find: '',
    order: 'worst',
  });
});

test('what is shown stands in the address, and only what differs from the first view', () => {
  const state = {...readState(''), app: 'shop & co', last: '30d', rate: 'click'} as const;
  expect(addressOf(state)).toBe('?app=shop+%26+co&last=30d&rate=click');
  expect(readState(addressOf(state))).toEqual(state);
  expect(addressOf(readState(''))).toBe('?');
});

test('the board of apps stands in the address, too', () => {
  const state = readState('?view=apps&only=unhealthy&find=shop&order=change');
  expect(state).toMatchObject({view: 'apps', only: 'unhealthy', find: 'shop', order: 'change'});
  expect(addressOf(state)).toBe('?view=apps&only=unhealthy&find=shop&order=change');
});

test('a count, a rate, a view or an order that nobody knows is as if it were not there', () => {
  expect(readState('?count=__proto__&rate=x&view=admin&only=dead&order=toString')).toEqual(readState(''));
});

test('own dates take the place of the duration; empty filters are not asked for', () => {
  expect(filtersOf(readState('?app=shop&last=24h'))).toEqual({
    app: 'shop',
    last: '24h',
    count: 'sent',
    rate: 'delivery',
  });
  const own = '?from=2026-11-01T00%3A00&to=2026-11-08T00%3A00&last=24h&platform=fcm&step=1d';
  expect(filtersOf(readState(own))).toEqual({
    from: '2026-11-01T00:00',
    to: '2026-11-08T00:00',
    platform: 'fcm',
    step: '1d',
    count: 'sent',
    rate: 'delivery',
  });
});
