import {setTimeout as sleep} from 'node:timers/promises';
import type {Dispatcher} from 'undici';
import {leanHeap} from '../../src/collector/heap.js';
import {AbortListeners} from '../../src/domain/abort-listeners.js';
import type {App} from '../../src/domain/app.js';
import {BurstLimit} from '../../src/domain/burst-limit.js';
import type {RunSignals} from '../../src/domain/executor.js';
import type {Job} from '../../src/domain/job.js';
import type {Paces} from '../../src/domain/pace.js';
import type {Store} from '../../src/domain/ports.js';
import type {RunSummary} from '../../src/domain/run-summary.js';
import {parseStep, type Span} from '../../src/domain/window.js';
import {createMetrics} from '../../src/http/metrics.js';
import {openInflux} from '../../src/influx/influx-store.js';
import {BatchReader} from '../../src/pipeline/batch-reader.js';
import {BATCH, BatchWriter} from '../../src/pipeline/batch-writer.js';
import {run} from '../../src/pipeline/run.js';
import {systemClock} from '../../src/system-clock.js';
import {TimpushClient} from '../../src/timpush/client.js';
import {Connections} from '../../src/timpush/connections.js';
import {reports} from '../../src/timpush/reports.js';
import {UserSig} from '../../src/timpush/user-sig.js';
import {Activity} from '../../src/views/activity.js';
import {heapInUse} from '../../test/support/oracle/heap-in-use.js';
import {serve} from './conversation.js';
import {type Cost, costOf} from './cost.js';
import {FIRST_APP_ID, HOUR, LOAD_END, type Load} from './load.js';
import {openShared, takeTurns} from './shared-work.js';

export interface CollectorCost extends Cost {
  readonly requests: number;
  readonly lines: number;
  readonly left: number;
}

/** As `src/collector.ts` wires it, but for the store, which may be none. */

const silent = () => {};
const log = {debug: silent, info: silent, warn: silent, error: silent};
const never = () => new AbortController().signal;

const noStore: Store = {
  write: async () => {},
  points: async () => [],
  sums: async () => [],
  latest: async () => [],
  inventory: async () => [],
  remove: async () => {},
  retention: async () => undefined,
  probe: async () => {},
  ping: async () => {},
  close: async () => {},
};

const job: Job = {
  // The vendor's memory of 30 days would leave nothing of so many windows.
  report: {...reports.chat!, retention: 20 * 366 * 24 * HOUR},
  step: parseStep('1h')!,
  schedule: '*/10 * * * *',
  span: 7 * 24 * HOUR,
  refresh: [
    {name: '10m', seconds: 600},
    {name: '1h', seconds: 3600},
    {name: '6h', seconds: 6 * 3600},
    {name: '1d', seconds: 86_400},
    {name: '3d', seconds: 3 * 86_400},
  ],
};

async function collect(load: Load): Promise<CollectorCost> {
  leanHeap(load.apps);
  const store = load.influx ? openInflux({version: 1, ...load.influx}, {log, clock, random: Math.random}) : noStore;
  const {meter} = new Activity(clock, createMetrics().meter);
  const cluster = openShared(load, {clock, log});
  const written = {requests: 0, lines: 0};
  const recorder = new BatchWriter(
    store,
    BATCH,
    {
      batch(points) {
        written.requests += 1;
        written.lines += points;
        meter.batch(points);
      },
    },
    cluster?.fence,
  );
  const reader = new BatchReader(store, clock);
  const connections = new Connections();
  const apps = Array.from({length: load.apps}, (_, i) => appOf(i));
  const shared = {meter, paces: cluster?.paces, burstLimit: new BurstLimit(load.paceMs, clock)};
  const sources = apps.map((app, i) => clientOf(app, load, connections.of(i), shared));
  const span: Span = {start: LOAD_END - load.windows * HOUR, end: LOAD_END};
  let left = 0;
  const cost = await costOf(async () => {
    const summaries: RunSummary[] = [];
    const work = async (app: App, signals: RunSignals) => {
      const source = sources[app.sdkAppId - FIRST_APP_ID]!;
      const deps = {source, store: reader, recorder, clock, meter, log};
      summaries.push(await run({job, app, span, maxInFlight: load.inFlight, ...signals}, deps));
    };
    if (cluster) await takeTurns(cluster, {job, apps}, work);
    else await Promise.all(apps.map((app) => work(app, {handover: never(), cancel: never()})));
    left = summaries.reduce((sum, {windowsLeft}) => sum + windowsLeft, 0);
    const error = summaries.find((summary) => summary.error !== undefined)?.error;
    if (error) throw error;
    return summaries.reduce((sum, {windowsOk}) => sum + windowsOk, 0);
  });
  standing = {sources, meter, recorder};
  await connections.close();
  await store.close();
  return {...cost, ...written, left};
}

/** One of each for all apps, as the collector has them. */
const clock = systemClock();
const aborts = new AbortListeners();

function appOf(i: number): App {
  return {name: `app-${i}`, sdkAppId: FIRST_APP_ID + i, timezone: 'Asia/Shanghai', withoutReceipts: ['fcm']};
}

function clientOf(
  app: App,
  {api, paceMs, inFlight}: Load,
  dispatcher: Dispatcher,
  shared: {readonly meter: Activity['meter']; readonly paces: Paces | undefined; readonly burstLimit: BurstLimit},
) {
  const userSig = new UserSig(
    {sdkAppId: app.sdkAppId, identifier: 'administrator', secretKey: () => 'bench', ttl: 86_400},
    clock,
  );
  return new TimpushClient(
    {
      app,
      identifier: 'administrator',
      baseUrl: api,
      paceMs,
      maxInFlight: inFlight,
      timeoutMs: 10_000,
      retries: 5,
      backoffMs: paceMs,
    },
    {dispatcher, clock, random: Math.random, userSig, aborts, ...shared},
  );
}

/** What stands when nothing is asked: a collector is idle most of the time. */
let standing: unknown;

serve({
  collect,
  leave: () => process.exit(),
  memory: async ({restMs}: {restMs: number}) => ({
    busyMb: process.memoryUsage.rss() / 1e6,
    rssMb: await sleep(restMs).then(() => process.memoryUsage.rss() / 1e6),
    highestRssMb: process.resourceUsage().maxRSS / 1000,
    liveMb: heapInUse() / 1e6,
    standing: standing !== undefined,
  }),
});
