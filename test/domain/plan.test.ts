import {describe, expect, test} from '@jest/globals';
import type {LedgerEntry} from '../../src/domain/coverage.js';
import {answerable, ownSpan, planAnswerable, planWindows, surveyWindows} from '../../src/domain/plan.js';
import {parseStep, windowsTouching} from '../../src/domain/window.js';
import {at} from '../support/doubles/manual-clock.js';
import {aJob, anApp, anEntry} from '../support/fixtures/examples.js';

const app = anApp({timezone: 'UTC'});
const daily = aJob({
  step: parseStep('1d')!,
  refresh: [
    {name: '10m', seconds: 600},
    {name: '1d', seconds: 86_400},
  ],
});
const span = {start: at('2026-03-01T00:00Z'), end: at('2026-03-04T00:00Z')};
const days = (plan: readonly {window: {start: number}}[]) =>
  plan.map(({window}) => new Date(window.start * 1000).toISOString().slice(8, 10));
const fetched = (day: string, fetchedAt: string, more: Partial<LedgerEntry> = {}) =>
  anEntry({
    step: '1d',
    window: {start: at(`${day}T00:00Z`), end: at(`${day}T00:00Z`) + 86_400},
    fetchedAt: at(fetchedAt),
    ...more,
  });
const plan = (entries: readonly LedgerEntry[], now: string, forcedAt?: string) =>
  days(planWindows({job: daily, app, span, entries, now: at(now), ...(forcedAt && {forcedAt: at(forcedAt)})}));

test('asks for every window of an empty ledger, newest first', () => {
  expect(plan([], '2026-03-09T00:00Z')).toEqual(['03', '02', '01']);
});

test('leaves out a window until it is closed and its counts had time to settle', () => {
  expect(plan([], '2026-03-03T23:59Z')).toEqual(['02', '01']);
  expect(plan([], '2026-03-04T00:09:59Z')).toEqual(['02', '01']);
  expect(plan([], '2026-03-04T00:10Z')).toEqual(['03', '02', '01']);
});

test('asks again at the next refresh age and not before', () => {
  const entries = [fetched('2026-03-03', '2026-03-04T00:10Z')];
  expect(plan(entries, '2026-03-04T23:59:59Z')).toEqual(['02', '01']);
  expect(plan(entries, '2026-03-05T00:00Z')).toEqual(['03', '02', '01']);
});

test('asks again for a window that was fetched before its counts could settle, as long as the vendor remembers it', () => {
  const entries = ['01', '02', '03'].map((day) => fetched(`2026-03-${day}`, '2026-03-04T12:00Z'));
  expect(plan(entries, '2026-03-31T00:00Z')).toEqual(['03']);
  expect(plan(entries, '2026-09-01T00:00Z')).toEqual([]);
});

test('a 30-day step is asked again at every refresh age, although it begins before what the vendor remembers', () => {
  const job = aJob({
    step: parseStep('30d')!,
    refresh: [
      {name: '10m', seconds: 600},
      {name: '1d', seconds: 86_400},
    ],
  });
  const [window] = windowsTouching(
    {step: job.step, timezone: 'UTC', maxWindow: 2_592_000},
    {start: at('2026-01-15T00:00Z'), end: at('2026-01-15T01:00Z')},
  );
  const entries = [anEntry({step: '30d', window: window!, fetchedAt: window!.end + 600})];
  const due = (age: number) => planWindows({job, app, span: window!, entries, now: window!.end + age}).length;
  expect(due(86_399)).toBe(0);
  expect(due(86_400)).toBe(1);
});

test('costs no call when everything is settled', () => {
  const entries = ['01', '02', '03'].map((day) => fetched(`2026-03-${day}`, '2026-03-06T00:00Z'));
  expect(plan(entries, '2026-09-01T00:00Z')).toEqual([]);
});

test('a rejected window is asked again only at its next refresh age', () => {
  const entries = [fetched('2026-03-03', '2026-03-04T00:10Z', {outcome: 'rejected', errorCode: 90100})];
  expect(plan(entries, '2026-03-04T12:00Z')).toEqual(['02', '01']);
  expect(plan(entries, '2026-03-05T00:00Z')).toEqual(['03', '02', '01']);
});

test('an entry with another end belongs to a grid that is no longer used', () => {
  const entries = [
    fetched('2026-03-03', '2026-03-06T00:00Z', {
      window: {start: at('2026-03-03T00:00Z'), end: at('2026-03-03T12:00Z')},
    }),
  ];
  expect(plan(entries, '2026-03-09T00:00Z')).toEqual(['03', '02', '01']);
});

test('forced, asks settled and rejected windows again', () => {
  const entries = [
    fetched('2026-03-02', '2026-03-06T00:00Z'),
    fetched('2026-03-01', '2026-03-06T00:00Z', {outcome: 'rejected'}),
  ];
  expect(plan(entries, '2026-03-09T00:00Z', '2026-03-09T00:00Z')).toEqual(['03', '02', '01']);
});

test('forced, asks once: what was fetched since then is as fresh as it looks', () => {
  const entries = [
    fetched('2026-03-03', '2026-03-09T00:00:01Z'),
    fetched('2026-03-02', '2026-03-09T00:00:00Z'),
    fetched('2026-03-01', '2026-03-09T00:00:01Z', {outcome: 'rejected'}),
  ];
  expect(plan(entries, '2026-03-09T00:01Z', '2026-03-09T00:00Z')).toEqual(['02']);
});

test('forced, never asks for what is collected and older than the vendor remembers', () => {
  const entries = [fetched('2026-03-02', '2026-03-06T00:00Z')];
  expect(plan(entries, '2026-09-09T00:00Z', '2026-09-09T00:00Z')).toEqual(['03', '01']);
});

test('steps of 30 days over 90 days of history are never longer than the limit', () => {
  const job = aJob({step: parseStep('30d')!});
  const berlin = anApp({timezone: 'Europe/Berlin'});
  const history = {start: at('2026-01-15T00:00Z'), end: at('2026-04-15T00:00Z')};
  const windows = planWindows({job, app: berlin, span: history, entries: [], now: at('2026-08-01T00:00Z')}).map(
    ({window}) => window,
  );
  expect(windows.map(({start, end}) => end - start)).toEqual([2_592_000, 2_588_400, 2_592_000, 2_592_000]);
  const autumn = {start: at('2026-10-01T00:00Z'), end: at('2026-11-20T00:00Z')};
  const cut = planWindows({job, app: berlin, span: autumn, entries: [], now: at('2027-02-01T00:00Z')}).map(
    ({window}) => window.end - window.start,
  );
  expect(cut).toContain(3600);
  expect(Math.max(...cut)).toBe(2_592_000);
});

test('tells what the ledger says about each closed window', () => {
  const entries = [
    fetched('2026-03-01', '2026-03-04T00:00Z'),
    fetched('2026-03-02', '2026-03-03T00:10Z', {outcome: 'rejected'}),
    fetched('2026-03-03', '2026-03-04T00:10Z'),
  ];
  const wide = {start: span.start - 86_400, end: span.end + 86_400};
  const survey = (now: string) =>
    surveyWindows({job: daily, app, span: wide, entries, now: at(now)}).map(({coverage}) => coverage);
  expect(survey('2026-03-04T12:00Z')).toEqual(['missing', 'settled', 'rejected', 'fresh']);
  expect(survey('2026-03-05T00:05Z')).toEqual(['missing', 'settled', 'rejected', 'due', undefined]);
});

test('apps that ask for the same span in one moment get the windows of their own zone, step and limit', () => {
  const starts = (timezone: string, job = daily) =>
    surveyWindows({job, app: anApp({timezone}), span, entries: [], now: span.end + 86_400}).map(
      ({window}) => window.start,
    );
  expect(starts('UTC')).toEqual([0, 1, 2].map((day) => span.start + day * 86_400));
  expect(starts('Asia/Shanghai')).toEqual([-1, 0, 1, 2].map((day) => span.start + 57_600 + day * 86_400));
  expect(starts('UTC', {...daily, step: parseStep('12h')!})).toHaveLength(6);
  expect(starts('UTC', {...daily, report: {...daily.report, maxWindow: 43_200}})).toHaveLength(6);
});

test('entries come in any order, and of two of one window the last counts', () => {
  const [old, young] = [fetched('2026-03-02', '2026-03-03T00:10Z'), fetched('2026-03-02', '2026-03-05T00:00Z')];
  const others = [fetched('2026-03-03', '2026-03-06T00:00Z'), fetched('2026-03-01', '2026-03-06T00:00Z')];
  expect(plan([...others, old, young], '2026-03-09T00:00Z')).toEqual([]);
  expect(plan([young, old, ...others], '2026-03-09T00:00Z')).toEqual(['02']);
});

test('a span that reaches back as far as the vendor answers leaves out the window that begins before that', () => {
  const job = aJob({report: {...daily.report, maxSpan: 7 * 86_400}, step: daily.step});
  const hours = ({start, end}: {start: number; end: number}, now: string) =>
    [start - at(now), end - at(now)].map((s) => s / 3600);
  expect(hours(ownSpan(job, app, at('2026-03-09T12:00Z')), '2026-03-09T00:00Z')).toEqual([-144, 24]);
  expect(hours(ownSpan(job, app, at('2026-03-09T00:00Z')), '2026-03-09T00:00Z')).toEqual([-168, 0]);
  expect(hours(ownSpan({...job, span: 86_400}, app, at('2026-03-09T12:00Z')), '2026-03-09T00:00Z')).toEqual([-24, 24]);
  expect(hours(ownSpan({...job, report: daily.report}, app, at('2026-03-09T12:00Z')), '2026-03-09T00:00Z')).toEqual([
    -168, 24,
  ]);
});

describe('what can be asked for of a span', () => {
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 13);
  const asked = (start: string, end: string, now = '2026-03-31T12:00Z', step = '1d') => {
    const job = {...daily, step: parseStep(step)!};
    const found = answerable(job, app, {start: at(start), end: at(end)}, at(now));
    return found.start < found.end ? [iso(found.start), iso(found.end)] : [];
  };

  test.each([
    ['all of it, widened to whole windows', '2026-03-05T06:00Z', '2026-03-06T06:00Z', '2026-03-05T00', '2026-03-07T00'],
    ['not the day that is half forgotten', '2020-01-01T00:00Z', '2026-03-04T00:00Z', '2026-03-02T00', '2026-03-04T00'],
    ['up to the window that is open', '2026-03-30T00:00Z', '9999-01-01T00:00Z', '2026-03-30T00', '2026-04-01T00'],
  ])('%s', (_, start, end, from, to) => {
    expect(asked(start, end)).toEqual([from, to]);
  });

  test('is nothing when all of it is forgotten, or has not come yet', () => {
    expect(asked('2020-01-01T00:00Z', '2020-02-01T00:00Z')).toEqual([]);
    expect(asked('2026-04-02T00:00Z', '2026-05-01T00:00Z')).toEqual([]);
  });

  test('is a window as long as the memory, too, until its last refresh age', () => {
    const thirtyDays = (now: string) => asked('2026-02-15T00:00Z', '2026-03-12T00:00Z', now, '30d');
    expect(thirtyDays('2026-03-13T00:00Z')).toEqual(['2026-02-10T00', '2026-03-12T00']);
    expect(thirtyDays('2026-03-13T00:00:01Z')).toEqual([]);
  });
});

test('a window of which the vendor remembers nothing is not asked for, whatever the span', () => {
  const job = aJob({report: {...daily.report, retention: 2 * 86_400}, step: daily.step, refresh: daily.refresh});
  const due = (now: string) => days(planAnswerable({job, app, span, entries: [], now: at(now)}));
  expect(due('2026-03-03T23:59:59Z')).toEqual(['02', '01']);
  expect(due('2026-03-04T00:09:59Z')).toEqual(['02']);
  expect(due('2026-03-09T00:00Z')).toEqual([]);
});
