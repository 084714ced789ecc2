import {expect, test} from '@jest/globals';
import {ClockError} from '../../src/domain/clock-lead.js';
import {ApiError} from '../../src/domain/errors.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {ScriptedSource} from '../support/doubles/scripted-source.js';
import {collecting, entriesIn, HOUR, hours, NOW} from '../support/fixtures/collect-fixture.js';

/** Our clock shows `NOW`; the vendor's is so many seconds behind it. */
function behind(lead: number, script?: ConstructorParameters<typeof ScriptedSource>[1]) {
  const source = new ScriptedSource(NOW - lead, script);
  source.lead = lead;
  return source;
}

test('with a clock that is ahead, only windows that the vendor says are closed are recorded', async () => {
  const store = new MemoryStore();
  const source = behind(2.5 * HOUR);
  const {entries, error} = await collecting(hours(6), {source, writer: store});
  expect(entries.map(({window}) => (NOW - window.end) / HOUR)).toEqual([3, 4, 5]);
  expect((await entriesIn(store)).every(({fetchedAt, window}) => fetchedAt >= window.end)).toBe(true);
  expect(error).toBeInstanceOf(ClockError);
  expect((error as Error).message).toContain("clock is 3 hours ahead of the vendor's; set it right");
});

test('once one answer has told the time, windows that are open by it cost no calls', async () => {
  const source = behind(48 * HOUR);
  const {calls, entries} = await collecting(hours(60), {source, writer: new MemoryStore()});
  expect(calls).toBe(1 + 12);
  expect(entries).toHaveLength(12);
});

test('a window that the vendor refuses because it is not closed is not recorded as rejected', async () => {
  const store = new MemoryStore();
  const source = behind(48 * HOUR, () => {
    throw new ApiError(90100, 'code 90100', 'reject');
  });
  await collecting(hours(2), {source, writer: store});
  expect(await entriesIn(store)).toEqual([]);
});

test("a refused window that is closed is recorded by the vendor's clock", async () => {
  const store = new MemoryStore();
  const source = behind(HOUR / 2, () => {
    throw new ApiError(90100, 'code 90100', 'reject');
  });
  await collecting(hours(2), {source, writer: store});
  expect(await entriesIn(store)).toMatchObject([{fetchedAt: NOW - HOUR / 2, outcome: 'rejected'}]);
});
