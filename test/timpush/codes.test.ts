import {expect, test} from '@jest/globals';
import {ApiError, type Recovery} from '../../src/domain/errors.js';
import {codeTable} from '../../src/timpush/codes.js';
import {verdictOf} from '../../src/timpush/verdict.js';
import {envelope} from './scripted-api.js';

const recoveries: readonly (readonly [number, Recovery])[] = [
  [90102, 'retry'],
  [91000, 'retry'],
  [60004, 'retry'],
  [60005, 'retry'],
  [60008, 'retry'],
  [60013, 'retry'],
  [60014, 'retry'],
  [70169, 'retry'],
  [70500, 'retry'],
  [60007, 'slow-down'],
  [60018, 'slow-down'],
  [60011, 'slow-down'],
  [60019, 'slow-down'],
  [70001, 'sign-anew'],
  [70003, 'reload-secret'],
  [70009, 'reload-secret'],
  [70050, 'rest'],
  [60028, 'stop-until-tomorrow'],
  [90009, 'stop'],
  [90045, 'stop'],
  [90103, 'stop'],
  [60010, 'stop'],
  [60012, 'stop'],
  [60016, 'stop'],
  [60017, 'stop'],
  [60020, 'stop'],
  [60021, 'stop'],
  [60025, 'stop'],
  [60026, 'stop'],
  [70013, 'stop'],
  [70014, 'stop'],
  [70016, 'stop'],
  [70020, 'stop'],
  [70051, 'stop'],
  [70402, 'stop'],
  [70403, 'stop'],
  [80005, 'stop'],
  [90001, 'stop-report'],
  [90049, 'reject'],
  [90100, 'reject'],
];

function refusal(text: string): ApiError {
  try {
    verdictOf(text);
  } catch (error) {
    return error as ApiError;
  }
  throw new Error('it was taken for OK');
}

test.each(recoveries)('%d asks for: %s', (code, recovery) => {
  const error = refusal(envelope(code));
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({code, recovery, details: {code}});
  expect(error.message).toMatch(new RegExp(`^code ${code}: .+; what to do: .+`));
});

test.each([1, 60002, 60006, 70000, 99999, -1])('%d, which the documents do not list, may pass: retry', (code) => {
  expect(refusal(envelope(code))).toMatchObject({code, recovery: 'retry'});
});

test('the table lists these codes and no others, each once', () => {
  const listed = codeTable.flatMap(({codes}) => codes);
  expect(listed.toSorted()).toEqual(recoveries.map(([code]) => code).toSorted());
});
