import {expect, test} from '@jest/globals';
import {failure, scriptedApi} from './scripted-api.js';

/** The client's clock shows 2026-03-01T12:00:00Z. */
const at = (date: string) => ({code: 0, date});

test.each<[string, string, number]>([
  ['the same time', '2026-03-01T12:00:00Z', 0],
  ['another hour', '2026-03-01T11:00:00Z', 3600],
  ['another day', '2026-03-03T12:00:00Z', -2 * 86_400],
])('an answer that tells %s tells how far our clock is ahead', async (_, date, lead) => {
  const api = scriptedApi([at(date)]);
  await api.ask();
  expect(api.client.clockLead()).toBe(lead);
});

test('an answer counts as fetched when the vendor says, if our clock is ahead; never later than we say', async () => {
  const now = Date.parse('2026-03-01T12:00:00Z') / 1000;
  const api = scriptedApi([at('2026-03-01T12:00:00Z'), at('2026-03-01T11:00:00Z'), at('2026-03-01T13:00:00Z')]);
  const fetched = [await api.ask(), await api.ask(), await api.ask()].map(({fetchedAt}) => fetchedAt - now);
  expect(fetched).toEqual([0, -3600, 0]);
});

test.each([70001, 70003, 70009, 70050])('with a wrong clock, code %d says clock, not key', async (code) => {
  const wrong = {code, date: '2026-03-03T12:00:00Z'};
  const api = scriptedApi([wrong, wrong]);
  const error = await failure(api.ask());
  expect(error).toMatchObject({code});
  expect(error.message).toMatch(/^this machine's clock is 2 days behind the vendor's; set it right/);
  const right = scriptedApi([{code, date: '2026-03-01T12:00:00Z'}, code]);
  expect((await failure(right.ask())).message).toMatch(/^code 70/);
});

test('an error that has nothing to do with signatures stays what it is', async () => {
  const api = scriptedApi([{code: 90045, date: '2026-03-03T12:00:00Z'}]);
  expect((await failure(api.ask())).message).toMatch(/^code 90045/);
});
