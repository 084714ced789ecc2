import {describe, expect, test} from '@jest/globals';
import {ApiError, CollectorError, TransportError} from '../../src/domain/errors.js';
import type {Source} from '../../src/domain/ports.js';
import {gate} from '../support/doubles/gate.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {answering, collecting, entriesIn, failing, hours} from '../support/fixtures/collect-fixture.js';
import {until} from '../support/oracle/until.js';

describe('the run ends early', () => {
  const lost = () => new TransportError('reset');

  test('after five windows in a row without an answer, and as many of the oldest', async () => {
    const source = failing(lost);
    const due = hours(20);
    const tally = await collecting(due, {source, writer: new MemoryStore()});
    const asked = [...due.slice(0, 5), ...due.slice(-5).reverse()];
    expect(source.asked).toEqual(asked.map(({window}) => window));
    expect(tally).toMatchObject({entries: [], error: {message: 'reset'}});
  });

  test.each([1, 4])(
    'a stretch without an answer keeps nothing before it from being asked, %d at a time',
    async (maxInFlight) => {
      const due = hours(60);
      const bad = new Set(due.slice(10, 22).map(({window}) => window.start));
      const source = answering((_n, {start}) => {
        if (bad.has(start)) throw lost();
        return 1;
      });
      const store = new MemoryStore();
      const tally = await collecting(due, {source, writer: store}, {maxInFlight});
      expect(await entriesIn(store)).toHaveLength(60 - bad.size);
      expect(tally.error).toMatchObject({message: 'reset'});
      expect(new Set(source.asked).size).toBe(source.asked.length);
    },
  );

  test.each([
    ['transport', lost()],
    ['busy', new ApiError(90102, 'internal error', 'retry')],
  ])('not for single windows that cannot be had: %s', async (_name, error) => {
    const source = failing((n) => (n % 5 === 4 ? undefined : error));
    const tally = await collecting(hours(20), {source, writer: new MemoryStore()});
    expect(source.asked).toHaveLength(20);
    expect(tally.entries).toHaveLength(4);
  });

  test('not when every fifth window is rejected, for a refusal is an answer', async () => {
    const source = failing((n) => (n % 5 === 4 ? new ApiError(90100, 'parameters', 'reject') : lost()));
    await collecting(hours(20), {source, writer: new MemoryStore()});
    expect(source.asked).toHaveLength(20);
  });

  test.each(['stop', 'stop-until-tomorrow', 'rest', 'slow-down', 'reload-secret'] as const)(
    'at once when the app must be left alone: %s',
    async (recovery) => {
      const error = new ApiError(70003, 'signature', recovery);
      const source = failing((n) => (n === 1 ? error : undefined));
      const tally = await collecting(hours(20), {source, writer: new MemoryStore()});
      expect(source.asked).toHaveLength(2);
      expect(tally.entries).toHaveLength(1);
      expect(tally.error).toBe(error);
    },
  );

  test.each([
    ['no secret', new CollectorError('no secret', 'stop')],
    ['a fault of ours', new TypeError('oops')],
  ])('at once on what is no answer at all: %s', async (_name, error) => {
    const source = failing(() => error);
    const tally = await collecting(hours(20), {source, writer: new MemoryStore()});
    expect(source.asked).toHaveLength(1);
    expect(tally.error).toBe(error);
  });
});

describe('being told to end', () => {
  test('handover begins no further window and finishes the begun ones', async () => {
    const handover = new AbortController();
    const answer = gate();
    const source = answering(() => answer.opened.then(() => 1));
    const store = new MemoryStore();
    const tally = collecting(hours(20), {source, writer: store}, {maxInFlight: 3, handover: handover.signal});
    await until(() => source.asked.length === 3);
    handover.abort();
    answer.open();
    expect(await tally).toMatchObject({calls: 3, error: undefined});
    expect(await entriesIn(store)).toHaveLength(3);
  });

  test('cancel gives up what is in flight, and that is no error', async () => {
    const cancel = new AbortController();
    const source = answering(
      (_n, _window, {signal}) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    const store = new MemoryStore();
    const tally = collecting(hours(20), {source, writer: store}, {maxInFlight: 2, cancel: cancel.signal});
    await until(() => source.asked.length === 2);
    cancel.abort(new Error('stopping'));
    expect(await tally).toMatchObject({entries: [], calls: 2, error: undefined});
    expect(await entriesIn(store)).toEqual([]);
  });

  test('who leaves does not wait for the pace any more, and that is no error', async () => {
    const leave = new AbortController();
    const source = answering();
    const turns: AbortSignal[] = [];
    const turn: Source['turn'] = (_report, signal) => {
      turns.push(signal);
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    Object.assign(source, {turn});
    const tally = collecting(hours(3), {source, writer: new MemoryStore()}, {leave: leave.signal});
    await until(() => turns.length === 1);
    leave.abort(new Error('somebody else goes on'));
    expect(await tally).toMatchObject({entries: [], calls: 0, error: undefined});
  });

  test('who leaves waits for no further try of a window; it stays due, and that is no error', async () => {
    const leave = new AbortController();
    const source = answering((_n, _window, options) => {
      leave.abort(new Error('somebody else goes on'));
      options.leave?.throwIfAborted();
    });
    const signals = {leave: leave.signal, handover: leave.signal};
    const tally = collecting(hours(3), {source, writer: new MemoryStore()}, signals);
    expect(await tally).toMatchObject({entries: [], calls: 1, error: undefined});
  });

  test('nothing is asked when the end comes before the beginning', async () => {
    const source = answering();
    await collecting(hours(3), {source, writer: new MemoryStore()}, {handover: AbortSignal.abort()});
    expect(source.asked).toEqual([]);
  });
});

test.each([1, 4])('at most %i windows are in flight, and so many when there is work', async (maxInFlight) => {
  const source = answering(() => new Promise((resolve) => setImmediate(resolve, 1)));
  await collecting(hours(30), {source, writer: new MemoryStore()}, {maxInFlight});
  expect(source.mostInFlight).toBe(maxInFlight);
});
