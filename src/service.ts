import {Monitor} from './alerts/monitor.js';
import {onlyWhile} from './alerts/only-while.js';
import type {Collector} from './collector.js';
import type {Cluster} from './domain/cluster.js';
import type {Executor} from './domain/executor.js';
import {Loop} from './domain/loop.js';
import type {Clock, Log} from './domain/ports.js';
import {exportCommands, queryRoutes} from './export/serving.js';
import {apiRoutes} from './http/api-routes.js';
import type {Metrics} from './http/metrics.js';
import {pageFiles} from './http/page-files.js';
import {pushGauges} from './http/push-gauges.js';
import {QuestionLimit} from './http/question-limit.js';
import {questionRoutes} from './http/question-routes.js';
import {readiness} from './http/readiness.js';
import {serve, serveLocal} from './http/serve.js';
import type {HttpOptions} from './http/server.js';
import {Backfill} from './pipeline/backfill.js';
import {Lanes} from './pipeline/lanes.js';
import {MemoryBook} from './pipeline/memory-book.js';
import {Schedule} from './pipeline/schedule.js';
import {checkStore, tellOfStore} from './pipeline/store-check.js';
import {type AnyJob, turnOf} from './pipeline/turn.js';
import type {Activity} from './views/activity.js';
import {recallRuns} from './views/recall-runs.js';

export interface ServiceDeps {
  readonly collector: Collector;
  readonly metrics: Metrics;
  /** Gathers what the collector's meter is told. */
  readonly activity: Activity;
  /** Those that share the work; absent: this process works alone. */
  readonly cluster?: Cluster | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Where commands of this machine ask while the store lets nobody else in; absent: it lets them. */
  readonly socketPath?: string | undefined;
  /** Whether metrics tell of pushes, too. */
  readonly pushMetrics?: boolean;
}

/** The collector at work. */
export interface Service {
  /** Where health, metrics and answers are served; undefined when that is off. */
  readonly url: string | undefined;
  /** Finishes what is in flight, within 10 s, and closes everything. */
  stop(): Promise<void>;
}

/** In-flight calls end by their own deadline; what is not done by then stays due. */
const STOP_GRACE_MS = 8000;

/** From one look at findings to the next. The first comes so late, too: what fell due while nobody collected is no hole yet. */
const LOOK_EVERY_MS = 60_000;

/** Serves (where `listen` says; not at all without), catches up at once, and ticks. Throws when an app was renamed, the store does not give back what it is given, or the port is taken. */
export async function startService(listen: HttpOptions | undefined, deps: ServiceDeps): Promise<Service> {
  const {collector, metrics, clock, log} = deps;
  await checkStore(collector, deps);
  const {executor, backfill} = openExecutor(deps);
  void recallRuns(jobsOf(collector), {...collector, activity: deps.activity, log});
  void tellOfStore(collector, deps);
  const schedule = new Schedule(jobsOf(collector), {
    onTick: (job) => executor.tick(job),
    clock,
    meter: metrics.meter,
    log,
  });
  const {activity, cluster} = deps;
  const unwatch = cluster && watchOthers(cluster, deps);
  const ready = () => readiness({...collector, activity, schedule, cluster});
  const monitor = monitorOf(listen?.publicUrl, schedule, deps);
  const openFindings = () => monitor.holding();
  const {queries, ...page} = apiRoutes({...collector, clock, activity, backfill, schedule, cluster, openFindings});
  const {tables} = collector.store;
  const asked = questionRoutes(collector, () => schedule.late());
  const routes = {...queries, ...asked, ...(tables && queryRoutes(tables))};
  const commands = tables && exportCommands({...collector, tables, clock});
  const files = pageFiles(new URL('.', import.meta.url));
  const limit = new QuestionLimit();
  const server = listen && (await serve(listen, {metrics, ready, routes, ...page, files, limit, clock, log}));
  const closeLocal = await serveLocal(deps.socketPath, {routes, commands, limit, log});
  schedule.start();
  const loops = loopsOf(monitor, deps);
  for (const loop of loops) loop.start();
  return {
    url: server?.url,
    async stop() {
      unwatch?.();
      await schedule.stop();
      if (cluster) collector.hurry();
      await Promise.all([executor.stop(STOP_GRACE_MS), ...loops.map((loop) => loop.stop(STOP_GRACE_MS))]);
      await Promise.all([server?.close(), closeLocal?.()]);
      await collector.close();
      await cluster?.close();
    },
  };
}

function jobsOf({jobs, campaigns}: Collector): AnyJob[] {
  return [...jobs, ...(campaigns ? [campaigns.job] : [])];
}

/** Who looks for findings, records them and tells of them. */
function monitorOf(
  publicUrl: string | undefined,
  schedule: Pick<Schedule<AnyJob>, 'late'>,
  {collector, metrics, activity, cluster, clock, log}: ServiceDeps,
): Monitor {
  // One of a cluster tells and records; the others look, for their pages.
  const tells = () => cluster?.view().machines[0]?.isThis ?? !cluster;
  return new Monitor({
    source: {current: (gone) => collector.currentFindings(gone, schedule.late()), lately: collector.endedFindings},
    receivers: onlyWhile(tells, collector.receivers),
    publicUrl,
    meter: metrics.alerts,
    record: async (...found) => (tells() ? collector.recordFindings(...found) : undefined),
    changes: () => `${activity.changes()} ${schedule.late().length}`,
    clock,
    log,
  });
}

/** What is done each minute: the look for findings, and what metrics tell of pushes. */
function loopsOf(monitor: Monitor, {collector, metrics, pushMetrics = false, clock, log}: ServiceDeps): Loop[] {
  const loops = [new Loop((stop) => monitor.look(stop), LOOK_EVERY_MS, clock)];
  if (pushMetrics) loops.push(new Loop(pushGauges({...collector, metrics, clock, log}), LOOK_EVERY_MS, clock));
  return loops;
}

/** Whoever gives the lanes their turns: what happens in one is the same. */
function openExecutor({collector, activity, cluster, clock, log}: ServiceDeps) {
  const {apps, campaigns} = collector;
  const backfill = new Backfill({
    run: (input) => collector.run(input),
    begin: (job, app) => executor.begin(job, app),
    doneOf: (...window) => activity.doneOf(...window),
    book: cluster?.backfills ?? new MemoryBook(),
  });
  const takeTurn = turnOf({run: (input) => collector.run(input), runCampaigns: campaigns?.run, backfill});
  const appsOf = (job: AnyJob) => (job === campaigns?.job ? campaigns.apps : apps);
  const lanes = jobsOf(collector).map((job) => ({job, apps: appsOf(job)}));
  const alone = () => new Lanes<AnyJob>({takeTurn, appsOf, clock, log});
  const executor: Executor<AnyJob> = cluster?.lanes(lanes, takeTurn) ?? alone();
  return {executor, backfill};
}

/** What others do is seen here, too: by what the cluster tells, and by the runs that they have recorded. */
function watchOthers(cluster: Cluster, {collector, metrics, activity, log}: ServiceDeps): () => void {
  metrics.watchCluster(() => cluster.view());
  activity.elsewhere = () => new Set(cluster.view().held.map(({lane}) => lane));
  const look = () => void recallRuns(jobsOf(collector), {...collector, activity, log});
  const looking = setInterval(look, LOOK_EVERY_MS);
  return () => clearInterval(looking);
}
