import {expect, test} from '@jest/globals';
import {PointsRefusedError} from '../../src/domain/errors.js';
import type {Point} from '../../src/domain/point.js';
import {encode} from '../../src/influx/line-protocol.js';

const good: Point = {measurement: 'm', tags: {app: 'shop'}, fields: {sent: 12}, time: 1_772_380_800};

test('a point is a line of tags, 64-bit integers, quoted strings and seconds', () => {
  const point = {...good, tags: {app: 'shop', platform: 'fcm'}, fields: {sent: 12, error: 'none', clicked: 0}};
  expect(encode([point])).toEqual(['m,app=shop,platform=fcm sent=12i,error="none",clicked=0i 1772380800']);
});

test('commas, spaces and equals signs are escaped in names and tags, quotes and backslashes in strings', () => {
  const point = {...good, measurement: 'a b,c=d', tags: {'t =,': 'v =,"'}, fields: {'f =,': 'say "\\" , = \n'}};
  expect(encode([point])).toEqual(['a\\ b\\,c=d,t\\ \\=\\,=v\\ \\=\\," f\\ \\=\\,="say \\"\\\\\\" , = \n" 1772380800']);
});

test('a point without tags has none', () => {
  expect(encode([{...good, tags: {}}])).toEqual(['m sent=12i 1772380800']);
});

test.each<[string, Partial<Point>, string]>([
  ['a tag with a new line', {tags: {app: 'a\nb'}}, 'tag app'],
  ['a tag with a tab', {tags: {app: 'a\tb'}}, 'tag app'],
  ['a tag that ends in a backslash', {tags: {app: 'C:\\'}}, 'tag app'],
  ['an empty tag', {tags: {app: ''}}, 'tag app'],
  ['a tag called time', {tags: {time: 'x'}}, 'the name of tag time'],
  ['a name with a backslash', {tags: {'a\\b': 'x'}}, 'the name of tag a\\b'],
  ['a measurement with a new line', {measurement: 'a\nb'}, 'the name of the measurement'],
  ['a measurement that would be a comment', {measurement: '#m'}, 'the name of the measurement'],
  ['an empty measurement', {measurement: ''}, 'the name of the measurement'],
  ['a fraction', {fields: {sent: 1.5}}, 'field sent is not a safe integer'],
  ['an integer beyond 2^53', {fields: {sent: 2 ** 53}}, 'field sent is not a safe integer'],
  ['no number', {fields: {sent: Number.NaN}}, 'field sent is not a safe integer'],
  ['a field called time', {fields: {time: 1}}, 'the name of field time'],
  ['no fields', {fields: {}}, 'there are no fields'],
  ['a time in fractions', {time: 1.5}, 'time is not whole seconds'],
])('%s is refused with the whole batch, by name', (_, flaw, reason) => {
  const batch = [good, {...good, ...flaw}];
  const error = refusalOf(batch);
  expect(error).toBeInstanceOf(PointsRefusedError);
  expect(error.message).toContain(reason);
  expect(error.points).toBe(batch);
});

function refusalOf(points: readonly Point[]): PointsRefusedError {
  try {
    encode(points);
  } catch (error) {
    return error as PointsRefusedError;
  }
  throw new Error('it was accepted');
}
