import {afterEach, describe, expect, test} from '@jest/globals';
import type {Alert} from '../src/alerts/alert.js';
import type {Receiver} from '../src/alerts/receivers.js';
import type {CampaignRuns, Collector} from '../src/collector.js';
import type {App} from '../src/domain/app.js';
import type {Cluster} from '../src/domain/cluster.js';
import {StoreDeniedError, StoreUnavailableError} from '../src/domain/errors.js';
import {type RunSummary, runPoint} from '../src/domain/run-summary.js';
import {createMetrics} from '../src/http/metrics.js';
import {MemoryBook} from '../src/pipeline/memory-book.js';
import {StoreGuard} from '../src/pipeline/store-guard.js';
import {type Service, type ServiceDeps, startService} from '../src/service.js';
import {systemClock} from '../src/system-clock.js';
import {campaigns} from '../src/timpush/campaigns.js';
import {lookUp} from '../src/timpush/loss-codes.js';
import {Activity} from '../src/views/activity.js';
import {queries} from '../src/views/query.js';
import {MemoryStore} from './support/doubles/memory-store.js';
import {ScriptedSource} from './support/doubles/scripted-source.js';
import {silentLog} from './support/doubles/silent-log.js';
import {aFindingView} from './support/fixtures/a-finding.js';
import {aJob, anApp, anEntry} from './support/fixtures/examples.js';
import {hits} from './support/fixtures/hits.js';
import {recordEntries} from './support/fixtures/record-entries.js';
import {until} from './support/oracle/until.js';

const listen = {host: '127.0.0.1', port: 0};
const apps = [anApp(), anApp({name: 'news', sdkAppId: 1_400_000_002})];
const jobs = [aJob({report: hits})];

/** A collector whose runs last until they are told to hand over. */
function atRest(store = new MemoryStore()) {
  const runs: string[] = [];
  const closed: string[] = [];
  const clock = {...systemClock(), aheadMs: 0, now: () => Date.now() + clock.aheadMs};
  store.close = async () => void closed.push('store');
  const guard = new StoreGuard({store, clock, log: silentLog});
  const collector: Collector = {
    config: {} as Collector['config'],
    withConfig: () => collector,
    apps,
    jobs,
    store,
    recorder: {write: (points) => store.write(points), record: (points) => store.write(points), room: () => undefined},
    admitAll: (all) => guard.admitAll(all),
    lastWrite: {failure: undefined as string | undefined},
    ...queries({jobs, apps, store, clock, explainLoss: lookUp, timezone: 'UTC'}),
    source: () => new ScriptedSource(0),
    recordFindings: async () => {},
    timezone: 'Asia/Shanghai',
    paceMs: 1250,
    receivers: [],
    explain: (code) => `code ${code}`,
    explainLoss: lookUp,
    async run({app, job, handover}) {
      runs.push(`${app.name} ${job.step.name}`);
      await new Promise((resolve) => handover.addEventListener('abort', resolve));
      closed.push('run');
      return {} as RunSummary;
    },
    hurry() {},
    close: () => store.close(),
  };
  return {collector, store, runs, closed, clock};
}

let service: Service | undefined;
afterEach(async () => {
  await service?.stop();
  service = undefined;
});

function depsOf({collector, clock}: ReturnType<typeof atRest>): ServiceDeps {
  const activity = new Activity(clock);
  const readConfig = () => collector.config;
  return {collector, readConfig, commands: {}, metrics: createMetrics(), activity, clock, log: silentLog};
}

async function started(parts = atRest(), more: Partial<ServiceDeps> = {}) {
  service = await startService(listen, {...depsOf(parts), ...more});
  const get = async (path: string) => {
    const response = await fetch(service!.url + path);
    return {status: response.status, body: await response.json()};
  };
  return {...parts, service, get};
}

test('catches up at once: a run of every job for every app', async () => {
  expect((await started()).runs).toEqual(['shop 1h', 'news 1h']);
});

test('campaigns are asked for beside the jobs, of the apps that have any', async () => {
  const asked: string[] = [];
  const parts = atRest();
  const job = {report: campaigns, step: {name: 'task'}, schedule: '0 0 1 1 *', refresh: []};
  const run = async ({app}: {app: App}) => {
    asked.push(app.name);
    return {} as RunSummary;
  };
  const none = {list: () => [], plan: async () => ({calls: [], known: new Map()})};
  const runs: CampaignRuns = {job, apps: [apps[1]!], run, ...none};
  const {get, runs: ofJobs} = await started({...parts, collector: {...parts.collector, campaigns: runs}});
  expect([ofJobs, asked]).toEqual([['shop 1h', 'news 1h'], ['news']]);
  expect(await get('/api/campaigns?last=1d')).toMatchObject({status: 200, body: {timezone: 'UTC', rows: []}});
});

test('is ready when the store answers and no tick is late', async () => {
  expect(await (await started()).get('/readyz')).toEqual({status: 200, body: {status: 'ok', reasons: []}});
});

test('is not ready when a tick is late, and says which', async () => {
  const {get, clock} = await started();
  clock.aheadMs = 3_600_000;
  expect(await get('/readyz')).toEqual({
    status: 503,
    body: {status: 'not ready', reasons: ['no tick of hits 1h since it was due']},
  });
});

test('starts while the store is down, and is not ready until it is back', async () => {
  const parts = atRest();
  parts.store.failure = new StoreUnavailableError('no route');
  const {get, store} = await started(parts);
  expect(await get('/readyz')).toMatchObject({status: 503, body: {reasons: ['no route']}});
  expect(await get('/healthz')).toMatchObject({status: 200});
  store.failure = undefined;
  expect(await get('/readyz')).toMatchObject({status: 200});
});

test('is not ready after a write that failed, though reading goes on, until one succeeds', async () => {
  const {get, collector} = await started();
  const lastWrite = collector.lastWrite as {failure: string | undefined};
  lastWrite.failure = 'No space left on device';
  expect(await get('/readyz')).toEqual({
    status: 503,
    body: {status: 'not ready', reasons: ['the last write failed: No space left on device']},
  });
  lastWrite.failure = undefined;
  expect(await get('/readyz')).toMatchObject({status: 200});
});

test('answers the questions of people and pages', async () => {
  const parts = atRest();
  const run = {
    durationMs: 0,
    windowsOk: 1,
    windowsFailed: 0,
    windowsLeft: 0,
    calls: 1,
    retries: 0,
    lag: 0,
    error: undefined,
    survey: [],
  };
  const startedAt = Math.floor(Date.now() / 1000) - 7200;
  await parts.store.write([runPoint({...run, app: apps[0]!, report: 'hits', step: '1h', startedAt})]);
  const {get} = await started(parts);
  expect(await get('/api/findings?last=1d')).toMatchObject({
    status: 200,
    body: {findings: [{app: 'shop', kind: 'hole'}]},
  });
  expect(await get('/api/report?last=1d')).toMatchObject({status: 200, body: {step: '1h', rows: []}});
  expect(await get('/api/status')).toMatchObject({status: 200, body: [{app: 'shop'}, {app: 'news'}]});
  expect(await get('/api/report?last=yesterday')).toMatchObject({status: 400});
});

/** A minute of it is a moment. */
const quick = {...systemClock(), sleep: (ms: number, stop?: AbortSignal) => systemClock().sleep(ms / 12_000, stop)};

/** What is told, and what the metrics say of it. */
async function toldOf(receivers: readonly Receiver[]) {
  const parts = atRest();
  const metrics = createMetrics();
  const collector = {...parts.collector, receivers, currentFindings: async () => [aFindingView()]};
  await started({...parts, collector}, {clock: quick, metrics});
  return metrics;
}

test('findings are told to those who are to be told, and counted', async () => {
  const told: string[] = [];
  const tell = async (picture: readonly Alert[]) => told.push(...picture.map(({labels}) => labels.alertname!));
  const metrics = await toldOf([{name: 'webhook', tell}]);
  await until(() => told.length > 1);
  expect(told.slice(0, 2)).toEqual(['TimpushDelivery', 'TimpushDelivery']);
  expect(await metrics.text()).toContain('timpush_findings{kind="delivery",severity="critical"} 1');
});

test('where nobody is to be told, they are counted and recorded all the same', async () => {
  const recorded: string[] = [];
  const parts = atRest();
  const metrics = createMetrics();
  const collector: Collector = {
    ...parts.collector,
    currentFindings: async () => [aFindingView()],
    recordFindings: async (holding) => void recorded.push(...holding.map(({id}) => id)),
  };
  await started({...parts, collector}, {clock: quick, metrics});
  await until(async () => (await metrics.text()).includes('timpush_findings{kind="delivery",severity="critical"} 1'));
  expect(recorded[0]).toBe(aFindingView().id);
});

test('what is told when the service stops ends with it', async () => {
  let [begun, ended] = [false, false];
  const tell = (_: readonly Alert[], stop: AbortSignal) =>
    new Promise<number>((_, reject) => {
      begun = true;
      stop.addEventListener('abort', () => {
        ended = true;
        reject(stop.reason);
      });
    });
  await toldOf([{name: 'webhook', tell}]);
  await until(() => begun);
  await service!.stop();
  service = undefined;
  expect(ended).toBe(true);
});

test('without a port it collects all the same', async () => {
  const parts = atRest();
  service = await startService(undefined, depsOf(parts));
  expect(service.url).toBeUndefined();
  expect(parts.runs).toHaveLength(2);
});

describe('does not start', () => {
  test('with an app that the store knows under another name', async () => {
    const parts = atRest();
    await recordEntries(parts.store, [anEntry({app: 'old-shop'})]);
    await expect(started(parts)).rejects.toThrow('“old-shop”');
    expect(parts.runs).toEqual([]);
  });

  test('with a store that does not let us in', async () => {
    const parts = atRest();
    parts.store.failure = new StoreDeniedError('wrong token');
    await expect(started(parts)).rejects.toThrow('wrong token');
    expect(parts.runs).toEqual([]);
  });

  test('on a port that somebody else has', async () => {
    const {service: first} = await started();
    const parts = atRest();
    const port = Number(new URL(first.url!).port);
    await expect(startService({...listen, port}, depsOf(parts))).rejects.toThrow(`port ${port} is in use`);
    expect(parts.runs).toEqual([]);
  });
});

test('stopping tells the runs to hand over, waits for them, and closes the server and, last, the store', async () => {
  const {service: running, closed} = await started();
  service = undefined;
  await running.stop();
  expect(closed).toEqual(['run', 'run', 'store']);
  await expect(fetch(`${running.url}/healthz`)).rejects.toThrow();
});

test('says which windows of another grid are stored', async () => {
  const parts = atRest();
  const window = {start: 1_772_380_800 + 1800, end: 1_772_380_800 + 5400};
  await recordEntries(parts.store, [anEntry({report: 'hits', window})]);
  const told: object[] = [];
  const log = {...silentLog, warn: (data: object) => void told.push(data)};
  service = await startService(undefined, {...depsOf(parts), log});
  await until(() => told.length > 0);
  expect(told).toMatchObject([
    {app: 'shop', step: '1h', windows: 1, reason: expect.stringContaining('forget --grid --app shop')},
  ]);
});

test('in a cluster the turns are its own; when it is apart, the collector is not ready and says why', async () => {
  const ticks: string[] = [];
  const ended: string[] = [];
  const cluster: Cluster = {
    group: 'cluster:test',
    paces: () => ({turn: () => Promise.reject(new Error('nobody asks')), widen() {}}),
    fence: {lost: async () => new Set()},
    backfills: new MemoryBook(),
    failure: 'Redis at redis:6379 does not answer',
    lanes: (all) => ({
      tick: (job) =>
        void ticks.push(
          ...all()
            .find((lane) => lane.job === job)!
            .apps.map(({name}) => name),
        ),
      begin() {},
      stop: async () => void ended.push('turns'),
    }),
    view: () => ({failure: '', machines: [], waiting: 0, oldestWaiting: 0, held: [], takeOvers: []}),
    close: async () => void ended.push('cluster'),
  };
  const {runs, get, service: one} = await started(atRest(), {cluster});
  expect([ticks, runs]).toEqual([['shop', 'news'], []]);
  const reasons = ['Redis at redis:6379 does not answer'];
  expect(await get('/readyz')).toMatchObject({status: 503, body: {reasons}});
  await one.stop();
  service = undefined;
  expect(ended).toEqual(['turns', 'cluster']);
});
