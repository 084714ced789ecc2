import {expect, test} from '@jest/globals';
import {StoreUnavailableError} from '../../src/domain/errors.js';
import {ledger} from '../../src/domain/ledger.js';
import {conflicts, inventoryOf, removeSeries, renameSeries} from '../../src/domain/series.js';
import {at} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {pushPoints} from '../support/fixtures/counts.js';
import {anEntry} from '../support/fixtures/examples.js';

const DAY = 86_400;
const FIRST = at('2026-01-01T00:00Z');
const app = {app: 'shop', sdkAppId: 1_400_000_001};
const other = {app: 'news', sdkAppId: 1_400_000_002};

/** Three months of days of one app, and one of another. */
async function filled(): Promise<MemoryStore> {
  const store = new MemoryStore();
  for (let day = 0; day < 90; day += 10) {
    const window = {start: FIRST + day * DAY, end: FIRST + (day + 1) * DAY};
    await store.write([
      ...pushPoints('shop', '1d', window.start, {fcm: day, apns: 1}),
      ledger.pointOf(anEntry({step: '1d', window})),
    ]);
  }
  await store.write([ledger.pointOf(anEntry({...other, step: '1d'}))]);
  return store;
}

const pointsOf = async (store: MemoryStore, {app: name, sdkAppId}: typeof app) =>
  (await inventoryOf(store, {app: name, sdkAppId})).reduce((sum, {points}) => sum + points, 0);

test('of what is stored of an app the ledger comes last', async () => {
  const inventory = await inventoryOf(await filled(), app);
  const names = inventory.map(({measurement}) => measurement);
  expect(names.slice(names.indexOf('timpush_ledger'))).toEqual(Array(4).fill('timpush_ledger'));
  expect(inventory.reduce((sum, {points}) => sum + points, 0)).toBe(36);
});

/** Does it again after each failure, of which every change has one; how often it began. */
async function persistently(store: MemoryStore, work: () => Promise<void>): Promise<number> {
  let left = 0;
  const [write, remove] = [store.write.bind(store), store.remove.bind(store)];
  const counted = async <T>(change: () => Promise<T>) => {
    if (left-- <= 0) throw new StoreUnavailableError('gone');
    return change();
  };
  store.write = (points) => counted(() => write(points));
  store.remove = (query) => counted(() => remove(query));
  for (let tries = 1; tries < 100; tries++) {
    left = tries;
    const failed = await work().then(
      () => false,
      () => true,
    );
    if (!failed) return tries;
  }
  throw new Error('it never ends');
}

test('a removal that is interrupted anywhere is finished by the next one', async () => {
  const store = await filled();
  const tries = await persistently(store, async () => removeSeries(store, app, await inventoryOf(store, app)));
  expect(tries).toBeGreaterThan(3);
  expect(await pointsOf(store, app)).toBe(0);
  expect(await pointsOf(store, other)).toBe(1);
});

test('a renaming that is interrupted anywhere is finished by the next one, and nothing is lost', async () => {
  const store = await filled();
  const renaming = async () => ({app, to: 'store', inventory: await inventoryOf(store, app), since: 0});
  await persistently(store, async () => {
    expect(await conflicts(store, await renaming())).toBe(0);
    await renameSeries(store, await renaming());
  });
  expect(await pointsOf(store, app)).toBe(0);
  expect(await pointsOf(store, {...app, app: 'store'})).toBe(36);
  expect(await pointsOf(store, other)).toBe(1);
});

test('what the store is about to drop is not carried over', async () => {
  const store = await filled();
  const inventory = await inventoryOf(store, app);
  await renameSeries(store, {app, to: 'store', inventory, since: FIRST + 25 * DAY});
  expect(await pointsOf(store, app)).toBe(0);
  expect(await pointsOf(store, {...app, app: 'store'})).toBe(24);
});

test('a point that does not arrive under the new name keeps the old series', async () => {
  const store = await filled();
  store.write = async () => {};
  const inventory = await inventoryOf(store, app);
  await expect(renameSeries(store, {app, to: 'store', inventory, since: 0})).rejects.toThrow('nothing was removed');
  expect(await pointsOf(store, app)).toBe(36);
});
