import {expect, test} from '@jest/globals';
import {explainedShare, gapOf} from '../../src/domain/loss.js';

const sums = {
  total: 1000,
  sent: 900,
  delivered: 500,
  clicked: 50,
  receipt_sent: 600,
  receipt_delivered: 480,
  receipt_clicked: 40,
};

test('the gap before sending is what was sendable and not sent', () => {
  expect(gapOf('ready', sums)).toBe(100);
});

test('the gap after sending is over platforms with receipts: of the others nobody knows', () => {
  expect(gapOf('sent', sums)).toBe(120);
  expect(gapOf('sent', {...sums, receipt_sent: 0, receipt_delivered: 0})).toBe(0);
});

test('the explained share is what losses are of the gap, and may be more than all of it', () => {
  expect(explainedShare(60, 120)).toBe(0.5);
  expect(explainedShare(0, 120)).toBe(0);
  expect(explainedShare(150, 120)).toBe(1.25);
});

test('where there is no gap there is nothing to explain', () => {
  expect(explainedShare(0, 0)).toBeNull();
  expect(explainedShare(5, 0)).toBeNull();
  expect(explainedShare(5, -3)).toBeNull();
});
