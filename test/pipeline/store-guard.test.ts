import {describe, expect, test} from '@jest/globals';
import {ApiError, CollectorError, StoreUnavailableError} from '../../src/domain/errors.js';
import {ledger} from '../../src/domain/ledger.js';
import {measurement} from '../../src/domain/measurements.js';
import {noopMeter} from '../../src/domain/noop-meter.js';
import {type RunInput, run} from '../../src/pipeline/run.js';
import {StoreGuard} from '../../src/pipeline/store-guard.js';
import {atOnce} from '../support/doubles/at-once.js';
import {at, ManualClock} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {ScriptedSource} from '../support/doubles/scripted-source.js';
import {silentLog} from '../support/doubles/silent-log.js';
import {countsOf} from '../support/fixtures/counts.js';
import {aJob, anApp, anEntry} from '../support/fixtures/examples.js';
import {hits} from '../support/fixtures/hits.js';
import {recordEntries} from '../support/fixtures/record-entries.js';

const NOW = '2026-03-08T12:00Z';
const HOUR = 3600;
const ALWAYS = {start: 0, end: at('2030-01-01T00:00Z')};

/** A store with its guard, and what a writer behind it does. */
function guarded(store = new MemoryStore()) {
  const clock = new ManualClock(NOW);
  const warnings: string[] = [];
  const log = {...silentLog, warn: (_: object, sentence: string) => void warnings.push(sentence)};
  const guard = new StoreGuard({store, clock, log});
  const recorder = guard.recorder(atOnce(store));
  const record = (name: string, sdkAppId: number, start = at('2026-03-08T00:00Z')) => {
    const entry = anEntry({app: name, sdkAppId, window: {start, end: start + HOUR}});
    const tags = {app: name, sdkappid: String(sdkAppId)};
    const point = {measurement: measurement.chatTotal('1h'), tags, fields: countsOf(10), time: start};
    return recorder.record([point], ledger.pointOf(entry));
  };
  const names = async () =>
    (await store.points({measurement: measurement.chatTotal('1h'), span: ALWAYS})).map(
      ({tags}) => `${tags.app} ${tags.sdkappid}`,
    );
  return {store, clock, guard, recorder, record, names, warnings};
}

describe('before the first point of an app', () => {
  test.each([
    ['another SDKAppID under its name', 'shop', 2, 'forget --app shop --sdk-app-id 1'],
    ['another name', 'store', 1, 'forget --app shop --sdk-app-id 1 --rename store'],
  ])('%s is refused with the command that helps', async (_, name, sdkAppId, remedy) => {
    const {record, names} = guarded(await copyOf('shop', 1));
    await expect(record(name, sdkAppId)).rejects.toThrow(remedy);
    expect(await names()).toEqual([]);
  });

  test('a wrong one does not keep the others out, who write with it', async () => {
    const {record, names} = guarded(await copyOf('shop', 1));
    const written = await Promise.allSettled([record('shop', 2), record('news', 3)]);
    expect(written.map(({status}) => status)).toEqual(['rejected', 'fulfilled']);
    expect(await names()).toEqual(['news 3']);
  });

  test('neither is its run summary written', async () => {
    const {recorder, store} = guarded(await copyOf('shop', 1));
    const point = {measurement: measurement.run, tags: {app: 'shop', sdkappid: '2'}, fields: {ok: 0}, time: 5};
    await expect(recorder.write([point])).rejects.toThrow('SDKAppID 1 as “shop”');
    expect(await store.points({measurement: measurement.run, span: ALWAYS})).toEqual([]);
  });

  test('the store is looked at once for all', async () => {
    const {store, record} = guarded();
    let looks = 0;
    const latest = store.latest.bind(store);
    store.latest = (query) => {
      looks += 1;
      return latest(query);
    };
    await Promise.all([record('shop', 1), record('news', 2), record('shop', 1, at('2026-03-08T01:00Z'))]);
    await record('mail', 3);
    expect(looks).toBe(1);
  });
});

describe('a store that was away is looked at before it is written', () => {
  const away = new StoreUnavailableError('no route');

  test('when writing failed', async () => {
    const {store, record, names} = guarded();
    await record('shop', 1);
    store.failure = away;
    await expect(record('shop', 1)).rejects.toThrow('no route');
    store.failure = undefined;
    await recordEntries(store, [anEntry({app: 'old-shop', sdkAppId: 1})]);
    await expect(record('shop', 1, at('2026-03-08T01:00Z'))).rejects.toThrow('“old-shop”');
    expect(await names()).toEqual(['shop 1']);
  });

  test('when reading failed', async () => {
    const {store, guard, record} = guarded();
    await record('shop', 1);
    store.failure = away;
    const reader = guard.reader(store);
    await expect(reader.points({measurement: measurement.ledger, span: ALWAYS})).rejects.toThrow('no route');
    store.failure = undefined;
    await recordEntries(store, [anEntry({app: 'old-shop', sdkAppId: 1})]);
    await expect(record('shop', 1)).rejects.toThrow('“old-shop”');
  });

  test('when it was away from the start', async () => {
    const {store, guard, record} = guarded(await copyOf('old-shop', 1));
    store.failure = away;
    await expect(guard.admit({name: 'shop', sdkAppId: 1})).rejects.toThrow('no route');
    store.failure = undefined;
    await expect(record('shop', 1)).rejects.toThrow('“old-shop”');
  });
});

test('a run learns within minutes that another process has begun a series under another name', async () => {
  const {store, guard, clock, record} = guarded();
  await record('shop', 1);
  await recordEntries(store, [anEntry({app: 'shop', sdkAppId: 2})]);
  await guard.admit({name: 'shop', sdkAppId: 1});
  clock.set('2026-03-08T12:01:01Z');
  const told =
    'both are stored, and what adds up apps counts both; remove the wrong one: timpush-collector forget --app shop --sdk-app-id 2';
  await expect(guard.admit({name: 'shop', sdkAppId: 1})).rejects.toThrow(told);
  await expect(record('shop', 1)).rejects.toThrow(told);
});

test('a store that does not give back what is written is not written to', async () => {
  const {store, record, names} = guarded();
  const points = store.points.bind(store);
  store.points = async () => [];
  await expect(record('shop', 1)).rejects.toThrow('does not come back');
  store.points = points;
  expect(await names()).toEqual([]);
  await record('shop', 1);
  expect(await names()).toEqual(['shop 1']);
});

test('all are admitted by a new look at the store: at its names, and at what it gives back', async () => {
  const {store, guard} = guarded();
  const both = [
    {name: 'shop', sdkAppId: 1},
    {name: 'news', sdkAppId: 2},
  ];
  await guard.admitAll(both);
  await recordEntries(store, [anEntry({app: 'old-news', sdkAppId: 2})]);
  await expect(guard.admitAll(both)).rejects.toThrow('forget --app old-news --sdk-app-id 2 --rename news');
  await store.remove({measurement: measurement.ledger, span: ALWAYS, tags: {}});
  store.points = async () => [];
  await expect(guard.admitAll(both)).rejects.toThrow('does not come back');
});

describe('a run that does not find what the run before had acknowledged', () => {
  const app = anApp({timezone: 'UTC'});
  const job = aJob({report: hits, span: 3 * HOUR});

  function running(more: Partial<RunInput> = {}) {
    const parts = guarded();
    const source = new ScriptedSource(at(NOW));
    const signal = new AbortController().signal;
    const {guard, recorder, clock} = parts;
    const deps = {source, store: parts.store, guard, recorder, clock, meter: noopMeter, log: silentLog};
    const once = (span?: RunInput['span']) =>
      run({job, app, maxInFlight: 1, handover: signal, cancel: signal, ...(span && {span}), ...more}, deps);
    return {...parts, source, once};
  }

  test('stops when what is written does not come back, and asks for nothing', async () => {
    const {store, source, once} = running();
    await once();
    const calls = source.asked.length;
    store.points = async () => [];
    const {error} = await once();
    expect(error).toMatchObject({recovery: 'stop', message: 'what was written does not come back'});
    expect(source.asked).toHaveLength(calls);
  });

  test('collects again what was removed on purpose, and says so', async () => {
    const {store, source, once, warnings} = running();
    await once();
    await store.remove({measurement: measurement.ledger, span: ALWAYS, tags: {}});
    expect(await once()).toMatchObject({windowsOk: 2, error: undefined});
    expect(source.asked).toHaveLength(4);
    expect(warnings).toEqual(['the ledger has lost windows: collected again']);
    expect(await once()).toMatchObject({calls: 0, error: undefined});
  });

  test('collects it later where the API does not answer just then', async () => {
    const {store, source, once} = running();
    await once();
    await store.remove({measurement: measurement.ledger, span: ALWAYS, tags: {}});
    const fetch = source.fetch.bind(source);
    source.fetch = () => Promise.reject(new ApiError(60028, 'no such service', 'rest'));
    expect(await once()).toMatchObject({windowsOk: 0, error: {code: 60028}});
    source.fetch = fetch;
    expect(await once()).toMatchObject({windowsOk: 2, error: undefined});
  });

  test('stops when that is lost again at once, until it is found', async () => {
    const {store, source, once} = running();
    await once();
    const points = store.points.bind(store);
    store.points = async (query) => (query.measurement === measurement.ledger ? [] : points(query));
    await once();
    const {error} = await once();
    expect(error).toBeInstanceOf(CollectorError);
    expect((error as Error).message).toContain(
      'has acknowledged the window hits 1h of SDKAppID 1400000001 at 2026-03-08T10:00',
    );
    expect(await once()).toMatchObject({calls: 0, error: {recovery: 'stop'}});
    expect(source.asked).toHaveLength(4);
    store.points = points;
    expect(await once()).toMatchObject({calls: 0, error: undefined});
  });

  test('says nothing of a span that does not reach so far', async () => {
    const {store, once} = running();
    await once();
    await store.remove({measurement: measurement.ledger, span: ALWAYS, tags: {}});
    const span = {start: at('2026-03-01T00:00Z'), end: at('2026-03-01T02:00Z')};
    expect(await once(span)).toMatchObject({windowsOk: 2, error: undefined});
  });
});

test('a renamed app is refused before any call, over a span of which the ledger knows nothing', async () => {
  const {store, guard, recorder, clock} = guarded(await copyOf('old-shop', 1_400_000_001));
  const source = new ScriptedSource(at(NOW));
  const signal = new AbortController().signal;
  const span = {start: at('2026-02-01T00:00Z'), end: at('2026-02-01T02:00Z')};
  const {error} = await run(
    {job: aJob({report: hits}), app: anApp(), span, maxInFlight: 1, handover: signal, cancel: signal},
    {source, store, guard, recorder, clock, meter: noopMeter, log: silentLog},
  );
  expect(error).toMatchObject({recovery: 'stop', details: {app: 'shop'}});
  expect(source.asked).toEqual([]);
});

/** A store whose ledger knows the app. */
async function copyOf(app: string, sdkAppId: number): Promise<MemoryStore> {
  const store = new MemoryStore();
  await recordEntries(store, [anEntry({app, sdkAppId})]);
  return store;
}
