import {expect, test} from '@jest/globals';
import {heaviest} from '../../src/findings/stretches.js';

/** One score an hour, from hour 100 on. */
const stretches = (scores: readonly number[]) =>
  heaviest((hour) => scores[hour - 100]!, {start: 100, end: 100 + scores.length}).map(({start, end}) => [
    start - 100,
    end - 100,
  ]);

test('the hours that count are one stretch, without the good ones around them', () => {
  expect(stretches([-5, -4, 6, 7, 8, -5, -5])).toEqual([[2, 5]]);
});

test('a few good hours within a bad day are part of it', () => {
  expect(stretches([-5, 9, 9, -3, 9, 9, -5])).toEqual([[1, 6]]);
});

test('two bad evenings with a good day between them are two', () => {
  expect(stretches([8, 8, 8, -5, -5, -5, -5, -5, -5, 8, 8, 8])).toEqual([
    [0, 3],
    [9, 12],
  ]);
});

test('an hour that is bad by chance is none of its own', () => {
  expect(stretches([-5, 2, -5, 9, 9, 9, -5, 1, -5])).toEqual([[3, 6]]);
});

test('where nothing counts there is none', () => {
  expect(stretches([-1, 0, -2])).toEqual([]);
});
