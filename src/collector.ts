import {randomBytes} from 'node:crypto';
import {hostname} from 'node:os';
import {openReceivers, type Receiver} from './alerts/receivers.js';
import {openClients} from './api-clients.js';
import type {Config, JobConfig} from './config/config.js';
import type {App} from './domain/app.js';
import type {Cluster} from './domain/cluster.js';
import type {RunSignals} from './domain/executor.js';
import type {FindingView} from './domain/finding.js';
import type {Job} from './domain/job.js';
import type {ExplainLoss} from './domain/loss.js';
import type {Clock, Log, Meter, Recorder, Source, Store} from './domain/ports.js';
import type {RunSummary} from './domain/run-summary.js';
import {parseStep} from './domain/window.js';
import {openInflux} from './influx/influx-store.js';
import {agentsBy} from './network.js';
import {BatchReader} from './pipeline/batch-reader.js';
import {BATCH, BatchWriter} from './pipeline/batch-writer.js';
import type {CampaignDeps} from './pipeline/campaign-pass.js';
import {type CampaignPlan, planCampaigns, runCampaigns} from './pipeline/campaigns.js';
import {FindingRecord} from './pipeline/finding-record.js';
import {LastWrite} from './pipeline/last-write.js';
import {OtherCollectors} from './pipeline/other-collectors.js';
import {type RunInput, run} from './pipeline/run.js';
import {StoreGuard} from './pipeline/store-guard.js';
import {campaigns} from './timpush/campaigns.js';
import {explain} from './timpush/codes.js';
import {lookUp} from './timpush/loss-codes.js';
import {regionDomains} from './timpush/regions.js';
import {reports} from './timpush/reports.js';
import type {FollowedCampaigns} from './views/campaign-status.js';
import {onOneGrid} from './views/one-grid.js';
import {type Queries, queries} from './views/query.js';

export interface CollectorDeps {
  readonly clock: Clock;
  readonly meter: Meter;
  readonly log: Log;
  /** Shared with other collectors; absent: this process works alone. */
  readonly cluster?: Pick<Cluster, 'group' | 'paces' | 'fence'> | undefined;
}

/** Everything wired together, at rest until it is told to run. */
export interface Collector extends Queries {
  readonly apps: readonly App[];
  readonly jobs: readonly Job[];
  readonly store: Store;
  /** What every point passes before it is stored. */
  readonly recorder: Recorder;
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
  /** What is still to be written does not wait for company any more. */
  hurry(): void;
  close(): Promise<void>;
}

/** Campaigns are collected beside the jobs. */
export interface CampaignRuns extends FollowedCampaigns {
  run(input: RunSignals & {readonly app: App}): Promise<RunSummary>;
  plan(app: App): Promise<CampaignPlan>;
}

/** What the configuration may name. */
export const known = {reports, regions: Object.keys(regionDomains)};

/** Throws StoreDeniedError or StoreUnavailableError when an embedded store cannot be opened; a server is first asked when it is used. */
export async function openCollector(config: Config, {clock, meter, log, cluster}: CollectorDeps): Promise<Collector> {
  const jobs = config.jobs.map(jobOf);
  const opened = await openStore(config, {clock, log});
  const clients = openClients(config, {clock, meter, paces: cluster?.paces});
  const {apps, source} = clients;
  const store = onOneGrid(opened, {jobs, apps}, clock);
  const name = cluster?.group ?? [hostname(), process.pid, randomBytes(4).toString('hex')].join(':');
  const otherCollectors = new OtherCollectors(name, Math.floor(clock.now() / 1000));
  const guard = new StoreGuard({store, clock, log});
  const reader = guard.reader(new BatchReader(store, clock));
  const lastWrite = new LastWrite(store);
  const writer = new BatchWriter(lastWrite, BATCH, meter, cluster?.fence);
  const recorder = guard.recorder(writer);
  const shared = {store: reader, recorder, clock, meter, log};
  const receivers = openReceivers(config.alerts, {dispatcher: agentsBy(config.proxy)(), clock});
  const runs = campaignRuns(config, apps, {...shared, report: campaigns}, source);
  const {timezone} = config;
  const asked = queries({jobs, apps, store, clock, explainLoss: lookUp, timezone, campaigns: runs});
  const findings = new FindingRecord({store: reader, writer: recorder, apps, ended: asked.endedFindings, clock});
  return {
    apps,
    jobs,
    store,
    recorder,
    lastWrite,
    source,
    timezone,
    paceMs: config.timpush.paceMs,
    receivers: receivers.list,
    explain,
    explainLoss: lookUp,
    ...asked,
    recordFindings: (holding, gone) => findings.take(holding, gone),
    run: (input) =>
      run(
        {...input, maxInFlight: config.timpush.maxInFlight},
        {...shared, source: source(input.app), guard, otherCollectors},
      ),
    campaigns: runs,
    hurry: () => writer.hurry(),
    close: () => Promise.all([clients.close(), receivers.close()]).then(() => store.close()),
  };
}

function campaignRuns(
  {apps: configs, campaigns: {schedule, refresh}}: Config,
  apps: readonly App[],
  deps: Omit<CampaignDeps, 'source'>,
  source: (app: App) => Source,
): CampaignRuns | undefined {
  const lists = new Map(configs.map((app) => [app.name, app.campaigns]));
  const having = apps.filter(({name}) => !lists.get(name)!.isEmpty);
  const job = {report: deps.report, step: {name: 'task'}, schedule, refresh};
  const inputOf = (app: App) => ({app, job, ...lists.get(app.name)!.read()});
  if (having.length === 0) return undefined;
  return {
    job,
    apps: having,
    list: (app) => lists.get(app.name)!.read().campaigns,
    run: ({app, ...signals}) => runCampaigns({...inputOf(app), ...signals}, {...deps, source: source(app)}),
    plan: (app) => planCampaigns(inputOf(app), Math.floor(deps.clock.now() / 1000), deps),
  };
}

async function openStore({store, influxdb, duckdb, proxy}: Config, deps: {clock: Clock; log: Log}): Promise<Store> {
  if (store === 'duckdb') {
    // DuckDB takes longer to load than all the rest of the start, so it is loaded only when it is the store.
    const {openDuckDb} = await import('./duckdb/duckdb-store.js');
    return openDuckDb(duckdb, deps);
  }
  const {token, password, ...options} = influxdb;
  const secrets = {...(token && {token: () => token.read()}), ...(password && {password: () => password.read()})};
  return openInflux({...options, ...secrets}, {...deps, random: Math.random, dispatcher: agentsBy(proxy)()});
}

function jobOf({report, step, schedule, span, refresh}: JobConfig): Job {
  return {report: reports[report]!, step: parseStep(step)!, schedule, span: span.seconds, refresh};
}
