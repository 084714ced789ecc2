import type {App} from '../domain/app.js';
import {type Campaign, type CampaignJob, knownCampaigns} from '../domain/campaign.js';
import {surveyCampaigns} from '../domain/campaign-survey.js';
import {countCoverage} from '../domain/coverage.js';
import {problemsOf, refusedIn} from '../domain/health.js';
import {measurement, tag} from '../domain/measurements.js';
import type {Store} from '../domain/ports.js';
import {ALL_TIME, type EpochSeconds} from '../domain/window.js';
import type {JobStatus} from './job-status.js';
import type {LastRuns} from './last-run.js';

/** What campaigns the collector follows. */
export interface FollowedCampaigns {
  readonly job: CampaignJob;
  /** Those that have campaigns. */
  readonly apps: readonly App[];
  list(app: App): readonly Campaign[];
}

export interface CampaignStatusDeps {
  readonly store: Pick<Store, 'points'>;
  /** Undefined while no app has campaigns. */
  readonly campaigns?: FollowedCampaigns | undefined;
  readonly runs: LastRuns;
}

/** How the campaigns of one app stand, counted as windows are; undefined when it has none. */
export async function campaignStatus(
  app: App,
  {store, campaigns, runs}: CampaignStatusDeps,
  now: EpochSeconds,
): Promise<JobStatus | undefined> {
  if (!campaigns?.apps.includes(app)) return undefined;
  const {job} = campaigns;
  const tags = {[tag.sdkAppId]: String(app.sdkAppId)};
  const totals = await store.points({measurement: measurement.campaignTotal, span: ALL_TIME, tags});
  const {survey, unknown} = surveyCampaigns(campaigns.list(app), knownCampaigns(totals), job, now);
  const identity = {app: app.name, report: job.report.name, step: job.step.name};
  const windows = countCoverage(survey);
  const lastRun = runs(app, job);
  const {left = 0, error = '', clockLead = 0} = lastRun ?? {};
  const counted = {holes: 0, refused: refusedIn(survey), foreign: 0, unknown};
  return {
    ...identity,
    problems: problemsOf({...identity, ...counted, left, error, clockLead}),
    windows,
    foreign: 0,
    oldestHole: null,
    lag: null,
    lastRun,
    unknownTasks: unknown,
  };
}
