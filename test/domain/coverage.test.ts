import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  type Age,
  countCoverage,
  coverageOf,
  isDue,
  lagOf,
  oldestHole,
  type Surveyed,
} from '../../src/domain/coverage.js';
import {anEntry} from '../support/fixtures/examples.js';

const ages: Age[] = [
  {name: '10m', seconds: 600},
  {name: '1h', seconds: 3600},
  {name: '1d', seconds: 86_400},
];
const window = {start: 0, end: 10_000};
const entry = (fetchedAt: number) => anEntry({window, fetchedAt});

const anyAges = fc
  .uniqueArray(fc.integer({min: 0, max: 1000}), {minLength: 1, maxLength: 6})
  .map((seconds) => seconds.sort((a, b) => a - b).map((each) => ({name: `${each}s`, seconds: each})));
const anyInstant = fc.integer({min: 9_000, max: 12_000});
const anyEntry = fc.option(anyInstant.map(entry), {nil: undefined});

describe('a window', () => {
  test('is due exactly when it is closed and some age lies between its last fetch and now; one in the future is none', () => {
    fc.assert(
      fc.property(anyAges, anyEntry, anyInstant, (refresh, before, now) => {
        const since = before && before.fetchedAt <= now ? before.fetchedAt : Number.NEGATIVE_INFINITY;
        const passedSince = refresh.map(({seconds}) => window.end + seconds).filter((at) => since < at && at <= now);
        expect(isDue(window, before, refresh, now)).toBe(now >= window.end && passedSince.length > 0);
      }),
      {numRuns: 1000},
    );
  });

  test('that is due stays due until it is fetched', () => {
    fc.assert(
      fc.property(anyAges, anyEntry, anyInstant, fc.nat(5000), (refresh, before, now, later) => {
        fc.pre((before?.fetchedAt ?? 0) <= now && isDue(window, before, refresh, now));
        expect(isDue(window, before, refresh, now + later)).toBe(true);
      }),
    );
  });

  test('is never due right after it was fetched, nor ever again after its last age', () => {
    fc.assert(
      fc.property(anyAges, anyInstant, fc.nat(100_000), (refresh, now, later) => {
        expect(isDue(window, entry(now), refresh, now)).toBe(false);
        const settledAt = window.end + refresh.at(-1)!.seconds;
        const fetchedAt = Math.max(now, settledAt);
        expect(isDue(window, entry(fetchedAt), refresh, fetchedAt + later)).toBe(false);
      }),
    );
  });

  test('fetched whenever it is due, is asked once for each age', () => {
    fc.assert(
      fc.property(anyAges, (refresh) => {
        let last: ReturnType<typeof entry> | undefined;
        let fetches = 0;
        for (let now = window.end - 10; now <= window.end + 1010; now += 1) {
          if (!isDue(window, last, refresh, now)) continue;
          last = entry(now);
          fetches += 1;
        }
        expect(fetches).toBe(refresh.length);
      }),
      {numRuns: 50},
    );
  });

  test('is due or missing exactly when it is to be asked for, unless it is rejected', () => {
    fc.assert(
      fc.property(anyAges, anyEntry, anyInstant, (refresh, before, now) => {
        const state = coverageOf(window, before, refresh, now);
        expect(state === 'due' || state === 'missing').toBe(isDue(window, before, refresh, now));
      }),
    );
  });
});

test.each([
  ['not closed, no entry', undefined, 9_999, undefined],
  ['too young, no entry', undefined, 10_599, undefined],
  ['old enough, no entry', undefined, 10_600, 'missing'],
  ['fetched once', entry(10_600), 13_599, 'fresh'],
  ['fetched once, one age older', entry(10_600), 13_600, 'due'],
  ['fetched before the last age', entry(96_399), 96_399, 'fresh'],
  ['fetched before the last age, which has passed', entry(96_399), 96_400, 'due'],
  ['fetched at the last age', entry(96_400), 9_000_000, 'settled'],
  ['rejected', {...entry(10_600), outcome: 'rejected' as const}, 10_700, 'rejected'],
  ['rejected, and to be asked again', {...entry(10_600), outcome: 'rejected' as const}, 13_600, 'rejected'],
])('coverage of a window: %s', (_name, before, now, expected) => {
  expect(coverageOf(window, before, ages, now)).toBe(expected);
});

describe('a survey', () => {
  const surveyed = (start: number, coverage: Surveyed['coverage']): Surveyed => ({
    window: {start, end: start + 10},
    previous: undefined,
    coverage,
  });

  test('counts each state, and what is too young in none', () => {
    const states = ['settled', 'missing', 'fresh', 'due', 'rejected', 'missing', undefined] as const;
    expect(countCoverage(states.map((state, i) => surveyed(i * 10, state)))).toEqual({
      settled: 1,
      fresh: 1,
      due: 1,
      rejected: 1,
      missing: 2,
      unkept: 0,
    });
  });

  test('has its oldest hole at the first window that is missing', () => {
    expect(oldestHole([surveyed(0, 'due'), surveyed(10, 'missing'), surveyed(20, 'missing')])).toEqual({
      start: 10,
      end: 20,
    });
    expect(oldestHole([surveyed(0, 'settled'), surveyed(10, undefined)])).toBeUndefined();
  });
});

test('the lag reaches back to the end of the newest entry, or to the start of the span', () => {
  const entries = [10, 30, 20].map((start) => anEntry({window: {start, end: start + 10}}));
  expect(lagOf(entries, {start: 0, end: 100}, 100)).toBe(60);
  expect(lagOf([], {start: 5, end: 100}, 100)).toBe(95);
});

test('an entry from the future does not cover its window, whatever it says', () => {
  const tomorrow = entry(window.end + 86_400);
  expect(coverageOf(window, tomorrow, ages, window.end + 7200)).toBe('missing');
  expect(coverageOf(window, {...tomorrow, outcome: 'rejected'}, ages, window.end + 7200)).toBe('missing');
  expect(coverageOf(window, tomorrow, ages, window.end + 60)).toBeUndefined();
  expect(coverageOf(window, tomorrow, ages, window.end + 86_400)).toBe('settled');
});

test('the lag is never negative, and a window that ends later than now does not make it smaller', () => {
  const entries = [10, 30, 95, 5000].map((start) => anEntry({window: {start, end: start + 10}}));
  expect(lagOf(entries, {start: 0, end: 100}, 100)).toBe(60);
  expect(lagOf(entries.slice(2), {start: 5, end: 100}, 100)).toBe(95);
  expect(lagOf([], {start: 500, end: 600}, 100)).toBe(0);
});
