import {type Campaign, dueCampaigns, type KnownCampaign, knownCampaigns} from '../domain/campaign.js';
import {CollectorError} from '../domain/errors.js';
import {refuseRenamed} from '../domain/ledger.js';
import {measurement, tag} from '../domain/measurements.js';
import type {RunSummary} from '../domain/run-summary.js';
import type {EpochSeconds} from '../domain/window.js';
import {type CampaignDeps, type CampaignInput, CampaignPass, storedPoints} from './campaign-pass.js';
import {type Outcome, summarised} from './run.js';

/** Asks for the campaigns of one app that are due, and records them. Never rejects: what went wrong stands in the summary. */
export function runCampaigns(input: CampaignInput, deps: CampaignDeps): Promise<RunSummary> {
  const {app, job} = input;
  const identity = {app, report: job.report.name, step: job.step.name};
  return summarised(identity, (now) => execute(input, now, deps), deps);
}

async function execute(input: CampaignInput, now: EpochSeconds, deps: CampaignDeps): Promise<Outcome> {
  const {app, job, campaigns, problem} = input;
  const totals = await storedPoints(measurement.campaignTotal, app, deps);
  const names = totals.map(({tags}) => ({app: tags[tag.app]!, sdkAppId: app.sdkAppId}));
  refuseRenamed(app, names);
  const known = knownCampaigns(totals);
  const due = dueCampaigns(campaigns, known, {...deps.report, ...job}, now);
  deps.meter.planned(app.name, job.report.name, job.step.name, due.length);
  const pass = new CampaignPass(input, known, now, deps);
  const failure = await work(pass, {...input, due, known}, deps);
  const {ok, failed, calls, retries} = pass;
  const windows = {windowsOk: ok, windowsFailed: failed, windowsLeft: due.length - ok - failed};
  const error = failure ?? (problem === undefined ? undefined : new CollectorError(problem, 'stop'));
  return {...windows, calls, retries, lag: 0, survey: [], error};
}

interface Due extends CampaignInput {
  readonly due: readonly Campaign[];
  readonly known: ReadonlyMap<string, KnownCampaign>;
}

/** Resolves to why the rest is left, if not for want of time. */
async function work(pass: CampaignPass, input: Due, deps: CampaignDeps): Promise<unknown> {
  const {due, handover, cancel} = input;
  const {mostTasks} = deps.report;
  try {
    await rename(input, deps);
    for (let next = 0; next < due.length && !handover.aborted; next += mostTasks)
      await pass.ask(due.slice(next, next + mostTasks));
  } catch (error) {
    return cancel.aborted ? undefined : error;
  }
  return undefined;
}

/** A new name of an old task is written without asking: what is final is not asked for again. */
async function rename({app, campaigns, known}: Due, deps: CampaignDeps): Promise<void> {
  for (const {taskId, name} of campaigns) {
    if ((known.get(taskId)?.name ?? name) === name) continue;
    const both = [measurement.campaignPlatform, measurement.campaignTotal];
    const points = await Promise.all(both.map((of) => storedPoints(of, app, deps, taskId)));
    const renamed = points.flat().map((point) => ({...point, fields: {...point.fields, name}}));
    await deps.recorder.write(renamed, {soon: true});
  }
}
