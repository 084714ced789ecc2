import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import type {LedgerEntry} from '../../src/domain/coverage.js';
import {ledger} from '../../src/domain/ledger.js';
import type {Store} from '../../src/domain/ports.js';
import {HOUR, sorted, T0} from './conformance/points.js';
import {describeLatest, describePoints, describeSums} from './conformance/reading.js';
import {describeStrings} from './conformance/strings.js';
import {describeWriting} from './conformance/writing.js';

/** `reopen` lets go of the store and opens the same data again; `close` lets go of whichever is open. */
export interface OpenedStore {
  readonly store: Store;
  readonly reopen?: () => Promise<Store>;
  readonly close: () => Promise<void>;
}

/** The facts that hold for every store. `open` gives an empty one; it is called before each test. */
export function describeStore(name: string, open: () => Promise<OpenedStore>): void {
  describe(name, () => {
    let opened: OpenedStore;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());
    const store = () => opened.store;

    describeWriting(store);
    describeStrings(store);
    describePoints(store);
    describeSums(store);
    describeLatest(store);
    describeLedger(() => opened);

    test('answers a ping', async () => {
      await expect(store().ping()).resolves.toBeUndefined();
    });
  });
}

function describeLedger(opened: () => OpenedStore): void {
  const entry = (start: number, over: Partial<LedgerEntry> = {}): LedgerEntry => ({
    app: 'shop',
    sdkAppId: 1400000001,
    report: 'chat',
    step: '1h',
    window: {start, end: start + HOUR},
    fetchedAt: start + HOUR + 600,
    outcome: 'ok',
    errorCode: 0,
    platforms: ['apns', 'fcm'],
    ...over,
  });
  const entries = [entry(T0), entry(T0 + HOUR, {outcome: 'rejected', errorCode: 90100, platforms: []})];
  const query = {sdkAppId: 1400000001, report: 'chat', step: '1h', span: {start: T0, end: T0 + 2 * HOUR}};

  test('ledger entries come back for their app, report, step and span, the latest record of each', async () => {
    const {store} = opened();
    await ledger.record(store, [entry(T0, {fetchedAt: T0 + HOUR}), entry(T0 + 2 * HOUR), entry(T0, {step: '1d'})]);
    await ledger.record(store, entries);
    expect(sorted(await ledger.entries(store, query))).toEqual(sorted(entries));
  });

  test('ledger entries survive reopening', async () => {
    const {store, reopen} = opened();
    if (!reopen) return;
    await ledger.record(store, entries);
    expect(sorted(await ledger.entries(await reopen(), query))).toEqual(sorted(entries));
  });
}
