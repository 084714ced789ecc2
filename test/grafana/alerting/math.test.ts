import {expect, test} from '@jest/globals';
import {evaluateMath, type Labelled} from './math.js';

const number = (value: number, labels: Record<string, string> = {}): Labelled => ({labels, value});
const math = (expression: string, variables: Record<string, Labelled[]> = {}) =>
  evaluateMath(expression, new Map(Object.entries(variables)));

test.each([
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['8 / 2 - 1', 3],
  ['2 < 3 && 3 <= 3', 1],
  ['2 > 3 || 2 != 2', 0],
  ['(1 == 1) && (0.5 >= 0.6)', 0],
])('%s is %d', (expression, value) => {
  expect(math(expression)).toEqual([number(value)]);
});

test('numbers join by equal labels, and those without a partner are dropped', () => {
  const a = [number(1, {app: 'x'}), number(2, {app: 'y'}), number(3, {app: 'z'})];
  const b = [number(10, {app: 'y'}), number(20, {app: 'x'})];
  expect(math('$a + $b', {a, b})).toEqual([number(21, {app: 'x'}), number(12, {app: 'y'})]);
});

test('a number with fewer labels joins every one that has them all', () => {
  const platforms = [
    number(1, {app: 'x', platform: 'p'}),
    number(2, {app: 'x', platform: 'q'}),
    number(3, {app: 'y', platform: 'p'}),
  ];
  expect(math('$apps * $platforms', {apps: [number(10, {app: 'x'})], platforms})).toEqual([
    number(10, {app: 'x', platform: 'p'}),
    number(20, {app: 'x', platform: 'q'}),
  ]);
});

test('two single numbers join whatever their labels say, and lose them', () => {
  expect(math('$a - $b', {a: [number(3, {app: 'x'})], b: [number(1, {app: 'y'})]})).toEqual([number(2)]);
});

test('what is no math or names nothing is an error', () => {
  expect(() => math('1 ? 2')).toThrow('Not math');
  expect(() => math('(1 + 2')).toThrow('No closing bracket');
  expect(() => math('$a')).toThrow('No such name');
});
