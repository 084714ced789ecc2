import {type Campaign, dueCampaigns, type KnownCampaign, knownCampaigns} from '../domain/campaign.js';
import {surveyCampaigns} from '../domain/campaign-survey.js';
import {CollectorError} from '../domain/errors.js';
import {refuseRenamed} from '../domain/ledger.js';
import {measurement, tag} from '../domain/measurements.js';
import type {RunSummary} from '../domain/run-summary.js';
import type {EpochSeconds} from '../domain/window.js';
import {type CampaignDeps, type CampaignInput, CampaignPass, storedPoints} from './campaign-pass.js';
import {heldRecorder} from './held-recorder.js';
import {type Outcome, summarised} from './summarised.js';

/** Asks for the campaigns of one app that are due, and records them. Never rejects: what went wrong stands in the summary. */
export function runCampaigns(input: CampaignInput, deps: CampaignDeps): Promise<RunSummary> {
  const {app, job} = input;
  const identity = {app, report: job.report.name, step: job.step.name};
  const held = {...deps, recorder: heldRecorder(deps.recorder, input.hold)};
  return summarised(identity, (now) => execute(input, now, held), deps);
}

export interface CampaignPlan {
  /** What is due, call by call. */
  readonly calls: readonly (readonly Campaign[])[];
  /** What the store has of all campaigns of the app. */
  readonly known: ReadonlyMap<string, KnownCampaign>;
}

/** What a run would ask for. */
export async function planCampaigns(
  {app, job, campaigns}: Pick<CampaignInput, 'app' | 'job' | 'campaigns'>,
  now: EpochSeconds,
  {report, store}: Pick<CampaignDeps, 'report' | 'store'>,
): Promise<CampaignPlan> {
  const totals = await storedPoints(measurement.campaignTotal, app, {store});
  const names = totals.map(({tags}) => ({app: tags[tag.app]!, sdkAppId: app.sdkAppId}));
  refuseRenamed(app, names);
  const known = knownCampaigns(totals);
  const due = dueCampaigns(campaigns, known, {...report, ...job}, now);
  const calls: Campaign[][] = [];
  for (let next = 0; next < due.length; next += report.mostTasks) calls.push(due.slice(next, next + report.mostTasks));
  return {calls, known};
}

async function execute(input: CampaignInput, now: EpochSeconds, deps: CampaignDeps): Promise<Outcome> {
  const {app, job, problem} = input;
  const plan = await planCampaigns(input, now, deps);
  const due = plan.calls.flat().length;
  deps.meter.planned(app.name, job.report.name, job.step.name, due);
  const known = new Map(plan.known);
  const pass = new CampaignPass(input, known, now, deps);
  const failure = await work(pass, {...input, ...plan}, deps);
  const {ok, failed, calls, retries} = pass;
  const windows = {windowsOk: ok, windowsFailed: failed, windowsLeft: due - ok - failed};
  const error = failure ?? (problem === undefined ? undefined : new CollectorError(problem, 'stop'));
  const survey = surveyCampaigns(input.campaigns, known, job, Math.floor(deps.clock.now() / 1000));
  return {...windows, calls, retries, lag: undefined, ...survey, error};
}

/** Resolves to why the rest is left, if not for want of time. */
async function work(pass: CampaignPass, input: CampaignInput & CampaignPlan, deps: CampaignDeps): Promise<unknown> {
  const {calls, handover, cancel, leave} = input;
  try {
    await rename(input, deps);
    for (const group of calls) if (!handover.aborted) await pass.ask(group);
  } catch (error) {
    return cancel.aborted || leave?.aborted ? undefined : error;
  }
  return undefined;
}

/** A new name of an old task is written without asking: what is final is not asked for again. */
async function rename({app, campaigns, known}: CampaignInput & CampaignPlan, deps: CampaignDeps): Promise<void> {
  for (const {taskId, name} of campaigns) {
    if ((known.get(taskId)?.name ?? name) === name) continue;
    const both = [measurement.campaignPlatform, measurement.campaignTotal];
    const points = await Promise.all(both.map((of) => storedPoints(of, app, deps, taskId)));
    const renamed = points.flat().map((point) => ({...point, fields: {...point.fields, name}}));
    await deps.recorder.write(renamed, {soon: true});
  }
}
