import type {Collector} from './collector.js';
import {StoreUnavailableError} from './domain/errors.js';
import {gridChanges, gridText} from './domain/grid-change.js';
import {checkNames} from './domain/ledger.js';
import {measurement, tag} from './domain/measurements.js';
import type {Clock, Log} from './domain/ports.js';
import {unkeptJobs, unkeptText} from './domain/retention.js';
import {apiRoutes} from './http/api-routes.js';
import type {LocalDeps} from './http/local-socket.js';
import type {Metrics} from './http/metrics.js';
import {pageFiles} from './http/page-files.js';
import {QuestionLimit} from './http/question-limit.js';
import {readiness} from './http/readiness.js';
import type {HttpOptions, HttpServer, startHttp} from './http/server.js';
import {ActiveRuns} from './pipeline/active-runs.js';
import {Backfill} from './pipeline/backfill.js';
import {Schedule} from './pipeline/schedule.js';
import type {Activity} from './views/activity.js';

export interface ServiceDeps {
  readonly collector: Collector;
  readonly metrics: Metrics;
  /** Gathers what the collector's meter is told. */
  readonly activity: Activity;
  readonly clock: Clock;
  readonly log: Log;
  /** Where commands of this machine ask while the store lets nobody else in; absent: it lets them. */
  readonly socketPath?: string | undefined;
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

/** Serves (where `listen` says; not at all without), catches up at once, and ticks. Throws when an app was renamed, the store does not give back what it is given, or the port is taken. */
export async function startService(listen: HttpOptions | undefined, deps: ServiceDeps): Promise<Service> {
  const {collector, metrics, clock, log} = deps;
  await checkStore(collector, deps);
  const {runs, backfill} = startRuns(deps);
  void recall(deps);
  void tellOfStore(deps);
  const schedule = new Schedule(collector.jobs, {
    onTick: (job) => {
      for (const app of collector.apps) runs.begin(job, app);
    },
    clock,
    meter: metrics.meter,
    log,
  });
  const ready = () => readiness({...collector, activity: deps.activity, schedule});
  const {queries, ...page} = apiRoutes({...collector, clock, activity: deps.activity, backfill, schedule});
  const routes = {
    ...queries,
    '/api/status': (_query: Record<string, string>, gone: AbortSignal) => collector.status(gone),
    '/api/report': (query: Record<string, string>, gone: AbortSignal) => collector.report(query, gone),
  };
  const files = pageFiles(new URL('.', import.meta.url));
  const limit = new QuestionLimit();
  const server = listen && (await serve(listen, {metrics, ready, routes, ...page, files, limit, clock, log}));
  const closeLocal = await serveLocal(deps.socketPath, {routes, limit, log});
  schedule.start();
  return {
    url: server?.url,
    async stop() {
      await schedule.stop();
      await runs.stop(STOP_GRACE_MS);
      await Promise.all([server?.close(), closeLocal?.()]);
      await collector.close();
    },
  };
}

/** Loaded only when it is wanted: the server behind it is a good part of a start. */
async function serve(...args: Parameters<typeof startHttp>): Promise<HttpServer> {
  const http = await import('./http/server.js');
  return http.startHttp(...args);
}

async function serveLocal(path: string | undefined, deps: LocalDeps): Promise<(() => Promise<void>) | undefined> {
  if (path === undefined) return undefined;
  const {startLocal} = await import('./http/local-socket.js');
  return startLocal(path, deps);
}

/** Every run does what is due, and then goes on with the backfill, if there is one. */
function startRuns({collector, activity, clock, log}: ServiceDeps): {runs: ActiveRuns; backfill: Backfill} {
  const backfill = new Backfill({
    run: (input) => collector.run(input),
    begin: (job, app) => runs.begin(job, app),
    doneOf: (...window) => activity.doneOf(...window),
  });
  const runs: ActiveRuns = new ActiveRuns({
    async execute(job, app, signals) {
      await collector.run({job, app, ...signals});
      await backfill.resume(job, app, signals);
    },
    clock,
    log,
  });
  return {runs, backfill};
}

/** What went wrong before this start is still to be seen after it. */
async function recall({collector: {store, apps, jobs}, activity, log}: ServiceDeps): Promise<void> {
  const by = [tag.app, tag.sdkAppId, tag.report, tag.step];
  try {
    const runs = await store.latest({measurement: measurement.run, by});
    // The store remembers those of apps and jobs, too, that nobody asks for any more.
    const configured = runs.filter(
      ({tags}) =>
        apps.some(({name}) => name === tags[tag.app]) &&
        jobs.some(({report, step}) => report.name === tags[tag.report] && step.name === tags[tag.step]),
    );
    activity.recall(configured);
  } catch (error) {
    log.debug({reason: String(error)}, 'earlier runs not known');
  }
}

/** Not awaited: nothing is wrong with what is collected from now on. */
async function tellOfStore({collector: {store, jobs, apps}, clock, log}: ServiceDeps): Promise<void> {
  try {
    for (const job of await unkeptJobs(store, jobs))
      log.warn({...job, reason: unkeptText(job)}, 'the store does not keep the whole span');
    const changes = await gridChanges(store, {jobs, apps}, Math.floor(clock.now() / 1000));
    for (const change of changes) log.warn({...change, reason: gridText(change)}, 'windows of another grid are stored');
  } catch (error) {
    log.debug({reason: String(error)}, 'store not looked into');
  }
}

/** A store that is not reachable yet must not keep the collector from starting: each run looks again. */
async function checkStore({store, apps}: Collector, {clock, log}: ServiceDeps): Promise<void> {
  try {
    // A ping is not retried, so that the health page does not wait for a store that is away.
    await store.ping();
    await checkNames({store, apps});
    await store.probe(Math.floor(clock.now() / 1000));
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    log.warn({reason: error.message}, 'store not reachable yet');
  }
}
