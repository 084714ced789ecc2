import {randomBytes} from 'node:crypto';
import {hostname} from 'node:os';
import type {AppConfig, Config, JobConfig} from './config/config.js';
import {AbortListeners} from './domain/abort-listeners.js';
import type {App} from './domain/app.js';
import type {Job} from './domain/job.js';
import type {ExplainLoss} from './domain/loss.js';
import type {Clock, Log, Meter, Source, Store} from './domain/ports.js';
import type {RunSummary} from './domain/run-summary.js';
import {parseStep} from './domain/window.js';
import {openInflux} from './influx/influx-store.js';
import {agentsBy} from './network.js';
import {BatchReader} from './pipeline/batch-reader.js';
import {BATCH, BatchWriter} from './pipeline/batch-writer.js';
import {LastWrite} from './pipeline/last-write.js';
import {OtherCollectors} from './pipeline/other-collectors.js';
import {type RunInput, run} from './pipeline/run.js';
import {StoreGuard} from './pipeline/store-guard.js';
import {BurstLimit} from './timpush/burst-limit.js';
import {type ClientDeps, TimpushClient} from './timpush/client.js';
import {codeRow} from './timpush/codes.js';
import {Connections} from './timpush/connections.js';
import {lookUp} from './timpush/loss-codes.js';
import {regionDomains} from './timpush/regions.js';
import {reports} from './timpush/reports.js';
import {UserSig} from './timpush/user-sig.js';
import {onOneGrid} from './views/one-grid.js';
import {type Queries, queries} from './views/query.js';

export interface CollectorDeps {
  readonly clock: Clock;
  readonly meter: Meter;
  readonly log: Log;
}

/** Everything wired together, at rest until it is told to run. */
export interface Collector extends Queries {
  readonly apps: readonly App[];
  readonly jobs: readonly Job[];
  readonly store: Store;
  /** Why the last write failed; undefined: it did not. */
  readonly lastWrite: {readonly failure: string | undefined};
  /** Of the configuration. */
  readonly timezone: string;
  readonly paceMs: number;
  source(app: App): Source;
  /** What a code of the API means, and what the operator does about it. */
  explain(code: number): string;
  /** What a code of a loss report means. */
  readonly explainLoss: ExplainLoss;
  run(input: Omit<RunInput, 'maxInFlight'>): Promise<RunSummary>;
  close(): Promise<void>;
}

/** What the configuration may name. */
export const known = {reports, regions: Object.keys(regionDomains)};

/** Throws StoreDeniedError or StoreUnavailableError when an embedded store cannot be opened; a server is first asked when it is used. */
export async function openCollector(config: Config, {clock, meter, log}: CollectorDeps): Promise<Collector> {
  const apps = config.apps.map(appOf);
  const jobs = config.jobs.map(jobOf);
  const store = onOneGrid(await openStore(config, {clock, log}), {jobs, apps}, clock);
  const otherCollectors = new OtherCollectors(uniqueName(), Math.floor(clock.now() / 1000));
  const guard = new StoreGuard({store, clock, log});
  const reader = guard.reader(new BatchReader(store, clock));
  const lastWrite = new LastWrite(store);
  const recorder = guard.recorder(new BatchWriter(lastWrite, BATCH, meter));
  const connections = new Connections(apps.length, agentsBy(config.proxy));
  const shared = {clock, meter, burstLimit: new BurstLimit(), aborts: new AbortListeners()};
  const sources = new Map(
    config.apps.map((app, index) => {
      const deps = {...shared, dispatcher: connections.of(index)};
      return [app.name, clientOf(config, app, apps[index]!, deps)];
    }),
  );
  const source = (app: App): Source => sources.get(app.name)!;
  return {
    apps,
    jobs,
    store,
    lastWrite,
    source,
    timezone: config.timezone,
    paceMs: config.timpush.paceMs,
    explain,
    explainLoss: lookUp,
    ...queries({jobs, apps, store, clock, explainLoss: lookUp}),
    run: (input) =>
      run(
        {...input, maxInFlight: config.timpush.maxInFlight},
        {source: source(input.app), store: reader, recorder, guard, clock, meter, log, otherCollectors},
      ),
    async close() {
      await connections.close();
      await store.close();
    },
  };
}

function uniqueName(): string {
  return [hostname(), process.pid, randomBytes(4).toString('hex')].join(':');
}

function explain(code: number): string {
  const {meaning, advice} = codeRow(code);
  return `Code ${code}: ${meaning}; what to do: ${advice}`;
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

function clientOf(
  {timpush}: Config,
  {sdkAppId, identifier, secretKey, region, baseUrl}: AppConfig,
  app: App,
  deps: Omit<ClientDeps, 'random' | 'userSig'>,
): Source {
  const userSig = new UserSig(
    {sdkAppId, identifier, secretKey: () => secretKey.read(), ttl: timpush.userSigTtl.seconds},
    deps.clock,
  );
  const url = baseUrl ?? `https://${regionDomains[region!]}`;
  return new TimpushClient(
    {...timpush, app, identifier, baseUrl: url, backoffMs: timpush.paceMs},
    {...deps, random: Math.random, userSig},
  );
}

function appOf({name, sdkAppId, timezone, withoutReceipts}: AppConfig): App {
  return {name, sdkAppId, timezone, withoutReceipts};
}

function jobOf({report, step, schedule, span, refresh}: JobConfig): Job {
  return {report: reports[report]!, step: parseStep(step)!, schedule, span: span.seconds, refresh};
}
