import {expect, test} from '@jest/globals';
import {measurement} from '../../src/domain/measurements.js';
import {coverageView} from '../../src/views/coverage-view.js';
import {windowView} from '../../src/views/window-view.js';
import {at} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {countsOf, pushPoints} from '../support/fixtures/counts.js';
import {aJob, anApp, anEntry} from '../support/fixtures/examples.js';
import {recordEntries} from '../support/fixtures/record-entries.js';

const HOUR = 3600;
const now = at('2026-03-03T00:05Z');
const start = at('2026-03-01T00:00Z');
const apps = [anApp(), anApp({name: 'news', sdkAppId: 1_400_000_002})];
const store = new MemoryStore();
const explain = (code: number) => `code ${code} in words`;
const deps = {jobs: [aJob()], apps, store, timezone: 'UTC', explain};
const hours = (from: number, to: number) => ({
  from: new Date((start + from * HOUR) * 1000).toISOString(),
  to: new Date((start + to * HOUR) * 1000).toISOString(),
});

test('each cell says what the ledger says of its window', async () => {
  const entry = (hour: number, more = {}) =>
    anEntry({
      window: {start: start + hour * HOUR, end: start + (hour + 1) * HOUR},
      fetchedAt: start + (hour + 26) * HOUR,
      ...more,
    });
  await recordEntries(store, [
    entry(0),
    entry(1, {fetchedAt: start + 2 * HOUR + 700}),
    entry(2, {outcome: 'rejected', errorCode: 90100}),
  ]);
  const {rows, grids} = await coverageView(hours(0, 4), deps, now);
  expect(rows).toEqual([
    {app: 'shop', timezone: 'Asia/Shanghai', cells: 'sdrm'},
    {app: 'news', timezone: 'Asia/Shanghai', cells: 'mmmm'},
  ]);
  expect(grids).toEqual({'Asia/Shanghai': [0, 1, 2, 3, 4].map((hour) => start + hour * HOUR)});
});

test('what the vendor has forgotten is expired, and what is too young is not missing', async () => {
  const old = await coverageView({from: '2026-01-01T00:00Z', to: '2026-01-01T02:00Z', app: 'news'}, deps, now);
  expect(old.rows[0]!.cells).toBe('ee');
  const young = await coverageView({last: '2h', app: 'news'}, deps, now);
  expect(young.rows[0]!.cells).toBe('my');
});

test('windows of a step that no job has are settled once they are there, and never missing', async () => {
  const other = new MemoryStore();
  const window = {start: start - 8 * HOUR, end: start - 2 * HOUR};
  await recordEntries(other, [anEntry({step: '6h', window, fetchedAt: start})]);
  const {rows} = await coverageView({...hours(-8, 4), step: '6h', app: 'shop'}, {...deps, store: other}, now);
  expect(rows[0]!.cells).toBe('sy');
});

test('an app that is no longer configured is told beside the rows, with its newest window', async () => {
  const other = new MemoryStore();
  await other.write([...pushPoints('old', '1h', start, {fcm: 1}), ...pushPoints('old', '1h', start + HOUR, {fcm: 1})]);
  await other.write(pushPoints('shop', '1h', start, {fcm: 1}));
  const view = (query: object) => coverageView({...hours(0, 1), ...query}, {...deps, store: other}, now);
  expect((await view({})).gone).toEqual([{app: 'old', last: start + HOUR}]);
  expect((await view({app: 'shop'})).gone).toEqual([]);
});

test.each([
  [{app: 'shpo'}, 'was “shop” meant?'],
  [{step: '2h'}, 'step: “2h” has no job'],
  [{lsat: '2h'}, '“lsat” is not asked here, was “last” meant?'],
])('a name that nobody has is refused: %j', async (query: object, words) => {
  await expect(coverageView(query, deps, now)).rejects.toThrow(words);
});

test('what the database does not keep has a state of its own, and is not said to be missing', async () => {
  const short = new MemoryStore();
  short.keeps = 48 * HOUR;
  const {rows} = await coverageView({...hours(-2, 2), app: 'news'}, {...deps, store: short}, now);
  expect(rows[0]!.cells).toBe('uuum');
  const window = await windowView({app: 'news', step: '1h', start: String(start)}, {...deps, store: short}, now);
  expect(window).toMatchObject({
    state: 'unkept',
    reason: expect.stringContaining('The database keeps points for a shorter time than this window is old'),
  });
});

test('a window tells when it was fetched and how its counts grew', async () => {
  const [total] = pushPoints('shop', '1h', start, {fcm: 100});
  const aged = {...total!, measurement: measurement.aged(total!.measurement)};
  await store.write([
    total!,
    {...aged, tags: {...aged.tags, age: '1h'}, fields: countsOf(80)},
    {...aged, tags: {...aged.tags, age: '10m'}, fields: countsOf(50)},
  ]);
  expect(await windowView({app: 'shop', step: '1h', start: String(start)}, deps, now)).toEqual({
    expires: start + 30 * 24 * HOUR,
    app: 'shop',
    report: 'chat',
    step: '1h',
    start,
    end: start + HOUR,
    state: 'settled',
    fetchedAt: start + 26 * HOUR,
    platforms: [],
    reason: null,
    growth: [
      {age: '10m', counts: countsOf(50)},
      {age: '1h', counts: countsOf(80)},
    ],
    counts: countsOf(100),
  });
});

test('a rejected window says what its code means, a missing one what the last run said', async () => {
  const story = (app: string, hour: number) =>
    windowView({app, step: '1h', start: String(start + hour * HOUR)}, deps, now);
  expect((await story('shop', 2)).reason).toBe('code 90100 in words');
  const run = {
    measurement: measurement.run,
    tags: {app: 'news', sdkappid: '1400000002', report: 'chat', step: '1h'},
    fields: {error: 'the key is wrong'},
    time: now - 60,
  };
  expect((await story('news', 2)).reason).toMatch(/next tick/);
  await store.write([run]);
  expect((await story('news', 2)).reason).toBe('The last run said: the key is wrong');
});

test.each([
  [{app: 'who', step: '1h', start: String(start)}, /app/],
  [{app: 'shop', step: '9h', start: String(start)}, /step/],
  [{app: 'shop', step: '1h', start: 'x'}, /start/],
  [{app: 'shop', step: '1h'}, /start/],
  [{app: 'shop', step: '1h', start: '-9007199254740991'}, /start/],
  [{app: 'shop', step: '1h', start: '1e20'}, /start/],
  [{app: 'shop', step: '1h', start: String(start + 1)}, /start/],
  [{app: 'shop', step: '1h', start: String(now)}, /start/],
  [{app: 'shop', step: '1h', strat: String(start)}, /“strat” is not asked here, was “start” meant/],
])('%j is no window', async (query, words) => {
  await expect(windowView(query, deps, now)).rejects.toThrow(words);
});
