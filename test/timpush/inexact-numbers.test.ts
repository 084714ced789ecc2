import {expect, test} from '@jest/globals';
import type {ContractError} from '../../src/domain/errors.js';
import {chat} from '../../src/timpush/reports/chat.js';
import {verdictOf} from '../../src/timpush/verdict.js';
import {aJob, anApp} from '../support/fixtures/examples.js';

const {step, refresh} = aJob();
const context = {app: anApp(), step, refresh, window: {start: 0, end: 3600}, fetchedAt: 90_000, previous: undefined};

function totalOf(token: string): unknown {
  const counts = `"TotalCount":${token},"SentCount":2,"DeliveredCount":1,"ClickCount":0`;
  const text = `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"\\"1.5\\" and 2e3",${counts}}`;
  return chat.transform(verdictOf(text), context).points[0]!.fields.total;
}

test.each(['4503599627370497.5', '9007199254740990.5', '0.99999999999999999999', '1e-400', '1.0', '1e3'])(
  '%s, which would be rounded or is not written as a count, is no count',
  (token) => {
    expect(() => totalOf(token)).toThrow(`TotalCount is not a count, got: "${token}"`);
  },
);

test('plain digits are a count up to the largest that is exact', () => {
  expect(totalOf('0')).toBe(0);
  expect(totalOf('9007199254740991')).toBe(9_007_199_254_740_991);
  expect(() => totalOf('9007199254740993')).toThrow('TotalCount is not a count');
});

test('a value that nests deeper than JSON can be written is refused by its field', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  expect(() => totalOf(deep)).toThrow('TotalCount is not a count, got: an array');
  expect(() => totalOf(`{"a":${deep}}`)).toThrow('TotalCount is not a count, got: an object');
});

test('texts with numbers in them stay as they are', () => {
  const text = '{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"a \\"1.5\\", 2e3 \\\\"}';
  expect(verdictOf(text)).toEqual({ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: 'a "1.5", 2e3 \\'});
});

test('an answer of four megabytes of escapes is read in no time', () => {
  const text = `{"ActionStatus":"OK","ErrorCode":0,"x":1.5,"ErrorInfo":"${'\\"'.repeat(2_000_000)}"}`;
  const startedMs = performance.now();
  verdictOf(text);
  expect(performance.now() - startedMs).toBeLessThan(3000);
});

test('what a refused value says cannot reach a terminal', () => {
  try {
    totalOf('"\u009b2J\u202e\\u001b[2J\\ud800"');
    throw new Error('it was taken for a count');
  } catch (error) {
    expect((error as ContractError).message).toBe('TotalCount is not a count, got: " 2J \\u001b[2J\\ud800"');
  }
});
