import {randomBytes} from 'node:crypto';
import {hostname} from 'node:os';
import {openReceivers, type Receiver} from './alerts/receivers.js';
import {type ApiClients, openClients} from './api-clients.js';
import {type CampaignRuns, campaignRuns} from './collector/campaign-runs.js';
import {leanHeap} from './collector/heap.js';
import type {Config, JobConfig} from './config/config.js';
import type {App} from './domain/app.js';
import type {Cluster} from './domain/cluster.js';
import type {FindingView} from './domain/finding.js';
import type {Job} from './domain/job.js';
import type {ExplainLoss} from './domain/loss.js';
import type {Clock, IfMissing, Log, Meter, Recorder, Source, Store} from './domain/ports.js';
import type {RunSummary} from './domain/run-summary.js';
import {parseStep} from './domain/window.js';
import {openInflux} from './influx/influx-store.js';
import {agentsBy} from './network.js';
import {BatchReader} from './pipeline/batch-reader.js';
import {BATCH, BatchWriter} from './pipeline/batch-writer.js';
import {FindingRecord} from './pipeline/finding-record.js';
import {LastWrite} from './pipeline/last-write.js';
import {OtherCollectors} from './pipeline/other-collectors.js';
import {type RunDeps, type RunInput, run} from './pipeline/run.js';
import {StoreGuard} from './pipeline/store-guard.js';
import {explain} from './timpush/codes.js';
import {lookUp} from './timpush/loss-codes.js';
import {regionDomains} from './timpush/regions.js';
import {reports} from './timpush/reports.js';
import {onOneGrid} from './views/one-grid.js';
import {type Queries, queries} from './views/query.js';

export interface CollectorDeps {
  readonly clock: Clock;
  readonly meter: Meter;
  readonly log: Log;
  /** The DuckDB file; made, unless this is given. */
  readonly ifMissing?: IfMissing | undefined;
  /** Shared with other collectors; absent: this process works alone. */
  readonly cluster?: Pick<Cluster, 'group' | 'paces' | 'fence'> | undefined;
}

/** Everything wired together, at rest until it is told to run. */
export interface Collector extends Queries {
  readonly config: Config;
  readonly apps: readonly App[];
  readonly jobs: readonly Job[];
  readonly store: Store;
  /** What every point passes before it is stored. */
  readonly recorder: Recorder;
  /** Throws a CollectorError that says what to do when the store knows one by another name, or does not give back what it is given. */
  admitAll(apps: readonly Pick<App, 'name' | 'sdkAppId'>[]): Promise<void>;
  /** Why the last write failed; undefined: it did not. */
  readonly lastWrite: {readonly failure: string | undefined};
  /** Of the configuration. */
  readonly timezone: string;
  readonly paceMs: number;
  /** Who is told of findings. */
  readonly receivers: readonly Receiver[];
  source(app: App): Source;
  /** What a code of the API means, and what the operator does about it. */
  explain(code: number): string;
  /** What a code of a loss report means. */
  readonly explainLoss: ExplainLoss;
  run(input: Omit<RunInput, 'maxInFlight'>): Promise<RunSummary>;
  /** Keeps in the store what goes on now, and that the rest is over. */
  recordFindings(holding: readonly FindingView[], gone: AbortSignal): Promise<void>;
  /** Undefined: no app has any. */
  readonly campaigns?: CampaignRuns | undefined;
  /** The same store and all that goes on, for other apps and jobs. What was begun ends as it was begun. */
  withConfig(config: Config): Collector;
  /** What is still to be written does not wait for company any more. */
  hurry(): void;
  close(): Promise<void>;
}

export type {CampaignRuns} from './collector/campaign-runs.js';

/** What the configuration may name. */
export const known = {reports, regions: Object.keys(regionDomains)};

/** Throws StoreDeniedError or StoreUnavailableError when an embedded store cannot be opened; a server is first asked when it is used. */
export async function openCollector(config: Config, deps: CollectorDeps): Promise<Collector> {
  const {clock, meter, log, cluster} = deps;
  const store = await openStore(config, deps);
  const clients = openClients(config, {clock, meter, paces: cluster?.paces});
  const name = cluster?.group ?? [hostname(), process.pid, randomBytes(4).toString('hex')].join(':');
  const guard = new StoreGuard({store, clock, log});
  const lastWrite = new LastWrite(store);
  const writer = new BatchWriter(lastWrite, BATCH, meter, cluster?.fence);
  const receivers = openReceivers(config.alerts, {dispatcher: agentsBy(config.proxy)(), clock});
  const kept = {
    runs: {store: guard.reader(new BatchReader(store, clock)), recorder: guard.recorder(writer), clock, meter, log},
    otherCollectors: new OtherCollectors(name, Math.floor(clock.now() / 1000)),
    store,
    guard,
    lastWrite,
    receivers: receivers.list,
    hurry: () => writer.hurry(),
    close: () => Promise.all([clients.close(), receivers.close()]).then(() => store.close()),
  };
  return wired(config, clients, kept);
}

/** What a change of apps and jobs leaves as it is. */
interface Kept extends Pick<Collector, 'store' | 'lastWrite' | 'receivers' | 'hurry' | 'close'> {
  readonly runs: Omit<RunDeps, 'source' | 'otherCollectors' | 'guard'>;
  readonly otherCollectors: OtherCollectors;
  readonly guard: StoreGuard;
}

function wired(config: Config, clients: ApiClients, kept: Kept): Collector {
  const {runs, otherCollectors, guard, ...lasting} = kept;
  const {apps, source} = clients;
  leanHeap(apps.length);
  const {clock} = runs;
  const {timezone, timpush} = config;
  const jobs = config.jobs.map(jobOf);
  const store = onOneGrid(kept.store, {jobs, apps}, clock);
  const ofCampaigns = campaignRuns(config, clients, runs);
  const asked = queries({jobs, apps, store, clock, explainLoss: lookUp, timezone, campaigns: ofCampaigns});
  const findings = new FindingRecord({...runs, writer: runs.recorder, apps, ended: asked.endedFindings});
  return {
    ...lasting,
    config,
    apps,
    jobs,
    store,
    recorder: runs.recorder,
    admitAll: (all) => guard.admitAll(all),
    source,
    timezone,
    paceMs: timpush.paceMs,
    explain,
    explainLoss: lookUp,
    ...asked,
    recordFindings: (holding, gone) => findings.take(holding, gone),
    run: (input) =>
      run({...input, maxInFlight: timpush.maxInFlight}, {...runs, source: source(input.app), guard, otherCollectors}),
    campaigns: ofCampaigns,
    withConfig(next) {
      kept.store.forgetSums?.();
      return wired(next, clients.withApps(next.apps), kept);
    },
  };
}

async function openStore({store, influxdb, duckdb, proxy}: Config, deps: CollectorDeps): Promise<Store> {
  if (store === 'duckdb') {
    // DuckDB takes longer to load than all the rest of the start, so it is loaded only when it is the store.
    const {openDuckDb} = await import('./duckdb/duckdb-store.js');
    return openDuckDb(duckdb, deps);
  }
  const {token, password, ...options} = influxdb;
  const secrets = {...(token && {token: () => token.read()}), ...(password && {password: () => password.read()})};
  return openInflux({...options, ...secrets}, {...deps, random: Math.random, dispatcher: agentsBy(proxy)()});
}

export function jobOf({report, step, schedule, span, refresh}: JobConfig): Job {
  return {report: reports[report]!, step: parseStep(step)!, schedule, span: span.seconds, refresh};
}
