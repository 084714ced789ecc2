import {expect, test} from '@jest/globals';
import {noSums, ratesOf, type Sums, wholePercent} from '../../src/domain/rates.js';

test.each<[string, Partial<Sums>, ReturnType<typeof ratesOf>]>([
  ['nothing to divide by', {}, {send: null, delivery: null, click: null}],
  ['nothing sent', {total: 10}, {send: 0, delivery: null, click: null}],
  [
    'every platform reports receipts',
    {total: 200, sent: 100, delivered: 80, clicked: 8, receipt_sent: 100, receipt_delivered: 80, receipt_clicked: 8},
    {send: 0.5, delivery: 0.8, click: 0.1},
  ],
  [
    'pushes that nobody confirms stay out of the delivery and click rates',
    {total: 200, sent: 200, delivered: 80, clicked: 58, receipt_sent: 100, receipt_delivered: 80, receipt_clicked: 8},
    {send: 1, delivery: 0.8, click: 0.1},
  ],
  [
    'no platform reports receipts: clicks per push sent',
    {total: 100, sent: 100, clicked: 5},
    {send: 1, delivery: null, click: 0.05},
  ],
  [
    'receipts are reported, none has come',
    {total: 9, sent: 9, clicked: 3, receipt_sent: 9},
    {send: 1, delivery: 0, click: null},
  ],
])('rates: %s', (_name, sums, rates) => {
  expect(ratesOf({...noSums, ...sums})).toEqual(rates);
});

test.each([
  [0, '0 %'],
  [0.004, '<1 %'],
  [0.01, '1 %'],
  [0.355, '36 %'],
])('of a hundred, %d is %s', (rate, text) => {
  expect(wholePercent(rate)).toBe(text);
});
