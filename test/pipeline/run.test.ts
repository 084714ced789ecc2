import {describe, expect, test} from '@jest/globals';
import {ApiError, StoreUnavailableError} from '../../src/domain/errors.js';
import {measurement} from '../../src/domain/measurements.js';
import {noopMeter} from '../../src/domain/noop-meter.js';
import type {Point} from '../../src/domain/point.js';
import {type RunInput, run} from '../../src/pipeline/run.js';
import {atOnce} from '../support/doubles/at-once.js';
import {at, ManualClock} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {ScriptedSource} from '../support/doubles/scripted-source.js';
import {silentLog} from '../support/doubles/silent-log.js';
import {aJob, anApp, anEntry} from '../support/fixtures/examples.js';
import {hits} from '../support/fixtures/hits.js';
import {recordEntries} from '../support/fixtures/record-entries.js';

const NOW = '2026-03-08T12:00Z';
const HOUR = 3600;
const app = anApp({timezone: 'UTC'});
/** Three hours; with a settle delay of ten minutes, the newest closed one is too young. */
const job = aJob({report: hits, span: 3 * HOUR});
const ALWAYS = {start: 0, end: at('2030-01-01T00:00Z')};

function running(store: MemoryStore, source: ScriptedSource, more: Partial<RunInput> = {}) {
  const never = new AbortController().signal;
  const deps = {source, store, recorder: atOnce(store), clock: new ManualClock(NOW), meter: noopMeter, log: silentLog};
  return run({job, app, maxInFlight: 1, handover: never, cancel: never, ...more}, deps);
}

const hour = (h: number) => ({
  start: at('2026-03-08T00:00Z') + h * HOUR,
  end: at('2026-03-08T00:00Z') + (h + 1) * HOUR,
});
const fetched = (h: number, fetchedAt: string, name = 'shop') =>
  anEntry({app: name, report: 'hits', window: hour(h), fetchedAt: at(fetchedAt)});
const answering = () => new ScriptedSource(at(NOW));
const runPoints = (store: MemoryStore) => store.points({measurement: measurement.run, span: ALWAYS});

test('asks for what the ledger lacks, newest first, and leaves alone what is too young', async () => {
  const store = new MemoryStore();
  await recordEntries(store, [fetched(9, '2026-03-08T11:00Z')]);
  const source = answering();
  const summary = await running(store, source);
  expect(source.asked).toEqual([hour(10)]);
  expect(summary).toMatchObject({windowsOk: 1, windowsFailed: 0, windowsLeft: 0, calls: 1, error: undefined});
  expect(summary.survey.map(({window, coverage}) => [window.start, coverage])).toEqual([
    [hour(9).start, 'fresh'],
    [hour(10).start, 'fresh'],
    [hour(11).start, undefined],
  ]);
});

test('what a long run has collected is not missing when it ends', async () => {
  const minuteLater = new ScriptedSource(at(NOW) + 60);
  const summary = await running(new MemoryStore(), minuteLater);
  expect(summary.survey.map(({coverage}) => coverage)).toEqual(['fresh', 'fresh', undefined]);
});

test('sums up windows that went well, were rejected, and are left', async () => {
  const store = new MemoryStore();
  const source = new ScriptedSource(at(NOW), (n) => {
    if (n === 1) throw new ApiError(90100, 'parameters', 'reject');
    if (n === 3) throw new ApiError(70003, 'signature', 'stop');
    return 1;
  });
  const summary = await running(store, source, {span: {start: hour(4).start, end: hour(11).start}});
  expect(summary).toMatchObject({
    app,
    report: 'hits',
    step: '1h',
    startedAt: at(NOW),
    windowsOk: 2,
    windowsFailed: 1,
    windowsLeft: 4,
    calls: 4,
    retries: 0,
    lag: HOUR,
    error: {code: 70003},
  });
});

test('a run says how far behind its job is, over whatever span it runs', async () => {
  expect((await running(new MemoryStore(), answering())).lag).toBe(at(NOW) - hour(10).end);
  const span = {start: hour(4).start, end: hour(6).start};
  const store = new MemoryStore();
  expect((await running(store, answering(), {span})).lag).toBe(3 * HOUR);
  await recordEntries(store, [fetched(9, '2026-03-08T11:00Z')]);
  expect((await running(store, answering(), {span})).lag).toBe(2 * HOUR);
  expect((await runPoints(store)).map(({fields}) => fields.lag_s)).toEqual([2 * HOUR]);
});

test('a run that could not read the ledger does not know how far behind its job is', async () => {
  const store = new MemoryStore();
  await recordEntries(store, [fetched(9, '2026-03-08T11:00Z', 'old-shop')]);
  expect((await running(store, answering())).lag).toBeUndefined();
  const [{fields}] = (await runPoints(store)) as [Point];
  expect(fields).not.toHaveProperty('lag_s');
});

test('the summary is a point of its own', async () => {
  const store = new MemoryStore();
  await running(store, answering());
  expect(await runPoints(store)).toMatchObject([
    {
      tags: {app: 'shop', sdkappid: '1400000001', report: 'hits', step: '1h'},
      fields: {ok: 1, windows_ok: 2, windows_failed: 0, windows_left: 0, calls: 2, error: '', lag_s: HOUR},
      time: at(NOW),
    },
  ]);
});

test('a run with nothing due makes no call, and leaves its point all the same', async () => {
  const store = new MemoryStore();
  await recordEntries(
    store,
    [9, 10].map((h) => fetched(h, '2026-03-08T12:00Z')),
  );
  const source = answering();
  const summary = await running(store, source);
  expect(source.asked).toEqual([]);
  expect(summary).toMatchObject({windowsOk: 0, windowsLeft: 0, calls: 0, lag: HOUR, error: undefined});
  expect(await runPoints(store)).toHaveLength(1);
});

test('tells how many windows of another grid the ledger has in the span, of which the lag knows nothing', async () => {
  const store = new MemoryStore();
  const half = {start: hour(9).start + HOUR / 2, end: hour(9).end + HOUR / 2};
  await recordEntries(store, [fetched(9, '2026-03-08T12:00Z'), {...fetched(9, '2026-03-08T12:00Z'), window: half}]);
  const source = new ScriptedSource(at(NOW), () => {
    throw new ApiError(70003, 'signature', 'stop');
  });
  expect(await running(store, source)).toMatchObject({windowsForeign: 1, lag: 2 * HOUR});
  expect(await runPoints(store)).toMatchObject([{fields: {windows_foreign: 1}}]);
});

test('forced, asks for settled windows again', async () => {
  const store = new MemoryStore();
  await recordEntries(store, [fetched(9, '2026-03-08T11:30Z'), fetched(10, '2026-03-08T11:30Z')]);
  const source = answering();
  await running(store, source, {forcedAt: at(NOW)});
  expect(source.asked).toEqual([hour(10), hour(9)]);
});

test.each([0, HOUR])(
  'forced over several runs, asks for each window once, with a clock that is %d s ahead',
  async (lead) => {
    const store = new MemoryStore();
    await recordEntries(store, [fetched(4, '2026-03-08T10:00Z'), fetched(5, '2026-03-08T10:00Z')]);
    const handover = new AbortController();
    const source = new ScriptedSource(at(NOW) - lead, () => {
      handover.abort();
      return 1;
    });
    source.lead = lead;
    const forced = {forcedAt: at(NOW) - 60, span: {start: hour(4).start, end: hour(6).start}};
    expect(await running(store, source, {...forced, handover: handover.signal})).toMatchObject({windowsLeft: 1});
    expect(await running(store, source, forced)).toMatchObject({windowsOk: 1, windowsLeft: 0});
    expect(source.asked).toEqual([hour(5), hour(4)]);
  },
);

test('what the vendor has forgotten wholly is neither asked for nor left', async () => {
  const source = answering();
  const forgetful = {...job, report: {...hits, retention: 2 * HOUR}};
  const summary = await running(new MemoryStore(), source, {job: forgetful});
  expect(source.asked).toEqual([hour(10)]);
  expect(summary).toMatchObject({windowsOk: 1, windowsLeft: 0});
});

test('two runs after each other ask once', async () => {
  const store = new MemoryStore();
  const source = answering();
  await running(store, source);
  const second = await running(store, source);
  expect(source.asked).toHaveLength(2);
  expect(second).toMatchObject({calls: 0, windowsOk: 0, windowsLeft: 0});
});

test('a renamed app is refused before any call', async () => {
  const store = new MemoryStore();
  await recordEntries(store, [fetched(9, '2026-03-08T11:00Z', 'old-shop')]);
  const source = answering();
  const summary = await running(store, source);
  expect(source.asked).toEqual([]);
  expect(summary.error).toMatchObject({recovery: 'stop', details: {app: 'shop'}});
});

describe('a run never rejects', () => {
  test.each([
    ['the database is down', new StoreUnavailableError('no route')],
    ['a fault of ours', new TypeError('oops')],
  ])('%s: no call is made, and the summary holds the error', async (_name, failure) => {
    const store = new MemoryStore();
    store.failure = failure;
    const source = answering();
    expect(await running(store, source)).toMatchObject({
      calls: 0,
      windowsOk: 0,
      windowsLeft: 0,
      survey: [],
      error: failure,
    });
    expect(source.asked).toEqual([]);
  });

  test('the summary cannot be written: what was collected stays, and so does the verdict', async () => {
    const store = new MemoryStore();
    const write = store.write.bind(store);
    store.write = async (points) => {
      if (points[0]!.measurement === measurement.run) throw new StoreUnavailableError('no route');
      await write(points);
    };
    expect(await running(store, answering())).toMatchObject({windowsOk: 2, error: undefined});
    expect(await runPoints(store)).toEqual([]);
  });
});
