import type {Collector} from '../collector.js';
import type {App} from '../domain/app.js';
import type {Job} from '../domain/job.js';
import type {LossStage} from '../domain/loss.js';
import {TOTAL, tag} from '../domain/measurements.js';
import type {Point} from '../domain/point.js';
import {type EpochSeconds, nominalLength, type Window, windowsTouching} from '../domain/window.js';

export interface AppCheck {
  /** Reports that were answered, in the order of their jobs. */
  readonly answered: readonly string[];
  /** Certificates that are missing, with what to do. */
  readonly warnings: readonly string[];
}

/** One call for each report, one after the other: where the first is refused, all of them are. Throws what a call throws. */
export async function checkApp(
  collector: Pick<Collector, 'source' | 'explainLoss'>,
  jobs: readonly Job[],
  app: App,
  now: EpochSeconds,
): Promise<AppCheck> {
  const warnings = new Set<string>();
  const asked = longestOfEach(jobs);
  for (const job of asked) {
    const window = newestClosed(job, app, now);
    const fetched = await collector.source(app).fetch(job.report, window, {signal: new AbortController().signal});
    const context = {app, step: job.step, window, refresh: [], fetchedAt: fetched.fetchedAt, previous: undefined};
    for (const point of job.report.transform(fetched.body, context).points) {
      const warning = warningOf(point, collector);
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
function warningOf({tags, fields}: Point, {explainLoss}: Pick<Collector, 'explainLoss'>): string | undefined {
  const [stage, platform, code] = [tags[tag.stage], tags[tag.platform], tags[tag.code]];
  if (stage !== 'ready' || code !== '-1' || platform === TOTAL || !fields.count) return undefined;
  const {meaning, advice} = explainLoss(stage satisfies LossStage, platform!, code);
  return `${platform}: ${meaning}. ${advice}`;
}
