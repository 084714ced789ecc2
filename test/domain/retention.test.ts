import {expect, test} from '@jest/globals';
import {planWindows, surveyWindows} from '../../src/domain/plan.js';
import {unkeptJobs, unkeptNotes, unkeptText} from '../../src/domain/retention.js';
import {parseStep} from '../../src/domain/window.js';
import {at} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {aJob, anApp, anEntry} from '../support/fixtures/examples.js';

const DAY = 86_400;
const NOW = at('2026-03-08T12:00Z');
const daily = aJob({step: parseStep('1d')!, span: 30 * DAY});
const weekly = aJob({step: parseStep('7d')!, span: 7 * DAY});

function keeping(seconds: number | undefined): MemoryStore {
  const store = new MemoryStore();
  store.keeps = seconds;
  return store;
}

test('a job is cut when the store keeps points for a shorter time than its whole windows reach back', async () => {
  const cut = async (seconds: number | undefined) =>
    (await unkeptJobs(keeping(seconds), [daily, weekly])).map(({step}) => step);
  expect(await cut(undefined)).toEqual([]);
  expect(await cut(400 * DAY)).toEqual([]);
  expect(await cut(31 * DAY)).toEqual([]);
  expect(await cut(30 * DAY)).toEqual(['1d']);
  expect(await cut(13 * DAY)).toEqual(['1d', '7d']);
});

test('it is told in words', async () => {
  const [job] = await unkeptJobs(keeping(36 * 3600), [daily]);
  expect(unkeptText(job!)).toBe(
    'the database keeps points for 36 hours, the job chat 1d wants 30 days of whole windows: older ones are not asked for ' +
      '(state “unkept”); keep points for longer, or shorten the span',
  );
  const notes = (start: number) => unkeptNotes(keeping(10 * DAY), [{start, end: NOW}], NOW);
  expect(await notes(NOW - 10 * DAY)).toEqual([]);
  expect(await notes(NOW - 10 * DAY - 1)).toEqual([
    'The database keeps points for 10 days: older windows are not asked for.',
  ]);
});

test('windows that begin before what the store keeps are neither due nor missing, whatever is forced; what is known of them stays', () => {
  const day = (date: string) => ({start: at(`${date}T00:00Z`), end: at(`${date}T00:00Z`) + DAY});
  const entries = [
    anEntry({step: '1d', window: day('2026-03-01'), fetchedAt: at('2026-03-02T00:10Z')}),
    anEntry({step: '1d', window: day('2026-03-02'), fetchedAt: at('2026-03-07T00:00Z')}),
    anEntry({step: '1d', window: day('2026-03-03'), fetchedAt: at('2026-03-04T00:10Z'), outcome: 'rejected'}),
  ];
  const span = {start: at('2026-02-28T00:00Z'), end: at('2026-03-07T00:00Z')};
  const asked = {job: daily, app: anApp({timezone: 'UTC'}), span, entries, now: NOW, retention: 4.5 * DAY};
  expect(surveyWindows(asked).map(({coverage}) => coverage)).toEqual([
    'unkept',
    'unkept',
    'settled',
    'rejected',
    'missing',
    'missing',
    'missing',
  ]);
  for (const forcedAt of [undefined, NOW])
    expect(planWindows({...asked, forcedAt}).map(({window}) => window)).toEqual(
      ['2026-03-06', '2026-03-05', '2026-03-04'].map(day),
    );
});
