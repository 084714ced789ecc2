import {type Collector, known, openCollector} from '../../src/collector.js';
import {loadConfig} from '../../src/config/load.js';
import type {App} from '../../src/domain/app.js';
import {measurement} from '../../src/domain/measurements.js';
import type {Store} from '../../src/domain/ports.js';
import type {RunSummary} from '../../src/domain/run-summary.js';
import {createMetrics} from '../../src/http/metrics.js';
import {BatchReader} from '../../src/pipeline/batch-reader.js';
import {BATCH, BatchWriter} from '../../src/pipeline/batch-writer.js';
import {runCampaigns} from '../../src/pipeline/campaigns.js';
import {Lanes} from '../../src/pipeline/lanes.js';
import {run} from '../../src/pipeline/run.js';
import {systemClock} from '../../src/system-clock.js';
import {campaigns} from '../../src/timpush/campaigns.js';
import {Activity} from '../../src/views/activity.js';
import {silentLog} from '../support/doubles/silent-log.js';
import {type Experiment, type ExperimentOptions, openExperiment} from './experiment-fixture.js';
import {LedgerHistory} from './ledger-history.js';

const never = new AbortController().signal;
/** Longer than any job of an experiment asks back. */
const LOOK_BACK = 10 * 86_400;

export interface CollectorFixture {
  readonly experiment: Experiment;
  readonly books: LedgerHistory;
  /** Every job for every app, and its campaigns, once. */
  tick(): Promise<readonly RunSummary[]>;
  /** Unix seconds. */
  now(): number;
  /** Looks into the ledger; the store has to be there. */
  observe(): Promise<void>;
  /** Time goes on only here. */
  pass(seconds: number): void;
  close(): Promise<void>;
}

export interface CollectorFixtureOptions extends Omit<ExperimentOptions, 'now' | 'remember'> {
  /** Unix seconds. */
  readonly from: number;
  readonly store: Store;
  /** The same store for the eyes of the proof, with nothing in between. */
  readonly truth: Pick<Store, 'points'>;
  readonly timpush?: object;
}

/**
 * The whole line in this process as `start` wires it, into a store of one's own; but ticks come when they are told to, and the clock stands
 * still during a run.
 */
export async function openCollectorFixture({
  from,
  store,
  truth,
  timpush,
  ...options
}: CollectorFixtureOptions): Promise<CollectorFixture> {
  let nowMs = from * 1000;
  const now = () => nowMs;
  const experiment = await openExperiment({...options, now, remember: false});
  const clock = {...systemClock(), now};
  const {meter} = new Activity(clock, createMetrics().meter);
  const deps = {clock, meter, log: silentLog};
  // Its clients and jobs are used, its store never.
  const store1 = {store: 'influxdb', influxdb: {version: 1, url: 'http://127.0.0.1:1', database: 'none'}};
  await experiment.configure({
    ...store1,
    timpush: {paceMs: options.paceMs, retries: 3, userSigTtl: '365d', ...timpush},
  });
  const config = loadConfig({path: experiment.workplace.path('collector.yaml'), env: {}}, known);
  const collector: Collector = await openCollector(config, deps);
  const books = new LedgerHistory({apps: experiment.apps, jobs: options.jobs, simulator: experiment.simulator}, now);
  const reader = new BatchReader(store, clock);
  const recorder = books.watching(new BatchWriter(store, {...BATCH, lingerMs: 10, soonMs: 5}, meter));
  const ending: Promise<RunSummary>[] = [];
  const lanes = new Lanes({
    async takeTurn({app, jobs}, signals) {
      const {maxInFlight} = config.timpush;
      const wired = {source: collector.source(app), store: reader, recorder, ...deps};
      const runs = jobs.map((job) => run({job, app, maxInFlight, ...signals}, wired));
      ending.push(...runs);
      await Promise.all(runs);
      return [];
    },
    appsOf: () => collector.apps,
    clock,
    log: silentLog,
  });
  function campaignsOf(app: App): Promise<RunSummary>[] {
    if (!collector.campaigns) return [];
    const {job, list} = collector.campaigns;
    const wired = {report: campaigns, source: collector.source(app), store: reader, recorder, ...deps};
    return [runCampaigns({job, app, campaigns: list(app), handover: never, cancel: never}, wired)];
  }
  async function observe(): Promise<void> {
    const span = {start: now() / 1000 - LOOK_BACK, end: now() / 1000};
    books.observe(await truth.points({measurement: measurement.ledger, span}));
  }
  return {
    experiment,
    books,
    observe,
    async tick() {
      for (const job of collector.jobs) lanes.tick(job);
      await Promise.resolve();
      const ended = await Promise.all([...ending.splice(0), ...collector.apps.flatMap(campaignsOf)]);
      // An outage that is still on is looked behind later.
      await observe().catch(() => undefined);
      return ended;
    },
    now: () => nowMs / 1000,
    pass(seconds) {
      nowMs += seconds * 1000;
    },
    async close() {
      await collector.close();
      await experiment.close();
    },
  };
}
