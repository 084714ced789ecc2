import {expect, test} from '@jest/globals';
import {healthAfter, holesIn, type JobHealth, problemsOf} from '../../src/domain/health.js';
import {at} from '../support/doubles/manual-clock.js';
import {aJob, anApp, anEntry} from '../support/fixtures/examples.js';

const well: JobHealth = {
  app: 'shop',
  report: 'chat',
  step: '1h',
  holes: 0,
  refused: 0,
  left: 0,
  error: '',
  clockLead: 0,
  foreign: 0,
};
const kinds = (health: Partial<JobHealth>) => problemsOf({...well, ...health}).map(({kind}) => kind);

test.each<[string, Partial<JobHealth>, string[]]>([
  ['nothing', {}, []],
  ['an error of the last run', {error: 'code 70009', left: 3}, ['failed']],
  ['a run that was interrupted', {left: 165}, ['left']],
  ['a hole', {holes: 2}, ['hole']],
  ['refused windows', {refused: 225}, ['refused']],
  ['a clock that is ahead', {clockLead: 7200}, ['clock']],
  ['windows of another grid', {foreign: 3}, ['grid']],
  ['everything at once', {error: 'x', left: 1, holes: 1, refused: 1, clockLead: -90}, ['failed', 'refused', 'clock']],
])('%s is a problem, or none', (_, health, expected) => {
  expect(kinds(health)).toEqual(expected);
});

test('a problem says whose it is and how much', () => {
  expect(problemsOf({...well, refused: 225})).toEqual([
    {
      kind: 'refused',
      app: 'shop',
      report: 'chat',
      step: '1h',
      text: '225 windows are refused; the page tells why, and each is asked for again at its next refresh age, after the last one only by force',
    },
  ]);
});

test('of campaigns, task ids that the vendor does not know are named, as far as they are few', () => {
  const campaigns = {...well, report: 'campaigns', step: 'task'};
  const textsOf = (more: Partial<JobHealth>) => problemsOf({...campaigns, ...more}).map(({text}) => text);
  expect(textsOf({refused: 1, unknown: ['sale']})).toEqual([
    '1 task id is unknown to the vendor (sale); correct or remove what is misspelt',
  ]);
  expect(textsOf({refused: 7, unknown: ['a', 'b', 'c', 'd', 'e', 'f', 'g']})).toEqual([
    '7 task ids are unknown to the vendor (a, b, c, d, e and 2 more); correct or remove what is misspelt',
  ]);
  expect(textsOf({refused: 2, left: 1, holes: 1, unknown: []})).toEqual([
    '1 campaign is left for the next run, which asks for it by itself; if that lasts, look at the log',
    '1 campaign is missing; it is asked for at every tick until the vendor forgets it',
    '2 campaigns are refused; the log tells why, and each is asked for again at its next refresh age, after the last one only by force',
  ]);
});

test('what is one is told as one, what is more as more', () => {
  const textsOf = (count: number) =>
    problemsOf({...well, holes: count, foreign: count}).map(({text}) => text.replace(/;.*?(it|they|shows)/, ' $1'));
  expect(textsOf(1)).toEqual([
    '1 window is missing it is asked for at every tick until the vendor forgets it',
    '1 window of another grid is stored, and not counted shows it',
  ]);
  expect(textsOf(1234)).toEqual([
    '1,234 windows are missing they are asked for at every tick until the vendor forgets them',
    '1,234 windows of another grid are stored, and not counted shows them',
  ]);
});

test('a window that has just become due is not a hole, one that has been for an hour is', () => {
  const window = {start: at('2026-03-01T00:00Z'), end: at('2026-03-01T01:00Z')};
  const survey = [{window, previous: undefined, coverage: 'missing'}] as const;
  expect(holesIn(survey, aJob(), at('2026-03-01T02:09:59Z'))).toBe(0);
  expect(holesIn(survey, aJob(), at('2026-03-01T02:10Z'))).toBe(1);
});

test('after a run, every window that is still missing or refused counts', () => {
  const window = {start: 0, end: 3600};
  const rejected = anEntry({window, outcome: 'rejected'});
  const summary = {
    app: anApp(),
    report: 'chat',
    step: '1h',
    startedAt: 7200,
    durationMs: 1,
    windowsOk: 0,
    windowsFailed: 1,
    windowsLeft: 1,
    calls: 1,
    retries: 0,
    lag: 0,
    survey: [
      {window, previous: rejected, coverage: 'rejected'},
      {window: {start: 3600, end: 7200}, previous: undefined, coverage: 'missing'},
    ] as const,
    error: undefined,
  };
  expect(healthAfter(summary)).toEqual({...well, holes: 1, refused: 1, left: 1});
});
