import {expect, test} from '@jest/globals';
import {PointsRefusedError, StoreUnavailableError} from '../../src/domain/errors.js';
import {LastWrite} from '../../src/pipeline/last-write.js';
import {MemoryStore} from '../support/doubles/memory-store.js';

test('a write that failed is kept in mind until one succeeds', async () => {
  const store = new MemoryStore();
  const lastWrite = new LastWrite(store);
  expect(lastWrite.failure).toBeUndefined();
  store.failure = new StoreUnavailableError('No space left on device');
  await expect(lastWrite.write([])).rejects.toThrow('No space left on device');
  expect(lastWrite.failure).toBe('No space left on device');
  store.failure = undefined;
  await lastWrite.write([]);
  expect(lastWrite.failure).toBeUndefined();
});

test('points that are refused tell nothing against the store', async () => {
  const store = new MemoryStore();
  const lastWrite = new LastWrite(store);
  store.failure = new PointsRefusedError('a field has another type', []);
  await expect(lastWrite.write([])).rejects.toThrow('another type');
  expect(lastWrite.failure).toBeUndefined();
});
