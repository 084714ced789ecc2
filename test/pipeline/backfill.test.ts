import {setImmediate} from 'node:timers/promises';
import {beforeEach, expect, test} from '@jest/globals';
import {HoldUnsureError} from '../../src/domain/errors.js';
import type {Hold} from '../../src/domain/executor.js';
import type {RunSummary} from '../../src/domain/run-summary.js';
import {Backfill, type RunSpan} from '../../src/pipeline/backfill.js';
import {MemoryBook} from '../../src/pipeline/memory-book.js';
import {estimateBackfill} from '../../src/views/backfill-estimate.js';
import {at} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {aJob, anApp, anEntry} from '../support/fixtures/examples.js';
import {recordEntries} from '../support/fixtures/record-entries.js';

const HOUR = 3600;
const now = at('2026-03-03T00:00Z');
const [app, news] = [anApp(), anApp({name: 'news', sdkAppId: 1_400_000_002})];
const job = aJob();
const deps = {jobs: [job], apps: [app, news], store: new MemoryStore(), timezone: 'UTC', paceMs: 1000};
const span = {start: at('2026-03-01T00:00Z'), end: at('2026-03-01T04:00Z')};
const windows = [3, 2, 1, 0].map((hour) => ({start: span.start + hour * HOUR, end: span.start + (hour + 1) * HOUR}));

test('the price counts what is missing, and the app with the most calls decides how long it takes', async () => {
  await recordEntries(deps.store, [anEntry({fetchedAt: now - 60})]);
  const {view, pieces} = await estimateBackfill({from: '2026-03-01', to: '2026-03-01T04:00'}, deps, now);
  expect(view).toEqual({from: span.start, to: span.end, calls: 7, seconds: 4, apps: 2, notes: []});
  expect(pieces.map((piece) => [piece.app.name, piece.windows.length])).toEqual([
    ['shop', 3],
    ['news', 4],
  ]);
});

test('what the vendor has forgotten is not asked for, and the price says so', async () => {
  const {view} = await estimateBackfill({from: '2026-01-01', to: '2026-02-01T02:00Z', app: 'news'}, deps, now);
  expect(view).toMatchObject({calls: 2, notes: [expect.stringContaining('30 days')]});
  expect((await estimateBackfill({from: '2026-01-01', to: '2026-01-05'}, deps, now)).view.calls).toBe(0);
});

test.each([
  [{}, /from/],
  [{from: 'x'}, /from/],
  [{from: '2026-03-01', app: 'who'}, /app/],
  [{from: '2026-03-01', app: 'shpo'}, /was “shop” meant/],
  [{from: '2026-03-01', step: '9h'}, /step: “9h” has no job; there are 1h/],
])('%j has no price', async (query, words) => {
  await expect(estimateBackfill(query, deps, now)).rejects.toThrow(words);
});

/** Runs that end when they are told to. */
class ScriptedRuns {
  readonly begun: string[] = [];
  readonly spans: unknown[] = [];
  forcedAt: number | undefined;
  readonly backfill = new Backfill({
    book: new MemoryBook(),
    begin: (_job, {name}) => this.begun.push(name),
    doneOf: () => 1,
  });
  readonly #run: RunSpan = ({span: asked, forcedAt, handover}) => {
    this.spans.push(asked);
    this.forcedAt = forcedAt;
    this.handover = handover;
    return new Promise((resolve) => {
      this.end = (left, error) => resolve({windowsLeft: left, error} as RunSummary);
    });
  };
  handover: AbortSignal | undefined;
  end: (left: number, error?: Error) => void = () => {};

  resume(handover = new AbortController().signal, hold?: Hold): Promise<boolean> {
    return this.backfill.resume(job, app, {handover, cancel: new AbortController().signal, hold}, this.#run);
  }

  piece() {
    return this.backfill.view()!.pieces[0];
  }
}

let runs: ScriptedRuns;
beforeEach(() => {
  runs = new ScriptedRuns();
});

test('a backfill goes on in the next run after a tick has interrupted it, until nothing is left', async () => {
  await runs.backfill.start(span, [{job, app, span, windows}]);
  expect(runs.begun).toEqual(['shop']);
  expect(runs.piece()).toMatchObject({windows: 4, done: 0, state: 'waiting'});
  const first = runs.resume();
  await setImmediate();
  expect(runs.piece()).toMatchObject({done: 1, state: 'running'});
  runs.end(3);
  expect(await first).toBe(true);
  expect(runs.piece()).toMatchObject({done: 1, state: 'waiting'});
  const second = runs.resume();
  await setImmediate();
  runs.end(0);
  await second;
  expect(runs.piece()).toMatchObject({done: 4, state: 'done'});
  expect(runs.spans).toEqual([span, span]);
  expect(runs.backfill.busy).toBe(false);
  expect(await runs.resume()).toBe(false);
  expect(runs.spans).toHaveLength(2);
});

test('windows are asked for by force only where that is wanted', async () => {
  for (const options of [{forcedAt: 1_773_000_000}, undefined]) {
    await runs.backfill.start(span, [{job, app, span, windows}], options);
    const running = runs.resume();
    await setImmediate();
    runs.end(0);
    await running;
    expect(runs.forcedAt).toBe(options?.forcedAt);
  }
});

test('stopping finishes what is in flight and asks for nothing more', async () => {
  await runs.backfill.start(span, [
    {job, app, span, windows},
    {job, app: news, span, windows},
  ]);
  const running = runs.resume();
  await setImmediate();
  await runs.backfill.stop();
  expect(runs.handover?.aborted).toBe(true);
  runs.end(2);
  await running;
  expect(runs.backfill.view()!.pieces.map(({state, done}) => [state, done])).toEqual([
    ['stopped', 2],
    ['stopped', 0],
  ]);
  expect(runs.backfill.busy).toBe(false);
});

test('a run that fails ends its part with the reason', async () => {
  await runs.backfill.start(span, [{job, app, span, windows}]);
  const running = runs.resume();
  await setImmediate();
  runs.end(4, new Error('the key is wrong'));
  await running;
  expect(runs.piece()).toMatchObject({state: 'failed', error: 'the key is wrong', done: 0});
});

test('while nobody can say whose the lane is, its part waits and goes on', async () => {
  await runs.backfill.start(span, [{job, app, span, windows}]);
  const running = runs.resume();
  await setImmediate();
  runs.end(3, new HoldUnsureError('Redis is away'));
  expect(await running).toBe(true);
  expect(runs.piece()).toMatchObject({state: 'waiting', done: 1, error: 'Redis is away'});
});

test('whoever has lost the lane notes nothing: the book is the next holder’s', async () => {
  await runs.backfill.start(span, [{job, app, span, windows}]);
  const hold = {id: '1', lost: false};
  const running = runs.resume(undefined, hold);
  await setImmediate();
  hold.lost = true;
  runs.end(0);
  expect(await running).toBe(false);
  expect(runs.piece()).toMatchObject({state: 'running'});
});

test('a run that is already to hand over leaves the backfill for the next one', async () => {
  await runs.backfill.start(span, [{job, app, span, windows}]);
  expect(await runs.resume(AbortSignal.abort())).toBe(true);
  expect(runs.spans).toEqual([]);
  expect(runs.piece()).toMatchObject({state: 'waiting'});
});
