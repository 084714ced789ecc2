import type {Collector} from '../collector.js';
import type {App} from '../domain/app.js';
import type {Job} from '../domain/job.js';
import type {LossStage} from '../domain/loss.js';
import {TOTAL, tag} from '../domain/measurements.js';
import type {Point} from '../domain/point.js';
import {errorText} from '../domain/run-summary.js';
import {type EpochSeconds, nominalLength, type Window, windowsTouching} from '../domain/window.js';
import {systemClock} from '../system-clock.js';
import type {Finding} from './check-store.js';

type Clients = Pick<Collector, 'source' | 'explainLoss'>;

interface AppCheck {
  /** Reports that were answered, in the order of their jobs. */
  readonly answered: readonly string[];
  /** Certificates that are missing, with what to do. */
  readonly warnings: readonly string[];
}

/** One call for each report, one after the other: where the first is refused, all of them are. Throws what a call throws. */
async function checkApp(
  clients: Clients,
  jobs: readonly Job[],
  app: App,
  {now, signal}: {readonly now: EpochSeconds; readonly signal: AbortSignal},
): Promise<AppCheck> {
  const warnings = new Set<string>();
  const asked = longestOfEach(jobs);
  for (const job of asked) {
    const window = newestClosed(job, app, now);
    // One call: a person waits for the answer.
    const fetched = await clients.source(app).fetch(job.report, window, {signal, retries: 0});
    const context = {app, step: job.step, window, refresh: [], fetchedAt: fetched.fetchedAt, previous: undefined};
    for (const point of job.report.transform(fetched.body, context).points) {
      const warning = warningOf(point, clients);
      if (warning) warnings.add(warning);
    }
  }
  return {answered: asked.map(({report}) => report.name), warnings: [...warnings]};
}

/** Of each report, the job whose windows tell the most. */
function longestOfEach(jobs: readonly Job[]): Job[] {
  const longest = new Map<string, Job>();
  for (const job of jobs) {
    const known = longest.get(job.report.name);
    if (!known || nominalLength(known.step) < nominalLength(job.step)) longest.set(job.report.name, job);
  }
  return [...longest.values()];
}

function newestClosed({report, step}: Job, {timezone}: App, now: EpochSeconds): Window {
  const grid = {step, timezone, maxWindow: report.maxWindow};
  return windowsTouching(grid, {start: now - 2 * report.maxWindow, end: now}).findLast(({end}) => end <= now)!;
}

/** Pushes of a platform were lost because the Chat console has no certificate for it: Tencent's code, before anything is sent. */
function warningOf({tags, fields}: Point, {explainLoss}: Clients): string | undefined {
  const [stage, platform, code] = [tags[tag.stage], tags[tag.platform], tags[tag.code]];
  if (stage !== 'ready' || code !== '-1' || platform === TOTAL || !fields.count) return undefined;
  const {meaning, advice} = explainLoss(stage satisfies LossStage, platform!, code);
  return `${platform}: ${meaning}. ${advice}`;
}

/** As findings name it. */
export function nameOf({name}: Pick<App, 'name'>): string {
  return `app ${name}`;
}

/** One call for each report: whether the app is answered, and what should be done. */
export async function tryApp(
  clients: Clients,
  jobs: readonly Job[],
  app: App,
  signal: AbortSignal,
): Promise<Finding[]> {
  const what = nameOf(app);
  try {
    const {answered, warnings} = await checkApp(clients, jobs, app, {
      now: Math.floor(systemClock().now() / 1000),
      signal,
    });
    const reports = answered.length > 1 ? `: ${answered.join(', ')}` : '';
    const warned = warnings.map((text): Finding => ({what, ok: true, warning: true, text}));
    return [{what, ok: true, text: `SDKAppID ${app.sdkAppId} is answered${reports}`}, ...warned];
  } catch (error) {
    return [{what, ok: false, text: errorText({error})}];
  }
}
