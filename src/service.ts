import {Monitor} from './alerts/monitor.js';
import type {Collector} from './collector.js';
import type {CampaignJob} from './domain/campaign.js';
import type {Job} from './domain/job.js';
import {Loop} from './domain/loop.js';
import type {Clock, Log} from './domain/ports.js';
import {apiRoutes} from './http/api-routes.js';
import type {Metrics} from './http/metrics.js';
import {pageFiles} from './http/page-files.js';
import {pushGauges} from './http/push-gauges.js';
import {QuestionLimit} from './http/question-limit.js';
import {readiness} from './http/readiness.js';
import {serve, serveLocal} from './http/serve.js';
import type {HttpOptions} from './http/server.js';
import {ActiveRuns} from './pipeline/active-runs.js';
import {Backfill} from './pipeline/backfill.js';
import {Schedule} from './pipeline/schedule.js';
import {checkStore, tellOfStore} from './pipeline/store-check.js';
import type {Activity} from './views/activity.js';
import {recallRuns} from './views/recall-runs.js';

export interface ServiceDeps {
  readonly collector: Collector;
  readonly metrics: Metrics;
  /** Gathers what the collector's meter is told. */
  readonly activity: Activity;
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

type AnyJob = Job | CampaignJob;
type Query = Record<string, string>;

/** In-flight calls end by their own deadline; what is not done by then stays due. */
const STOP_GRACE_MS = 8000;

/** From one look at findings to the next. The first comes so late, too: what fell due while nobody collected is no hole yet. */
const LOOK_EVERY_MS = 60_000;

/** Serves (where `listen` says; not at all without), catches up at once, and ticks. Throws when an app was renamed, the store does not give back what it is given, or the port is taken. */
export async function startService(listen: HttpOptions | undefined, deps: ServiceDeps): Promise<Service> {
  const {collector, metrics, clock, log} = deps;
  await checkStore(collector, deps);
  const {runs, backfill} = startRuns(deps);
  void recallRuns(jobsOf(collector), {...collector, activity: deps.activity, log});
  void tellOfStore(collector, deps);
  const {apps, campaigns} = collector;
  const schedule = new Schedule(jobsOf(collector), {
    onTick: (job) => {
      for (const app of job === campaigns?.job ? campaigns.apps : apps) runs.begin(job, app);
    },
    clock,
    meter: metrics.meter,
    log,
  });
  const ready = () => readiness({...collector, activity: deps.activity, schedule});
  const monitor = monitorOf(listen?.publicUrl, schedule, deps);
  const openFindings = () => monitor.holding();
  const {queries, ...page} = apiRoutes({
    ...collector,
    clock,
    activity: deps.activity,
    backfill,
    schedule,
    openFindings,
  });
  const routes = {
    ...queries,
    '/api/status': (_query: Query, gone: AbortSignal) => collector.status(gone),
    '/api/report': (query: Query, gone: AbortSignal) => collector.report(query, gone),
    '/api/findings': (query: Query, gone: AbortSignal) => collector.findings(query, gone, schedule.late()),
    '/api/why': (query: Query, gone: AbortSignal) => collector.why(query, gone, schedule.late()),
    '/api/digest': (query: Query, gone: AbortSignal) => collector.digest(query, gone, schedule.late()),
    '/api/campaigns': (query: Query) => collector.campaignReport(query),
  };
  const files = pageFiles(new URL('.', import.meta.url));
  const limit = new QuestionLimit();
  const server = listen && (await serve(listen, {metrics, ready, routes, ...page, files, limit, clock, log}));
  const closeLocal = await serveLocal(deps.socketPath, {routes, limit, log});
  schedule.start();
  const loops = loopsOf(monitor, deps);
  for (const loop of loops) loop.start();
  return {
    url: server?.url,
    async stop() {
      await schedule.stop();
      await Promise.all([runs.stop(STOP_GRACE_MS), ...loops.map((loop) => loop.stop(STOP_GRACE_MS))]);
      await Promise.all([server?.close(), closeLocal?.()]);
      await collector.close();
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
  {collector, metrics, activity, clock, log}: ServiceDeps,
): Monitor {
  return new Monitor({
    source: {current: (gone) => collector.currentFindings(gone, schedule.late()), lately: collector.endedFindings},
    receivers: collector.receivers,
    publicUrl,
    meter: metrics.alerts,
    record: collector.recordFindings,
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

/** Every run does what is due, and then goes on with the backfill, if there is one. */
function startRuns({collector, activity, clock, log}: ServiceDeps): {runs: ActiveRuns<AnyJob>; backfill: Backfill} {
  const backfill = new Backfill({
    run: (input) => collector.run(input),
    begin: (job, app) => runs.begin(job, app),
    doneOf: (...window) => activity.doneOf(...window),
  });
  const runs = new ActiveRuns<AnyJob>({
    async execute(job, app, signals) {
      if (!('span' in job)) return collector.campaigns?.run({app, ...signals});
      await collector.run({job, app, ...signals});
      return backfill.resume(job, app, signals);
    },
    clock,
    log,
  });
  return {runs, backfill};
}
