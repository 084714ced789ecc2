import {describe, expect, test} from '@jest/globals';
import {ApiError, PointsRefusedError, StoreDeniedError, StoreUnavailableError} from '../../src/domain/errors.js';
import type {Point} from '../../src/domain/point.js';
import type {Source, WriteOptions} from '../../src/domain/ports.js';
import {gate} from '../support/doubles/gate.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {freeTurn} from '../support/doubles/scripted-source.js';
import {
  ALWAYS,
  answering,
  collecting,
  entriesIn,
  failing,
  HOUR,
  hours,
  NOW,
} from '../support/fixtures/collect-fixture.js';
import {anEntry} from '../support/fixtures/examples.js';
import {until} from '../support/oracle/until.js';

test('every due window becomes its points and an entry, fetched newest first', async () => {
  const store = new MemoryStore();
  const source = answering((n) => n + 10);
  const due = hours(3);
  const tally = await collecting(due, {source, writer: store});
  expect(source.asked).toEqual(due.map(({window}) => window));
  const stored = await store.points({measurement: 'hits_1h', span: ALWAYS});
  expect(stored.map(({time, fields}) => [NOW - time, fields.hits])).toEqual([
    [HOUR, 10],
    [2 * HOUR, 11],
    [3 * HOUR, 12],
  ]);
  expect((await entriesIn(store))[0]).toEqual({
    app: 'shop',
    sdkAppId: 1_400_000_001,
    report: 'hits',
    step: '1h',
    window: {start: NOW - HOUR, end: NOW},
    fetchedAt: NOW,
    outcome: 'ok',
    errorCode: 0,
    platforms: ['fcm'],
  });
  expect(tally).toMatchObject({calls: 3, retries: 0, error: undefined});
  expect(tally.entries).toHaveLength(3);
});

test('second and later attempts count as retries', async () => {
  const source: Source = {
    turn: async () => freeTurn,
    clockLead: () => 0,
    ask: () => Promise.reject(),
    async fetch(_report, _window, {onCall}) {
      for (const attempt of [1, 2, 3]) onCall?.(attempt);
      return {body: 1, fetchedAt: NOW};
    },
  };
  const tally = await collecting(hours(2), {source, writer: new MemoryStore()});
  expect({calls: tally.calls, retries: tally.retries}).toEqual({calls: 6, retries: 4});
});

describe('keeping', () => {
  test('the ledger hears of a window only after its points are acknowledged', async () => {
    const store = new MemoryStore();
    const acknowledged = gate();
    const written: string[] = [];
    const writer = {
      async write(points: readonly Point[]) {
        written.push(...points.map(({measurement}) => measurement));
        if (written.length === 1) await acknowledged.opened;
        await store.write(points);
      },
    };
    const tally = collecting(hours(1), {source: answering(), writer});
    await until(() => written.length > 0);
    expect(await entriesIn(store)).toEqual([]);
    acknowledged.open();
    await tally;
    expect(written).toEqual(['hits_1h', 'timpush_ledger']);
    expect(await entriesIn(store)).toHaveLength(1);
  });

  test.each([
    ['store unavailable', new StoreUnavailableError('no route')],
    ['store denies', new StoreDeniedError('no permission')],
    ['a fault of ours', new Error('oops')],
  ])('a window whose points cannot be written gets no entry and ends the run: %s', async (_name, failure) => {
    const store = new MemoryStore();
    store.failure = failure;
    const source = answering();
    const tally = await collecting(hours(20), {source, writer: store});
    store.failure = undefined;
    expect(await entriesIn(store)).toEqual([]);
    expect(tally).toMatchObject({entries: [], error: failure});
    expect(source.asked.length).toBeLessThan(3);
  });

  test('a window whose entry cannot be written counts as left, and ends the run', async () => {
    const failure = new StoreUnavailableError('no route');
    const written: string[] = [];
    const writer = {
      async write([point]: readonly Point[]) {
        written.push(point!.measurement);
        if (point!.measurement === 'timpush_ledger') throw failure;
      },
    };
    expect(await collecting(hours(20), {source: answering(), writer})).toMatchObject({entries: [], error: failure});
    expect(written.slice(0, 2)).toEqual(['hits_1h', 'timpush_ledger']);
  });

  test('no further window is asked for while the writer has no room', async () => {
    const store = new MemoryStore();
    const room = gate();
    const source = answering();
    const tally = collecting(hours(9), {source, writer: store, room: () => room.opened}, {maxInFlight: 4});
    await new Promise(setImmediate);
    expect(source.asked).toHaveLength(0);
    room.open();
    expect((await tally).entries).toHaveLength(9);
  });

  test('the last window asks for its points and its entry to be written soon', async () => {
    const soon: unknown[] = [];
    const writer = {write: async (_: readonly Point[], options?: WriteOptions) => void soon.push(options?.soon)};
    await collecting(hours(2), {source: answering(), writer});
    expect(soon).toEqual([false, false, true, true]);
  });
});

describe('a rejected window', () => {
  const bad = {measurement: 'hits_1h', tags: {app: 'shop'}, fields: {hits: 1}, time: NOW - HOUR};
  const before = anEntry({report: 'hits', platforms: ['apns']});

  test('is recorded with the code of the API, and the run goes on', async () => {
    const store = new MemoryStore();
    const source = failing((n) => (n === 0 ? new ApiError(90100, 'parameters', 'reject') : undefined));
    const tally = await collecting(hours(2, before), {source, writer: store});
    expect(await entriesIn(store)).toMatchObject([
      {outcome: 'rejected', errorCode: 90100, fetchedAt: NOW, platforms: ['apns']},
      {outcome: 'ok', errorCode: 0, platforms: ['fcm']},
    ]);
    expect(tally.error).toBeUndefined();
  });

  test('has nothing written when its body breaks the contract', async () => {
    const store = new MemoryStore();
    await collecting(hours(1), {source: answering(() => 'three'), writer: store});
    expect(await entriesIn(store)).toMatchObject([{outcome: 'rejected', errorCode: 0, platforms: []}]);
    expect(await store.points({measurement: 'hits_1h', span: ALWAYS})).toEqual([]);
  });

  test('keeps the platforms of both answers when the database refuses its points', async () => {
    const store = new MemoryStore();
    const writer = {
      async write(points: readonly Point[]) {
        if (points[0]!.measurement === 'hits_1h') throw new PointsRefusedError('wrong field type', [bad]);
        await store.write(points);
      },
    };
    const tally = await collecting(hours(1, before), {source: answering(), writer});
    expect(await entriesIn(store)).toMatchObject([{outcome: 'rejected', errorCode: 0, platforms: ['apns', 'fcm']}]);
    expect(tally.error).toBeUndefined();
  });
});
