import {expect, test} from '@jest/globals';
import type {Job} from '../../src/domain/job.js';
import {gridWindows} from '../../src/domain/plan.js';
import type {PointQuery, SumQuery} from '../../src/domain/ports.js';
import {CELLS_AT_ONCE} from '../../src/domain/turn.js';
import {parseStep} from '../../src/domain/window.js';
import {estimateBackfill} from '../../src/views/backfill-estimate.js';
import {coverageView} from '../../src/views/coverage-view.js';
import {pushView} from '../../src/views/push-view.js';
import {statusOf} from '../../src/views/status.js';
import {at} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {aJob, anApp, anEntry} from '../support/fixtures/examples.js';
import {recordEntries} from '../support/fixtures/record-entries.js';

const now = at('2026-03-03T00:05Z');
const apps = Array.from({length: 100}, (_, i) => anApp({name: `app-${i}`, sdkAppId: i + 1}));
const hourly = aJob({step: parseStep('1h')!, span: 60 * 86_400});

/** Answers at once, so that only work that gives way gives way; notes what it is asked. */
class Store extends MemoryStore {
  readonly asked: (PointQuery | SumQuery)[] = [];
  onAsked = () => {};

  override points(query: PointQuery) {
    this.asked.push(query);
    this.onAsked();
    return super.points(query);
  }

  override sums(queries: readonly SumQuery[]) {
    this.asked.push(...queries);
    this.onAsked();
    return super.sums(queries);
  }
}

function working() {
  const store = new Store();
  return {store, deps: {jobs: [hourly], apps, store, timezone: 'UTC', paceMs: 1250}};
}

type Work = (deps: ReturnType<typeof working>['deps'], gone?: AbortSignal) => Promise<unknown>;

const long: [string, number, Work][] = [
  ['coverage', 100 * 100 * 24, (deps, gone) => coverageView({last: '100d', step: '1h'}, deps, now, gone)],
  ['the price of a backfill', 100 * 30 * 24, (deps, gone) => estimateBackfill({from: '2020-01-01'}, deps, now, gone)],
  ['status', 100 * 60 * 24, (deps, gone) => statusOf(deps, now, gone)],
];

/** How often everybody else had a turn while the work went on. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let going = true;
  const count = () => {
    turns += 1;
    if (going) setImmediate(count);
  };
  setImmediate(count);
  await work.finally(() => {
    going = false;
  });
  return turns;
}

test.each(long)('%s of %i cells lets others have a turn between pieces', async (_what, cells, work) => {
  const {deps, store} = working();
  expect(await turnsDuring(work(deps))).toBeGreaterThanOrEqual(cells / CELLS_AT_ONCE);
  for (const {span} of store.asked) expect((span.end - span.start) / 3600).toBeLessThanOrEqual(CELLS_AT_ONCE / 100);
});

test.each(long)('%s ends when nobody waits for it any more', async (_what, _cells, work) => {
  const {deps, store} = working();
  const leave = new AbortController();
  store.onAsked = () => {
    if (store.asked.length === 2) leave.abort();
  };
  await expect(work(deps, leave.signal)).rejects.toThrow(expect.objectContaining({name: 'AbortError'}));
  expect(store.asked).toHaveLength(2);
});

test.each(['1h', '1d', '7d'])('pieces put together are the whole, in zones with other days: %s', async (name) => {
  const {store, deps} = working();
  const step = parseStep(name)!;
  const job = aJob({step, span: 365 * 86_400});
  const zones = ['Europe/Berlin', 'Asia/Kathmandu', 'America/New_York'];
  const many = apps.map((app, i) => ({...app, timezone: zones[i % zones.length]!}));
  const span = {start: now - 365 * 86_400, end: now};
  const recorded = many
    .slice(0, 3)
    .map((app) => gridWindows(job, app, span).filter(({end}, i) => i % 3 === 0 && end < now - 86_400));
  const entries = recorded.flatMap((windows, i) =>
    windows.map((window) =>
      anEntry({app: many[i]!.name, sdkAppId: many[i]!.sdkAppId, step: name, window, fetchedAt: window.end + 86_400}),
    ),
  );
  await recordEntries(store, entries);
  const asked = {...deps, jobs: [job], apps: many};
  const {rows, grids} = await coverageView({last: '400d', step: name}, asked, now);
  for (const [timezone, grid] of Object.entries(grids)) {
    const whole = gridWindows(job, {timezone}, {start: grid[0]!, end: grid.at(-1)!});
    expect(grid).toEqual([...whole.map(({start}) => start), whole.at(-1)!.end]);
  }
  for (const [i, {cells, timezone}] of rows.entries()) {
    expect(cells).toHaveLength(grids[timezone]!.length - 1);
    expect([...cells].filter((cell) => cell === 's')).toHaveLength(recorded[i]?.length ?? 0);
  }
  const status = await statusOf(asked, now);
  for (const i of [0, 1, 2]) expect(status[i]!.windows.settled).toBe(recorded[i]!.length);
  expect(status[0]!.lag).toBe(now - recorded[0]!.at(-1)!.end);
});

test('figures over a long time are read in pieces, and end like that', async () => {
  const {deps, store} = working();
  const year = {last: '365d', step: '1h'};
  expect(await turnsDuring(pushView(year, deps, now))).toBeGreaterThanOrEqual(Math.ceil((365 * 24) / 2000));
  const overTime = () => store.asked.filter((query) => 'every' in query && query.every !== undefined);
  for (const {span} of overTime()) expect(span.end - span.start).toBeLessThanOrEqual(2000 * 3600);
  const leave = new AbortController();
  const before = overTime().length;
  store.onAsked = () => leave.abort();
  await expect(pushView(year, deps, now, leave.signal)).rejects.toThrow(expect.objectContaining({name: 'AbortError'}));
  // What can be asked at once is.
  expect(overTime()).toHaveLength(before + 2);
});

const withDays = <T extends {jobs: readonly Job[]}>(deps: T): T => {
  return {...deps, jobs: [...deps.jobs, aJob({step: parseStep('1d')!})]};
};

test('a week of ten thousand apps can be told of, and ten years of hours of a hundred cannot: the bound is named', async () => {
  const {deps} = working();
  const refused = coverageView({last: '3650d', step: '1h'}, deps, now);
  await expect(refused).rejects.toThrow(
    'from: the span has 8,760,000 windows (100 apps × 87,600), and at most 2,000,000 can be told of at once: ask for a shorter span, or a coarser step, or one app',
  );
  await expect(refused).rejects.toMatchObject({statusCode: 400});
  expect((await coverageView({last: '3650d', step: '1d'}, withDays(deps), now)).rows).toHaveLength(100);
});

test('nor can more windows be shown over time than a chart has dots', async () => {
  const {deps, store} = working();
  const refused = pushView({last: '3650d', step: '1h'}, deps, now);
  await expect(refused).rejects.toThrow(
    'from: the span has 87,600 windows of 1h, and at most 10,000 can be shown at once: ask for a shorter span, or a coarser step',
  );
  expect(store.asked).toEqual([]);
  expect((await pushView({last: '3650d', step: '1d'}, withDays(deps), now)).times.length).toBeGreaterThan(3640);
});

test('of a backfill no more is looked at than the vendor remembers, however far back it is wanted', async () => {
  const {deps, store} = working();
  const {view} = await estimateBackfill({from: '2017-01-01'}, deps, now);
  // The oldest hour began before that, and the newest has not passed its first age.
  expect(view.calls).toBe(100 * (30 * 24 - 2));
  expect(Math.min(...store.asked.map(({span}) => span.start))).toBeGreaterThanOrEqual(now - 30 * 86_400);
  const many = Array.from({length: 10_000}, (_, i) => anApp({name: `app-${i}`, sdkAppId: i + 1}));
  await expect(estimateBackfill({from: '2017-01-01'}, {...deps, apps: many}, now)).rejects.toThrow(
    '7,200,000 windows (10,000 apps × 720)',
  );
});
