import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {Temporal} from 'temporal-polyfill';
import {endOfLocalDay, type Grid, parseStep, type Span, timeBefore, windowsTouching} from '../../src/domain/window.js';
import {at} from '../support/doubles/manual-clock.js';

const LIMIT = 2_592_000;
const steps = ['1h', '2h', '6h', '12h', '24h', '1d', '2d', '7d', '30d'];
const zones = Intl.supportedValuesOf('timeZone');
const grid = (step: string, timezone: string): Grid => ({step: parseStep(step)!, timezone, maxWindow: LIMIT});
const local = (timezone: string, seconds: number) =>
  Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO(timezone);

/** What is wrong with the windows: they must cover the span without a hole or an overlap, and obey the limit. */
function flaws(windows: readonly Span[], span: Span): string[] {
  const found: string[] = [];
  const first = windows[0]!;
  const last = windows.at(-1)!;
  if (first.start > span.start || first.end <= span.start) found.push('begins wrongly');
  if (last.end < span.end || last.start >= span.end) found.push('ends wrongly');
  windows.forEach(({start, end}, index) => {
    if (end <= start || end - start > LIMIT) found.push(`window of ${end - start} s`);
    if (index > 0 && start !== windows[index - 1]!.end) found.push(`no seam at ${start}`);
  });
  return found;
}

test('windows tile any span, in any zone, with any step', () => {
  const anySpan = fc
    .record({
      start: fc.integer({min: at('2000-01-01T00:00Z'), max: at('2040-01-01T00:00Z')}),
      length: fc.integer({min: 1, max: 40 * 86_400}),
    })
    .map(({start, length}) => ({start, end: start + length}));
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.constantFrom(...steps), anySpan, (zone, step, span) => {
      expect(flaws(windowsTouching(grid(step, zone), span), span)).toEqual([]);
    }),
    {numRuns: 500},
  );
});

test('windows tile every clock change of every zone from 2000 to 2040', () => {
  let transitions = 0;
  for (const zone of zones) {
    let instant = local(zone, at('2000-01-01T00:00Z'));
    for (;;) {
      const next = instant.getTimeZoneTransition('next');
      if (!next || next.year > 2040) break;
      instant = next;
      transitions += 1;
      const seconds = next.epochMilliseconds / 1000;
      const span = {start: seconds - 90_000, end: seconds + 90_000};
      const step = transitions % 2 ? '1h' : '1d';
      expect({zone, span, flaws: flaws(windowsTouching(grid(step, zone), span), span)}).toEqual({
        zone,
        span,
        flaws: [],
      });
    }
  }
  expect(transitions).toBeGreaterThan(5000);
});

test('day steps begin at local midnight, and a week on Monday', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({min: at('2000-01-01T00:00Z'), max: at('2040-01-01T00:00Z')}),
      (zone, start) => {
        const [day] = windowsTouching(grid('1d', zone), {start, end: start + 1});
        const begins = local(zone, day!.start);
        expect(begins.equals(begins.startOfDay())).toBe(true);
        const [week] = windowsTouching(grid('7d', zone), {start, end: start + 1});
        expect(local(zone, week!.start).dayOfWeek).toBe(1);
      },
    ),
    {numRuns: 300},
  );
});

test('the grid does not depend on the span that asks for it', () => {
  const zone = 'America/New_York';
  const year = windowsTouching(grid('30d', zone), {start: at('2026-01-01T00:00Z'), end: at('2027-01-01T00:00Z')});
  for (const window of year) expect(windowsTouching(grid('30d', zone), window)).toEqual([window]);
});

test('a day of a clock change has 23 or 25 hours', () => {
  const spring = windowsTouching(grid('1h', 'Europe/Berlin'), {
    start: at('2026-03-28T23:00Z'),
    end: at('2026-03-29T22:00Z'),
  });
  expect(spring).toHaveLength(23);
  const autumn = windowsTouching(grid('1h', 'Europe/Berlin'), {
    start: at('2026-10-24T22:00Z'),
    end: at('2026-10-25T23:00Z'),
  });
  expect(autumn).toHaveLength(25);
});

test('a day that a zone skipped at the date line has no window', () => {
  const span = {start: at('2011-12-29T10:00Z'), end: at('2011-12-31T10:00Z')};
  const days = windowsTouching(grid('1d', 'Pacific/Apia'), span).map(({start}) =>
    local('Pacific/Apia', start).toPlainDate().toString(),
  );
  expect(days).toEqual(['2011-12-29', '2011-12-31']);
});

test('an empty span has no windows', () => {
  expect(windowsTouching(grid('1h', 'UTC'), {start: 1000, end: 1000})).toEqual([]);
});

test.each(['', '0h', '5h', '25h', '1m', '1w', 'h', '1.5h', '-1d', '01h', '1 h'])('%j is no step', (text) => {
  expect(parseStep(text)).toBeUndefined();
});

test('the local day ends at the next local midnight', () => {
  expect(endOfLocalDay(at('2026-03-01T15:59:59Z'), 'Asia/Shanghai')).toBe(at('2026-03-01T16:00Z'));
  expect(endOfLocalDay(at('2026-03-01T16:00Z'), 'Asia/Shanghai')).toBe(at('2026-03-02T16:00Z'));
});

describe('the time before', () => {
  const before = (zone: string, start: string, end: string, shift?: number) => {
    const earlier = timeBefore({start: at(start), end: at(end)}, zone, shift);
    return [start, end].map((each) => local(zone, earlier(at(each))).toString({timeZoneName: 'never'}));
  };

  test.each([
    ['2026-10-19T00:00+02:00', '2026-10-26T00:00+01:00', '2026-10-12T00:00:00+02:00', '2026-10-19T00:00:00+02:00'],
    ['2026-10-26T00:00+01:00', '2026-11-02T00:00+01:00', '2026-10-19T00:00:00+02:00', '2026-10-26T00:00:00+01:00'],
    ['2026-03-23T00:00+01:00', '2026-03-30T00:00+02:00', '2026-03-16T00:00:00+01:00', '2026-03-23T00:00:00+01:00'],
    ['2026-03-30T00:00+02:00', '2026-04-06T00:00+02:00', '2026-03-23T00:00:00+01:00', '2026-03-30T00:00:00+02:00'],
    ['2026-10-26T00:00+01:00', '2026-10-27T00:00+01:00', '2026-10-25T00:00:00+02:00', '2026-10-26T00:00:00+01:00'],
  ])('of whole days %s – %s is as many days, however long they are', (start, end, ...found) => {
    expect(before('Europe/Berlin', start, end)).toEqual(found);
  });

  test('of days one of which has no midnight is as many days, too', () => {
    const found = before('Africa/Cairo', '2026-04-24T01:00+03:00', '2026-04-25T00:00+03:00');
    expect(found).toEqual(['2026-04-23T00:00:00+02:00', '2026-04-24T01:00:00+03:00']);
  });

  test('of hours is as long', () => {
    const found = before('Europe/Berlin', '2026-10-25T00:00+02:00', '2026-10-25T12:00+01:00');
    expect(found).toEqual(['2026-10-24T11:00:00+02:00', '2026-10-25T00:00:00+02:00']);
  });

  test('that is asked for in days is at the same time of the day', () => {
    const found = before('Europe/Berlin', '2026-10-26T00:00+01:00', '2026-10-26T09:30+01:00', 7 * 86_400);
    expect(found).toEqual(['2026-10-19T00:00:00+02:00', '2026-10-19T09:30:00+02:00']);
  });

  test('is as many seconds before where the clocks are left alone', () => {
    fc.assert(
      fc.property(fc.integer({min: 0, max: 2e9}), fc.integer({min: 1, max: 2e6}), (start, length) => {
        expect(timeBefore({start, end: start + length}, 'UTC')(start)).toBe(start - length);
      }),
    );
  });
});
