import {describe, expect, test} from '@jest/globals';
import {foreignEverywhere, foreignWindows, jobOfMeasurement} from '../../src/domain/grid.js';
import {gridChanges, gridText} from '../../src/domain/grid-change.js';
import {gridWindows} from '../../src/domain/plan.js';
import {parseStep, type Span} from '../../src/domain/window.js';
import {at} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {aJob, anApp, anEntry} from '../support/fixtures/examples.js';
import {hits} from '../support/fixtures/hits.js';
import {recordEntries} from '../support/fixtures/record-entries.js';

const app = anApp({timezone: 'UTC'});
const daily = aJob({step: parseStep('1d')!});
const NOW = at('2026-03-10T12:00Z');
const span = (from: string, to: string): Span => ({start: at(`${from}T00:00Z`), end: at(`${to}T00:00Z`)});
/** As the ledger has them that was written when the app's days were cut there. */
const entries = (timezone: string, within: Span, job = daily) =>
  gridWindows(job, anApp({timezone}), within).map((window) => anEntry({step: job.step.name, window}));
const day = (instant: number) => new Date(instant * 1000).toISOString().slice(0, 16);

describe('windows of another grid', () => {
  test('are those that the present grid does not have, start and end', () => {
    const late = anEntry({window: {start: at('2026-03-05T00:00Z'), end: at('2026-03-06T01:00Z')}});
    const ledger = [...entries('UTC', span('2026-03-01', '2026-03-03')), late];
    expect(foreignWindows(daily, app, ledger).windows).toEqual([late.window]);
  });

  test('stand in spans between windows of the present grid', () => {
    const old = entries('Asia/Shanghai', span('2026-03-01', '2026-03-05'));
    const ledger = [...entries('UTC', span('2026-03-03', '2026-03-05')), ...old];
    const {windows, spans} = foreignWindows(daily, app, ledger);
    expect(windows).toEqual(old.map(({window}) => window));
    expect(spans.map(({start, end}) => `${day(start)} ${(end - start - 1) / 86_400}`)).toEqual([
      '2026-02-28T16:00 2',
      '2026-03-03T16:00 0',
      '2026-03-04T16:00 0',
    ]);
  });

  test.each([
    ['hours', 'Asia/Shanghai', '1h', 0],
    ['hours of a zone half an hour beside', 'Asia/Kolkata', '1h', 25],
    ['six hours', 'Asia/Tokyo', '6h', 5],
    ['weeks', 'Asia/Shanghai', '7d', 1],
  ])('%s of %s', (_, timezone, step, count) => {
    const job = aJob({step: parseStep(step)!});
    const ledger = entries(timezone, span('2026-03-04', '2026-03-05'), job);
    expect(foreignWindows(job, app, ledger).windows).toHaveLength(count);
  });

  test('are none in an empty ledger', () => {
    expect(foreignWindows(daily, app, [])).toMatchObject({windows: [], spans: []});
  });
});

test('the whole ledger is looked through, also for steps that no job has any more, and reports of no job are left alone', async () => {
  const store = new MemoryStore();
  const weekly = aJob({step: parseStep('7d')!});
  await recordEntries(store, [
    ...entries('Asia/Shanghai', span('2024-01-01', '2024-01-03')),
    ...entries('Asia/Shanghai', span('2026-03-01', '2026-03-02')),
    ...entries('Asia/Shanghai', span('2026-03-02', '2026-03-09'), weekly),
    ...entries('Asia/Shanghai', span('2026-03-01', '2026-03-02')).map((entry) => ({...entry, report: 'gone'})),
    ...entries('Asia/Shanghai', span('2026-03-01', '2026-03-02')).map((entry) => ({...entry, sdkAppId: 9, app: 'old'})),
  ]);
  const found = await foreignEverywhere(store, {jobs: [daily], apps: [app]});
  expect(found.map(({job, windows}) => [job.step.name, windows.map(({start}) => day(start))])).toEqual([
    ['1d', ['2023-12-31T16:00', '2024-01-01T16:00', '2024-01-02T16:00', '2026-02-28T16:00', '2026-03-01T16:00']],
    ['7d', ['2026-03-01T16:00', '2026-03-08T16:00']],
  ]);
});

test('of many apps some are read at a time, in which others have a turn, and what stands together is one span', async () => {
  const store = new MemoryStore();
  const apps = Array.from({length: 100}, (_, i) => anApp({name: `app-${i}`, sdkAppId: i + 1, timezone: 'UTC'}));
  const ledger = entries('Asia/Shanghai', span('2026-03-01', '2026-03-20'));
  await recordEntries(
    store,
    apps.flatMap(({name, sdkAppId}) => ledger.map((entry) => ({...entry, app: name, sdkAppId}))),
  );
  const answers: number[] = [];
  const turns: number[] = [];
  let turn = 0;
  const points: typeof store.points = async (query) => {
    turns.push(turn);
    setImmediate(() => {
      turn += 1;
    });
    const found = await store.points(query);
    answers.push(found.length);
    return found;
  };
  const watched = {points, latest: store.latest.bind(store), inventory: store.inventory.bind(store)};
  const found = await foreignEverywhere(watched, {jobs: [daily], apps});
  expect(Math.max(...answers)).toBeLessThanOrEqual(1000);
  expect(answers.reduce((sum, count) => sum + count)).toBe(100 * ledger.length);
  expect(new Set(turns).size).toBe(turns.length);
  expect(found.map(({windows}) => windows.length)).toEqual(apps.map(() => ledger.length));
  expect(Math.max(...found.map(({spans}) => spans.length))).toBeLessThanOrEqual(2);
});

test('what a change costs: calls for what the vendor still answers, and what it has forgotten', async () => {
  const store = new MemoryStore();
  await recordEntries(store, entries('Asia/Shanghai', span('2026-02-01', '2026-03-01')));
  await recordEntries(store, entries('UTC', span('2026-02-20', '2026-02-25')));
  const [change, ...more] = await gridChanges(store, {jobs: [daily], apps: [app]}, NOW);
  expect(more).toEqual([]);
  // Of UTC's days from 9 February, the first that lies within thirty days, to 1 March, those of five are there.
  expect(change).toEqual({
    app: 'shop',
    report: 'chat',
    step: '1d',
    windows: 29,
    since: '2026-01-31T16:00:00.000Z',
    calls: 16,
    lost: 8,
  });
  expect(gridText(change!, 'Asia/Shanghai')).toBe(
    '29 windows of shop, chat 1d, lie on another grid, since 2026-02-01 00:00 (Asia/Shanghai; its zone or step was changed): no sum of the ' +
      'collector counts them, but Grafana and queries of your own do, beside those of the present grid. Their time costs 16 calls on ' +
      'the present grid, which collect makes; 8 of them are older than the vendor remembers and cannot be collected anew. To remove ' +
      'them: timpush-collector forget --grid --app shop (it shows what would go; with --yes it does it)',
  );
});

test.each([
  ['timpush_chat_total_1d', '1d'],
  ['timpush_chat_platform_6h_aged', '6h'],
  ['timpush_run', undefined],
  ['timpush_ledger', undefined],
  ['timpush_loss_1d', undefined],
  ['hits_1h', '1h'],
])('the windows of %s are those of the step %s', (name, step) => {
  expect(jobOfMeasurement([daily, aJob({report: hits})], name)?.step.name).toBe(step);
});
