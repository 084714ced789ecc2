import {expect, test} from '@jest/globals';
import {TransportError} from '../../src/domain/errors.js';
import {runPoint} from '../../src/domain/run-summary.js';
import {windowView} from '../../src/views/window-view.js';
import {at} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {aJob, anApp} from '../support/fixtures/examples.js';
import {hits} from '../support/fixtures/hits.js';

const now = at('2026-03-20T12:00Z');
const job = aJob({report: {...hits, retention: 7 * 86_400}});

function view(store: MemoryStore, start: string) {
  const deps = {jobs: [job], apps: [anApp()], store, timezone: 'UTC', explain: () => ''};
  return windowView({app: 'shop', step: job.step.name, start: String(at(start))}, deps, now);
}

function failedRun(report: string, words: string) {
  const numbers = {durationMs: 0, windowsOk: 0, windowsFailed: 0, windowsLeft: 1, calls: 1, retries: 0, lag: 0};
  const step = job.step.name;
  const error = new TransportError(words);
  return runPoint({app: anApp(), report, step, startedAt: now - 60, ...numbers, survey: [], error});
}

test('what the last run said is that of the same report', async () => {
  const store = new MemoryStore();
  await store.write([failedRun('other', 'not this one'), failedRun('hits', 'no answer')]);
  expect((await view(store, '2026-03-20T08:00Z')).reason).toContain(
    'The last run said: no verdict of the API: no answer',
  );
});

test('a window says when its own report forgets it', async () => {
  const {expires} = await view(new MemoryStore(), '2026-03-20T08:00Z');
  expect(new Date(expires * 1000).toISOString()).toBe('2026-03-27T08:00:00.000Z');
});

test('a window is expired when its own report forgets it', async () => {
  const {state, reason} = await view(new MemoryStore(), '2026-03-10T08:00Z');
  expect([state, reason]).toEqual(['expired', 'The vendor remembers 7 days: this window can no longer be asked for.']);
});
