import {expect, test} from '@jest/globals';
import {ContractError} from '../../../src/domain/errors.js';
import {chat} from '../../../src/timpush/reports/chat.js';
import {anEntry} from '../../support/fixtures/examples.js';
import {aContext, row, sample} from './example.js';

function refusal(body: unknown): ContractError {
  try {
    chat.transform(body, aContext());
  } catch (error) {
    return error as ContractError;
  }
  throw new Error('it was accepted');
}

const counts = ['TotalCount', 'SentCount', 'DeliveredCount', 'ClickCount'];
const noCounts: readonly (readonly [unknown, string])[] = [
  [undefined, 'undefined'],
  [null, 'null'],
  [-1, '-1'],
  [0.5, '0.5'],
  [9_007_199_254_740_992, '9007199254740992'],
  ['3', '"3"'],
  ['', '""'],
  [true, 'true'],
  [[], 'an array'],
  [[3], 'an array'],
  [{}, 'an object'],
];

test.each(counts)('a total with a %s that is no count is refused by name and value', (field) => {
  for (const [value, shown] of noCounts) {
    const error = refusal({...sample, [field]: value});
    expect(error).toBeInstanceOf(ContractError);
    expect(error.message).toBe(`${field} is not a count, got: ${shown}`);
    expect(error).toMatchObject({field, got: value, recovery: 'reject', details: {field}});
  }
});

test.each(['PushPlatform', ...counts])(
  'a platform with a %s that is no count is refused by place, name and value',
  (name) => {
    for (const [value, shown] of noCounts) {
      const error = refusal({...sample, PlatformStatistics: [row(1), row(2, {[name]: value})]});
      expect(error).toBeInstanceOf(ContractError);
      expect(error.message).toBe(`PlatformStatistics[1].${name} is not a count, got: ${shown}`);
    }
  },
);

test.each([
  ['1e400', 'a number beyond every other'],
  ['9007199254740993', 'a number that cannot be read exactly'],
])('%s (%s) in the text of an answer is no count', (number, _what) => {
  const text = JSON.stringify(sample).replace('933478', number);
  expect(refusal(JSON.parse(text)).field).toBe('TotalCount');
});

test.each([null, [], 'text', 7, undefined])('a body that is %j is refused', (body) => {
  expect(refusal(body).message).toMatch(/^the answer is not an object, got: /);
});

test.each([
  [{}, 'an object'],
  ['none', '"none"'],
  [0, '0'],
  [false, 'false'],
])('PlatformStatistics that are %j are refused', (value, shown) => {
  expect(refusal({...sample, PlatformStatistics: value}).message).toBe(
    `PlatformStatistics is not an array, got: ${shown}`,
  );
});

test.each([
  [null, 'null'],
  [[], 'an array'],
  [4, '4'],
  ['fcm', '"fcm"'],
])('a platform that is %j is refused', (value, shown) => {
  const {message} = refusal({...sample, PlatformStatistics: [row(1), value]});
  expect(message).toBe(`PlatformStatistics[1] is not an object, got: ${shown}`);
});

test('counts that stand only in a prototype are missing', () => {
  expect(refusal(Object.create(sample)).message).toBe('TotalCount is not a count, got: undefined');
  const body = JSON.parse('{"__proto__":{"TotalCount":1,"SentCount":1,"DeliveredCount":1,"ClickCount":1}}');
  expect(refusal(body).field).toBe('TotalCount');
});

const MOST = Number.MAX_SAFE_INTEGER;

test.each([
  ['rows of one platform', [row(2, {SentCount: MOST}), row(2, {SentCount: 1})]],
  ['receipts of all platforms', [row(2, {SentCount: MOST}), row(6, {SentCount: 1})]],
])('%s that cannot be added up exactly are refused', (_, PlatformStatistics) => {
  const error = refusal({...sample, PlatformStatistics});
  expect(error).toBeInstanceOf(ContractError);
  expect(error.message).toBe('PlatformStatistics is not small enough to add up exactly, got: 9007199254740992');
});

test('the largest sum that is exact is kept', () => {
  const PlatformStatistics = [row(2, {SentCount: MOST - 3}), row(6)];
  const [total] = chat.transform({...sample, PlatformStatistics}, aContext()).points;
  expect(total!.fields.receipt_sent).toBe(MOST);
});

const many = (count: number, first = 0) => Array.from({length: count}, (_, index) => row(first + index));

test('an answer may name 64 platforms, however often and whatever their numbers, and no more', () => {
  const whole = {...sample, PlatformStatistics: [...many(64), ...many(64)]};
  expect(chat.transform(whole, aContext()).platforms).toHaveLength(64);
  const huge = chat.transform({...sample, PlatformStatistics: many(64, MOST - 64)}, aContext()).platforms;
  expect(huge.join(',').length).toBeLessThan(2000);

  const error = refusal({...sample, PlatformStatistics: many(65)});
  expect(error).toBeInstanceOf(ContractError);
  expect(error.message).toBe('PlatformStatistics is not a list of at most 64 platforms, got: 65');
  expect(refusal({...sample, PlatformStatistics: many(40_000)}).message).toBe(error.message);
});

test('platforms that an older entry named beyond that are written as zeros, and forgotten', () => {
  const previous = anEntry({platforms: many(1000).map((_, index) => `platform_${1000 + index}`)});
  const {points, platforms} = chat.transform(sample, aContext({previous}));
  expect([points.length, platforms]).toEqual([1 + 3 + 1000, ['apns', 'fcm', 'oppo']]);
});

test('a long value is shown by its beginning', () => {
  expect(refusal({...sample, TotalCount: 'x'.repeat(5000)}).message.length).toBeLessThan(130);
});

test('a value shows nothing that a terminal or a log would obey', () => {
  const {message} = refusal({...sample, TotalCount: 'a\u001b[31mb\u009b2Jc\u202ed\u2028e\nf'});
  expect(message).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
});

test('a value that is nested without end is refused like any other', () => {
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  expect(refusal({...sample, TotalCount: deep})).toBeInstanceOf(ContractError);
});
