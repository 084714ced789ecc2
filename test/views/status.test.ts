import {expect, test} from '@jest/globals';
import type {App} from '../../src/domain/app.js';
import type {LedgerEntry} from '../../src/domain/coverage.js';
import {StoreUnavailableError} from '../../src/domain/errors.js';
import {runPoint} from '../../src/domain/run-summary.js';
import {chatLoss} from '../../src/timpush/reports/chat-loss.js';
import {statusOf} from '../../src/views/status.js';
import {at} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {aJob, anApp, anEntry} from '../support/fixtures/examples.js';
import {recordEntries} from '../support/fixtures/record-entries.js';

/** Of the six hours that are over, the last is too young to be asked for. */
const NOW = at('2026-03-01T06:05Z');
const HOUR = 3600;
const app = anApp({timezone: 'UTC'});
const refresh = ['10m', '1h', '4h'].map((name, i) => ({name, seconds: [600, HOUR, 4 * HOUR][i]!}));
const job = aJob({span: 6 * HOUR, refresh});

const fetched = (hour: number, fetchedAt: string, more: Partial<LedgerEntry> = {}) => {
  const start = at('2026-03-01T00:00Z') + hour * HOUR;
  return anEntry({window: {start, end: start + HOUR}, fetchedAt: at(fetchedAt), ...more});
};
const ran = (startedAt: string, error?: Error, of: Partial<App> = {}) =>
  runPoint({
    app: {...app, ...of},
    report: 'chat',
    step: '1h',
    startedAt: at(startedAt),
    durationMs: 1,
    windowsOk: 0,
    windowsFailed: 0,
    windowsLeft: error ? 3 : 0,
    calls: 0,
    retries: 0,
    lag: 0,
    survey: [],
    error,
  });

test('an empty store: everything that is old enough is missing, the oldest hole has a last day, nothing has run', async () => {
  expect(await statusOf({jobs: [job], apps: [app], store: new MemoryStore()}, NOW)).toEqual([
    {
      app: 'shop',
      report: 'chat',
      step: '1h',
      windows: {settled: 0, fresh: 0, due: 0, rejected: 0, missing: 5, unkept: 0},
      foreign: 0,
      oldestHole: {start: '2026-03-01T00:00:00.000Z', expires: '2026-03-31T00:00:00.000Z'},
      lag: NOW - at('2026-03-01T00:00Z'),
      problems: [
        {
          kind: 'hole',
          app: 'shop',
          report: 'chat',
          step: '1h',
          text: '4 windows are missing; they are asked for at every tick until the vendor forgets them',
        },
      ],
      lastRun: null,
    },
  ]);
});

test('a hole of losses expires when the vendor forgets those, after a week', async () => {
  const jobs = [aJob({report: chatLoss, span: 6 * HOUR, refresh})];
  const [row] = await statusOf({jobs, apps: [app], store: new MemoryStore()}, NOW);
  expect(row).toMatchObject({
    report: 'chat-loss',
    oldestHole: {start: '2026-03-01T00:00:00.000Z', expires: '2026-03-08T00:00:00.000Z'},
  });
});

test('counts every state, finds the hole between them, and tells the last of the runs', async () => {
  const store = new MemoryStore();
  await recordEntries(store, [
    fetched(0, '2026-03-01T05:00Z'),
    fetched(1, '2026-03-01T02:10Z'),
    fetched(2, '2026-03-01T04:00Z'),
    fetched(4, '2026-03-01T05:10Z', {outcome: 'rejected', errorCode: 90100}),
    fetched(3, '2026-03-01T04:10Z', {sdkAppId: 1_400_000_002, app: 'other'}),
    fetched(3, '2026-03-01T04:10Z', {step: '1d'}),
  ]);
  const failure = new Error('no route');
  await store.write([
    ran('2026-03-01T06:03Z', failure, {name: 'other'}),
    ran('2026-03-01T06:02Z', new Error('not this SDKAppID'), {sdkAppId: 7}),
    ran('2026-03-01T06:00Z', failure),
    ran('2026-03-01T05:50Z'),
  ]);
  expect(await statusOf({jobs: [job], apps: [app], store}, NOW)).toEqual([
    {
      app: 'shop',
      report: 'chat',
      step: '1h',
      windows: {settled: 1, fresh: 1, due: 1, rejected: 1, missing: 1, unkept: 0},
      foreign: 0,
      oldestHole: {start: '2026-03-01T03:00:00.000Z', expires: '2026-03-31T03:00:00.000Z'},
      lag: HOUR + 300,
      problems: ['failed', 'refused'].map((kind) => expect.objectContaining({kind, app: 'shop'})),
      lastRun: {at: '2026-03-01T06:00:00.000Z', ok: false, left: 3, error: 'no route', clockLead: 0},
    },
  ]);
});

test('has one row for each app and job, apps first', async () => {
  const jobs = [job, aJob({step: {name: '1d', unit: 'days', count: 1}})];
  const apps = [app, anApp({name: 'other', sdkAppId: 1_400_000_002})];
  const rows = await statusOf({jobs, apps, store: new MemoryStore()}, NOW);
  expect(rows.map((row) => `${row.app} ${row.step}`)).toEqual(['shop 1h', 'shop 1d', 'other 1h', 'other 1d']);
});

test('a store that is down is an error, not an empty status', async () => {
  const store = new MemoryStore();
  store.failure = new StoreUnavailableError('no route');
  await expect(statusOf({jobs: [job], apps: [app], store}, NOW)).rejects.toThrow('no route');
});
