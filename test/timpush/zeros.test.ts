import {expect, test} from '@jest/globals';
import type {Point} from '../../src/domain/point.js';
import {withZeros} from '../../src/timpush/zeros.js';

const loss = (tags: Record<string, string>, count: number, text: string): Point => {
  return {
    measurement: 'timpush_chat_loss_1h',
    tags: {app: 'shop', ...tags},
    fields: {count, text},
    time: 1_772_323_200,
  };
};
const expired = loss({platform: 'apns', code: '403'}, 7, 'ExpiredProviderToken');
const noToken = loss({platform: 'apns', code: '-2'}, 3, 'no token');

test('a stored point that the answer lacks is written as zeros; its text stays', () => {
  expect(withZeros([noToken], {stored: [expired, noToken]})).toEqual([
    noToken,
    {...expired, fields: {count: 0, text: 'ExpiredProviderToken'}},
  ]);
});

test('a stored point that the answer has is written as the answer says, in whatever order its tags come', () => {
  const stored = {...noToken, tags: {code: '-2', platform: 'apns', app: 'shop'}, fields: {count: 1, text: ''}};
  expect(withZeros([noToken], {stored: [stored]})).toEqual([noToken]);
});

test.each([
  ['another value of a tag', {...expired, tags: {...expired.tags, code: '410'}}],
  ['one tag more', {...expired, tags: {...expired.tags, class: 'config'}}],
  ['another measurement', {...expired, measurement: 'timpush_broadcast_loss_1h'}],
])('%s is another point', (_, stored) => {
  expect(withZeros([expired], {stored: [stored]})).toHaveLength(2);
});

test('with nothing stored, an answer is what is written', () => {
  const points = [expired, noToken];
  expect(withZeros(points, {})).toBe(points);
});
