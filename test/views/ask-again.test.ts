import {expect, test} from '@jest/globals';
import {askAgain} from '../../src/views/ask-again.js';
import {at} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {aJob, anApp, anEntry} from '../support/fixtures/examples.js';
import {recordEntries} from '../support/fixtures/record-entries.js';

const now = at('2026-03-03T00:05Z');
const start = at('2026-03-01T00:00Z');
const window = {start, end: start + 3600};
const asked = (more = {}) => ({app: 'shop', step: '1h', start: String(start), ...more});

async function storeWith(outcome: 'ok' | 'rejected') {
  const store = new MemoryStore();
  await recordEntries(store, [anEntry({window, outcome, fetchedAt: now - 60, errorCode: 90100})]);
  return {jobs: [aJob()], apps: [anApp()], store};
}

test.each(['ok', 'rejected'] as const)(
  'a window that is recorded as %s is asked for again, and no other',
  async (outcome) => {
    const found = await askAgain(asked(), await storeWith(outcome), now);
    expect(found).toMatchObject({app: {name: 'shop'}, job: {step: {name: '1h'}}, span: window, windows: [window]});
  },
);

test.each([
  ['is not closed', String(at('2026-03-03T00:00Z'))],
  ['the vendor has forgotten', String(at('2026-01-01T00:00Z'))],
  ['begins nowhere', String(start + 60)],
])('a window that %s is not asked for', async (_what, begin) => {
  await expect(askAgain(asked({start: begin}), await storeWith('ok'), now)).rejects.toThrow(
    'start: no window begins there that can be asked for',
  );
});

test('what the database does not keep is not asked for', async () => {
  const deps = await storeWith('rejected');
  deps.store.keeps = 3600;
  await expect(askAgain(asked(), deps, now)).rejects.toThrow('the database no longer keeps it');
});

test.each([
  [{app: 'who'}, 'app'],
  [{step: '9h'}, 'step: “9h” has no job'],
  [{start: 'soon'}, 'start: no closed window begins there'],
  [{force: '1'}, '“force” is not asked here'],
])('%j is refused', async (more, words) => {
  await expect(askAgain(asked(more), await storeWith('ok'), now)).rejects.toThrow(words);
});
