import {expect, test} from '@jest/globals';
import {calendarSpans} from '../../src/console/calendar.js';
import {isPartial} from '../../src/console/partial.js';
import {isolated, lineOf} from '../../src/console/rate-lines.js';
import {pushOf} from './answer-fixture.js';

test('a value that no line reaches is a point', () => {
  expect(isolated([0.5, null, 0.5, 0.4, null, 0.3])).toEqual([0, 5]);
});

test('a window without a denominator has no rate, and clicks no other one than the rest of the span', () => {
  const counts = {
    sent: [10, 10],
    clicked: [5, 5],
    receipt_sent: [10, 0],
    receipt_delivered: [8, 0],
    receipt_clicked: [2, 0],
  };
  expect(lineOf({platform: 'apns', counts}, 'delivery').values).toEqual([0.8, null]);
  expect(lineOf({platform: 'apns', counts}, 'click').values).toEqual([0.25, null]);
  const without = {...counts, receipt_sent: [0, 0], receipt_delivered: [0, 0], receipt_clicked: [0, 0]};
  expect(lineOf({platform: 'fcm', counts: without}, 'click').values).toEqual([0.5, 0.5]);
});

test('a window is not whole when apps lack it, a hole included; those after the newest are still to come', () => {
  const view = {...pushOf({}), present: [3, 2, 0, 3, 0], expectedApps: 3};
  expect([0, 1, 2, 3, 4].map((index) => isPartial(view, index))).toEqual([false, true, true, false, false]);
});

test.each([
  ['2026-11-26T02:00Z', '2026-11-25T00:00', '2026-11-26T00:00', '2026-11-23T00:00'],
  // In Shanghai it is Monday already.
  ['2026-11-22T17:00Z', '2026-11-22T00:00', '2026-11-23T00:00', '2026-11-23T00:00'],
  ['2026-11-22T15:00Z', '2026-11-21T00:00', '2026-11-22T00:00', '2026-11-16T00:00'],
])('yesterday and this week are those of the zone: %s', (at, from, to, monday) => {
  expect(calendarSpans(Date.parse(at) / 1000, 'Asia/Shanghai').map(({span}) => span)).toEqual([
    {from, to, against: ''},
    {from: monday, to: '', against: '7d'},
  ]);
});
