import type {App} from '../domain/app.js';
import type {CampaignJob} from '../domain/campaign.js';
import type {RunSignals, TakeTurn, Wanted} from '../domain/executor.js';
import type {Job} from '../domain/job.js';
import type {RunSummary} from '../domain/run-summary.js';
import type {Backfill, RunSpan} from './backfill.js';

/** What a lane may be wanted for. */
export type AnyJob = Job | CampaignJob;

export interface TurnDeps {
  readonly run: RunSpan;
  readonly runCampaigns: ((input: {app: App} & RunSignals) => Promise<RunSummary>) | undefined;
  readonly backfill: Pick<Backfill, 'resume'>;
}

/** A turn: the jobs of the lane side by side, the newest windows of each first; after all that is due the backfill, if there is one. */
export function turnOf({run, runCampaigns, backfill}: TurnDeps): TakeTurn<AnyJob> {
  return async ({app, jobs}, signals) => {
    const due = jobs.filter((job) => !isOnce(job));
    const summaries = await Promise.all(
      due.map((job) => (isJob(job) ? run({job, app, ...signals}) : runCampaigns?.({app, ...signals}))),
    );
    const unfinished = new Set<AnyJob>(due.filter((_, index) => isInterrupted(summaries[index], signals)));
    const resumed = jobs.filter(isJob).map(async (job) => {
      if (await backfill.resume(job, app, signals, run)) unfinished.add(job);
    });
    await Promise.all(resumed);
    return [...unfinished];
  };
}

/** The app, undefined if it is gone, and those of the jobs that are not, as another configuration has them. What only a backfill wants stays. */
export function asConfigured(
  {app: {name}, jobs}: Wanted<AnyJob>,
  all: readonly {readonly job: AnyJob; readonly apps: readonly App[]}[],
): {readonly app: App | undefined; readonly jobs: readonly AnyJob[]} {
  const having = all.filter(({job, apps}) => isOfLane(job, jobs) && appIn(apps, name));
  const app = having[0] && appIn(having[0].apps, name);
  const found = jobs.flatMap((job) => {
    return isOnce(job) ? [job] : (having.find((each) => each.job.step.name === job.step.name)?.job ?? []);
  });
  return {app, jobs: app ? [...new Set(found)] : []};
}

/** A list never changes, and each of thousands of turns asks. */
const byName = new WeakMap<readonly App[], ReadonlyMap<string, App>>();

function appIn(apps: readonly App[], name: string): App | undefined {
  const known = byName.get(apps) ?? new Map(apps.map((app) => [app.name, app]));
  byName.set(apps, known);
  return known.get(name);
}

function isOfLane({report}: AnyJob, jobs: readonly AnyJob[]): boolean {
  return jobs.some((job) => job.report.name === report.name);
}

function isJob(job: AnyJob): job is Job {
  return 'span' in job;
}

/** It has no time of its own: only a backfill wants it. */
function isOnce({schedule}: AnyJob): boolean {
  return schedule === '';
}

/** Windows that are left for want of time; those that are left for another reason wait for the next tick. */
function isInterrupted(summary: RunSummary | undefined, {handover}: RunSignals): boolean {
  return handover.aborted && summary !== undefined && summary.error === undefined && summary.windowsLeft > 0;
}
