import type {App} from '../domain/app.js';
import type {CampaignJob} from '../domain/campaign.js';
import type {RunSignals, TakeTurn} from '../domain/executor.js';
import type {Job} from '../domain/job.js';
import type {RunSummary} from '../domain/run-summary.js';
import type {Backfill} from './backfill.js';

/** What a lane may be wanted for. */
export type AnyJob = Job | CampaignJob;

export interface TurnDeps {
  readonly run: (input: {job: Job; app: App} & RunSignals) => Promise<RunSummary>;
  readonly runCampaigns: ((input: {app: App} & RunSignals) => Promise<RunSummary>) | undefined;
  readonly backfill: Pick<Backfill, 'resume'>;
}

/** A turn: the jobs of the lane side by side, the newest windows of each first; after all that is due the backfill, if there is one. */
export function turnOf({run, runCampaigns, backfill}: TurnDeps): TakeTurn<AnyJob> {
  return async ({app, jobs}, signals) => {
    const summaries = await Promise.all(
      jobs.map((job) => (isJob(job) ? run({job, app, ...signals}) : runCampaigns?.({app, ...signals}))),
    );
    const unfinished = new Set(jobs.filter((_, index) => isInterrupted(summaries[index], signals)));
    const resumed = jobs.filter(isJob).map(async (job) => {
      if (await backfill.resume(job, app, signals)) unfinished.add(job);
    });
    await Promise.all(resumed);
    return [...unfinished];
  };
}

function isJob(job: AnyJob): job is Job {
  return 'span' in job;
}

/** Windows that are left for want of time; those that are left for another reason wait for the next tick. */
function isInterrupted(summary: RunSummary | undefined, {handover}: RunSignals): boolean {
  return handover.aborted && summary !== undefined && summary.error === undefined && summary.windowsLeft > 0;
}
