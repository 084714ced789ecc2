import type {Collector} from './collector.js';
import type {CampaignJob} from './domain/campaign.js';
import {clockProblem} from './domain/clock-lead.js';
import {StoreUnavailableError} from './domain/errors.js';
import type {Job} from './domain/job.js';
import {checkNames} from './domain/ledger.js';
import {measurement, tag} from './domain/measurements.js';
import type {Clock, Log} from './domain/ports.js';
import {apiRoutes} from './http/api-routes.js';
import type {Metrics} from './http/metrics.js';
import {pageFiles} from './http/page-files.js';
import type {HttpOptions, HttpServer, Readiness, startHttp} from './http/server.js';
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
}

/** The collector at work. */
export interface Service {
  /** Where health, metrics and answers are served; undefined when that is off. */
  readonly url: string | undefined;
  /** Finishes what is in flight, within 10 s, and closes everything. */
  stop(): Promise<void>;
}

type AnyJob = Job | CampaignJob;

/** In-flight calls end by their own deadline; what is not done by then stays due. */
const STOP_GRACE_MS = 8000;

/** Serves (where `listen` says; not at all without), catches up at once, and ticks. Throws when an app was renamed or the port is taken. */
export async function startService(listen: HttpOptions | undefined, deps: ServiceDeps): Promise<Service> {
  const {collector, metrics, clock, log} = deps;
  await refuseRenamedApps(collector, log);
  const {runs, backfill} = startRuns(deps);
  void recall(deps);
  const {apps, campaigns} = collector;
  const schedule = new Schedule(jobsOf(collector), {
    onTick: (job) => {
      for (const app of job === campaigns?.job ? campaigns.apps : apps) runs.begin(job, app);
    },
    clock,
    meter: metrics.meter,
    log,
  });
  const ready = () => readiness(deps, schedule);
  const {queries, ...page} = apiRoutes({...collector, clock, activity: deps.activity, backfill, schedule});
  const routes = {
    ...queries,
    '/api/status': () => collector.status(),
    '/api/report': (query: Record<string, string>) => collector.report(query),
    '/api/campaigns': (query: Record<string, string>) => collector.campaignReport(query),
  };
  const files = pageFiles(new URL('.', import.meta.url));
  const server = listen && (await serve(listen, {metrics, ready, routes, ...page, files, log}));
  schedule.start();
  return {
    url: server?.url,
    async stop() {
      await schedule.stop();
      await runs.stop(STOP_GRACE_MS);
      await server?.close();
      await collector.close();
    },
  };
}

/** Loaded only when it is wanted: the server behind it is a good part of a start. */
async function serve(...args: Parameters<typeof startHttp>): Promise<HttpServer> {
  const http = await import('./http/server.js');
  return http.startHttp(...args);
}

function jobsOf({jobs, campaigns}: Collector): AnyJob[] {
  return [...jobs, ...(campaigns ? [campaigns.job] : [])];
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

/** What went wrong before this start is still to be seen after it. */
async function recall({collector, activity, log}: ServiceDeps): Promise<void> {
  const {store, apps} = collector;
  const jobs = jobsOf(collector);
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

async function readiness(
  {collector: {store, apps, source}, activity}: ServiceDeps,
  schedule: Schedule<AnyJob>,
): Promise<Readiness> {
  const late = schedule.late().map(({report, step}) => `no tick of ${report.name} ${step.name} since it was due`);
  const unreachable = await store.ping().then(
    () => [],
    (error: Error) => [error.message],
  );
  const clocks = new Set(apps.flatMap((app) => clockProblem(source(app).clockLead()) ?? []));
  const reasons = [...late, ...unreachable, ...clocks];
  const problems = activity.problems().map(({app, report, step, text}) => `${app} ${report} ${step}: ${text}`);
  return {ok: reasons.length === 0, reasons, problems};
}

/** A store that is not reachable yet must not keep the collector from starting: each run looks again. */
async function refuseRenamedApps({store, apps}: Collector, log: Log): Promise<void> {
  try {
    // A ping is not retried, so that the health page does not wait for a store that is away.
    await store.ping();
    await checkNames({store, apps});
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    log.warn({reason: error.message}, 'store not reachable yet');
  }
}
