import type {Config} from '../config/config.js';
import type {App} from '../domain/app.js';
import type {RunSignals} from '../domain/executor.js';
import type {Source} from '../domain/ports.js';
import type {RunSummary} from '../domain/run-summary.js';
import type {CampaignDeps} from '../pipeline/campaign-pass.js';
import {type CampaignPlan, planCampaigns, runCampaigns} from '../pipeline/campaigns.js';
import {campaigns as report} from '../timpush/campaigns.js';
import type {FollowedCampaigns} from '../views/campaign-status.js';

/** Campaigns are collected beside the jobs. */
export interface CampaignRuns extends FollowedCampaigns {
  run(input: RunSignals & {readonly app: App}): Promise<RunSummary>;
  plan(app: App): Promise<CampaignPlan>;
}

/** Undefined: no app has any. */
export function campaignRuns(
  {apps: configs, campaigns: {schedule, refresh}}: Pick<Config, 'apps' | 'campaigns'>,
  {apps, source}: {readonly apps: readonly App[]; source(app: App): Source},
  runs: Omit<CampaignDeps, 'report' | 'source'>,
): CampaignRuns | undefined {
  const lists = new Map(configs.map((app) => [app.name, app.campaigns]));
  const having = apps.filter(({name}) => !lists.get(name)!.isEmpty);
  const deps = {...runs, report};
  const job = {report, step: {name: 'task'}, schedule, refresh};
  const inputOf = (app: App) => ({app, job, ...lists.get(app.name)!.read()});
  if (having.length === 0) return undefined;
  return {
    job,
    apps: having,
    list: (app) => lists.get(app.name)!.read().campaigns,
    run: ({app, ...signals}) => runCampaigns({...inputOf(app), ...signals}, {...deps, source: source(app)}),
    plan: (app) => planCampaigns(inputOf(app), Math.floor(deps.clock.now() / 1000), deps),
  };
}
