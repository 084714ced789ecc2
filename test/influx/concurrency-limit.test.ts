import {expect, test} from '@jest/globals';
import {ConcurrencyLimit} from '../../src/influx/concurrency-limit.js';
import {gate} from '../support/doubles/gate.js';

test('only so many pass at once, and the latest of the others is next, also after one has failed', async () => {
  const limit = new ConcurrencyLimit(2);
  const gates = Array.from({length: 4}, gate);
  const begun: number[] = [];
  const passes = gates.map(({opened}, i) =>
    limit.pass(async () => {
      begun.push(i);
      await opened;
      if (i === 0) throw new Error('fails');
      return i;
    }),
  );
  const outcomes = Promise.allSettled(passes);
  await new Promise(setImmediate);
  expect(begun).toEqual([0, 1]);
  gates[0]!.open();
  await new Promise(setImmediate);
  expect(begun).toEqual([0, 1, 3]);
  for (const {open} of gates) open();
  expect((await outcomes).map(({status}) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
  expect(begun).toEqual([0, 1, 3, 2]);
  expect(await limit.pass(async () => 'free again')).toBe('free again');
});
