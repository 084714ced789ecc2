import {expect, test} from '@jest/globals';
import {parseStep} from '../../src/domain/window.js';
import {askedSpan, askedStep, instantIn} from '../../src/views/span-query.js';
import {at} from '../support/doubles/manual-clock.js';
import {aJob} from '../support/fixtures/examples.js';

const now = at('2026-11-23T16:20Z');
const shanghai = {now, timezone: 'Asia/Shanghai'};

test('a duration reaches back from now, and holds the windows that end within it', () => {
  const {span, startsOf} = askedSpan({last: '24h'}, shanghai);
  expect(span).toEqual({start: at('2026-11-22T16:20Z'), end: now});
  expect(startsOf('1h')).toEqual({start: at('2026-11-22T15:20:01Z'), end: now});
});

test('a day is in it that ends within it, however long the day is', () => {
  const first = (now: string) => {
    const {startsOf} = askedSpan({last: '7d'}, {now: at(now), timezone: 'Europe/Berlin'});
    return startsOf('1d').start;
  };
  expect(first('2026-11-01T23:30+01:00')).toBe(at('2026-10-24T23:30:01+02:00'));
  expect(first('2026-04-06T00:30+02:00')).toBe(at('2026-03-29T00:30:01+01:00'));
});

test('dates are local to the zone, and hold the windows that start within them', () => {
  const {span, startsOf} = askedSpan({from: '2026-11-01', to: '2026-11-08T06:00'}, shanghai);
  expect(span).toEqual({start: at('2026-10-31T16:00Z'), end: at('2026-11-07T22:00Z')});
  expect(startsOf('1d')).toEqual(span);
});

test('an offset counts for more than the zone', () => {
  expect(instantIn('2026-11-01T00:00+01:00', 'Asia/Shanghai')).toBe(at('2026-10-31T23:00Z'));
  expect(instantIn('yesterday', 'Asia/Shanghai')).toBeUndefined();
});

test.each([
  '2026-11-25 10:00+00:00',
  '2026-11-25T10:00+00',
  '2026-11-25T07:00-03',
  '2026-11-25t10:00z',
  '2026-11-25 10:00Z',
  '2026-11-25T10:00+00:00[UTC]',
])('however it is written, %s has its offset', (text) => {
  expect(instantIn(text, 'Asia/Shanghai')).toBe(at('2026-11-25T10:00Z'));
});

test.each(['2026-11-25T10:00[UTC]', '2026-11-25T10:00+99', '2026-11-25 10:00-3', '2026-11-25T10:00 +01:00'])(
  'what follows the time is never left out: %s is no date',
  (text) => {
    expect(instantIn(text, 'Asia/Shanghai')).toBeUndefined();
  },
);

test.each(['2026-11-25', '2026-11-25T00:00', '2026-11-25 00:00', '2026-11-25T00:00:00.5'])('%s is local', (text) => {
  expect(instantIn(text, 'Asia/Shanghai')).toBe(at('2026-11-24T16:00Z'));
});

test.each([
  [{last: '7 days'}, /last/],
  [{last: '0d'}, /last/],
  [{last: '999999999w'}, /last/],
  [{from: 'x'}, /from/],
  [{from: '2026-11-08', to: '2026-11-08'}, /before/],
  [{from: '1999-01-01'}, /ten years/],
  [{from: '2026-11-08', to: '+275760-01-01'}, /to|ten years/],
])('%j is refused, and the answer names what is wrong', (query, words) => {
  expect(() => askedSpan(query, shanghai)).toThrow(words);
});

test('the finest step that reaches far enough is taken, failing that the one that reaches farthest', () => {
  const jobs = [aJob(), aJob({step: parseStep('1d')!, span: 30 * 86_400})];
  expect(askedStep(undefined, jobs, 7 * 86_400)).toBe('1h');
  expect(askedStep(undefined, jobs, 8 * 86_400)).toBe('1d');
  expect(askedStep(undefined, jobs, 90 * 86_400)).toBe('1d');
  expect(askedStep('6h', jobs, 86_400)).toBe('6h');
  expect(() => askedStep('5h', jobs, 86_400)).toThrow(/step/);
});
