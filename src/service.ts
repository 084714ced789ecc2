import {Monitor} from './alerts/monitor.js';
import {onlyWhile} from './alerts/only-while.js';
import type {Collector} from './collector.js';
import type {Cluster} from './domain/cluster.js';
import {Loop} from './domain/loop.js';
import type {Clock, Log} from './domain/ports.js';
import type {Metrics} from './http/metrics.js';
import {pageFiles} from './http/page-files.js';
import {pushGauges} from './http/push-gauges.js';
import {QuestionLimit} from './http/question-limit.js';
import {serve, serveLocal} from './http/serve.js';
import type {HttpOptions} from './http/server.js';
import {openExecutor} from './pipeline/open-executor.js';
import {Schedule} from './pipeline/schedule.js';
import {checkStore, tellOfStore} from './pipeline/store-check.js';
import type {AnyJob} from './pipeline/turn.js';
import {answers} from './service/answers.js';
import {InForce} from './service/in-force.js';
import {openOperations} from './service/open-operations.js';
import type {KnownOperations} from './service/operations.js';
import {Reload, type ReloadDeps} from './service/reload.js';
import type {Activity} from './views/activity.js';
import {recallRuns} from './views/recall-runs.js';

export interface ServiceDeps {
  readonly collector: Collector;
  readonly readConfig: ReloadDeps['readConfig'];
  readonly metrics: Metrics;
  /** Gathers what the collector's meter is told. */
  readonly activity: Activity;
  /** Those that share the work; absent: this process works alone. */
  readonly cluster?: Cluster | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Where commands of this machine ask while the store lets nobody else in; absent: it lets them. */
  readonly socketPath?: string | undefined;
  /** What commands may have done here. */
  readonly commands: KnownOperations;
  /** Whether metrics tell of pushes, too. */
  readonly pushMetrics?: boolean;
}

/** The collector at work. */
export interface Service {
  /** Where health, metrics and answers are served; undefined when that is off. */
  readonly url: string | undefined;
  /** Puts the configuration in force as it is now, or keeps that before and says why in the log. */
  reload(): Promise<void>;
  /** Finishes what is in flight, within 10 s, and closes everything. */
  stop(): Promise<void>;
}

/** In-flight calls end by their own deadline; what is not done by then stays due. */
const STOP_GRACE_MS = 8000;

/** From one look at findings to the next. The first comes so late, too: what fell due while nobody collected is no hole yet. */
const LOOK_EVERY_MS = 60_000;

/** Serves (where `listen` says; not at all without), catches up at once, and ticks. Throws when an app was renamed, the store does not give back what it is given, or the port is taken. */
export async function startService(listen: HttpOptions | undefined, deps: ServiceDeps): Promise<Service> {
  const {metrics, activity, cluster, clock, log, socketPath} = deps;
  await checkStore(deps.collector, deps.collector.apps, log);
  const inForce = new InForce(deps.collector);
  const doneOf: Activity['doneOf'] = (...job) => activity.doneOf(...job);
  const {executor, backfill} = openExecutor({work: () => inForce.work, doneOf, cluster, clock, log});
  void recallRuns(inForce.jobs, {...deps.collector, activity, log});
  void tellOfStore(deps.collector, deps);
  const onTick = (job: AnyJob) => executor.tick(job);
  const schedule = new Schedule(inForce.jobs, {onTick, clock, meter: metrics.meter, log});
  const unwatch = cluster && watchOthers(cluster, inForce, deps);
  const monitor = monitorOf(listen?.publicUrl, {...deps, inForce, schedule});
  const reload = new Reload({...deps, inForce, executor, schedule, backfill});
  const openFindings = () => monitor.holding();
  const operations = openOperations({...deps, inForce, executor, backfill});
  const parts = {inForce, backfill, schedule, reload, operations, commands: Object.keys(deps.commands), openFindings};
  const {routes, polls, actions, localActions, ...page} = answers({...deps, cluster, ...parts});
  const served = {routes, polls, actions, limit: new QuestionLimit(), log};
  const files = pageFiles();
  const server = listen && (await serve(listen, {...served, ...page, metrics, files, clock}));
  const closeLocal = await serveLocal(socketPath, {...served, actions: {...actions, ...localActions}});
  schedule.start();
  const loops = loopsOf(monitor, inForce, deps);
  for (const loop of loops) loop.start();
  return {
    url: server?.url,
    reload: () =>
      reload.reload().then(
        () => undefined,
        () => undefined,
      ),
    async stop() {
      unwatch?.();
      reload.stop();
      operations.close();
      schedule.stop();
      if (cluster) inForce.collector.hurry();
      await Promise.all([executor.stop(STOP_GRACE_MS), ...loops.map((loop) => loop.stop(STOP_GRACE_MS))]);
      await Promise.all([server?.close(), closeLocal?.()]);
      await inForce.collector.close();
      await cluster?.close();
    },
  };
}

interface MonitorDeps extends ServiceDeps {
  readonly inForce: InForce;
  readonly schedule: Pick<Schedule<AnyJob>, 'late'>;
}

/** Who looks for findings, records them and tells of them. */
function monitorOf(publicUrl: string | undefined, deps: MonitorDeps): Monitor {
  const {inForce, schedule, metrics, activity, cluster, clock, log} = deps;
  // One of a cluster tells and records; the others look, for their pages.
  const tells = () => cluster?.view().machines[0]?.isThis ?? !cluster;
  return new Monitor({
    source: {
      current: (gone) => inForce.collector.currentFindings(gone, schedule.late()),
      lately: (gone) => inForce.collector.endedFindings(gone),
    },
    receivers: onlyWhile(tells, inForce.collector.receivers),
    publicUrl,
    meter: metrics.alerts,
    record: async (...found) => (tells() ? inForce.collector.recordFindings(...found) : undefined),
    changes: () => `${activity.changes()} ${schedule.late().length}`,
    clock,
    log,
  });
}

/** What is done each minute: the look for findings, and what metrics tell of pushes. */
function loopsOf(monitor: Monitor, inForce: InForce, {metrics, pushMetrics = false, clock, log}: ServiceDeps): Loop[] {
  const loops = [new Loop((stop) => monitor.look(stop), LOOK_EVERY_MS, clock)];
  const gauges = pushGauges({of: () => inForce.collector, metrics, clock, log});
  if (pushMetrics) loops.push(new Loop(gauges, LOOK_EVERY_MS, clock));
  return loops;
}

/** What others do is seen here, too: by what the cluster tells, and by the runs that they have recorded. */
function watchOthers(cluster: Cluster, inForce: InForce, {metrics, activity, log}: ServiceDeps): () => void {
  metrics.watchCluster(() => cluster.view());
  activity.elsewhere = () => new Set(cluster.view().held.map(({lane}) => lane));
  const look = () => void recallRuns(inForce.jobs, {...inForce.collector, activity, log});
  const looking = setInterval(look, LOOK_EVERY_MS);
  return () => clearInterval(looking);
}
