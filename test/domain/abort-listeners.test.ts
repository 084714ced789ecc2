import {expect, test} from '@jest/globals';
import {AbortListeners} from '../../src/domain/abort-listeners.js';

test('everybody who watches a signal is told of its abort, and who has stopped watching is not', () => {
  const aborts = new AbortListeners();
  const run = new AbortController();
  const other = new AbortController();
  const told: string[] = [];
  aborts.watch(run.signal, () => told.push('first'));
  const second = () => void told.push('second');
  aborts.watch(run.signal, second);
  aborts.watch(run.signal, () => told.push('third'));
  aborts.watch(other.signal, () => told.push('of another signal'));
  aborts.forget(run.signal, second);
  run.abort();
  expect(told).toEqual(['first', 'third']);
});
