import {setMaxListeners} from 'node:events';
import type {Known} from '../domain/coverage.js';
import type {CollectDeps, CollectInput} from './collect-input.js';
import {Collection} from './collection.js';

export type {CollectDeps, CollectInput} from './collect-input.js';

/** What came of it. Windows that are due and not among the entries are left for a later run. */
export interface Tally {
  /** Acknowledged by the database: of each, what tells how its window is covered. */
  readonly entries: readonly Known[];
  /** Of those that are due, the oldest: the store does not keep points so old. */
  readonly unkept: number;
  readonly calls: number;
  readonly retries: number;
  /** Why windows are left, if not for want of time. */
  readonly error: unknown;
}

/** Fetches the due windows and records them: points first, the ledger entry only after the database has acknowledged every one of them. */
export async function collect(input: CollectInput, deps: CollectDeps): Promise<Tally> {
  // Every call in flight and every pause listens; Node takes more than ten for a leak.
  setMaxListeners(0, input.cancel);
  const collection = new Collection(input, deps);
  await collection.work();
  const {recorded, calls, retries, error} = collection;
  return {entries: recorded.entries(), unkept: recorded.unkept, calls, retries, error};
}
