import type {Campaign, CampaignJob, KnownCampaign} from './campaign.js';
import {type Coverage, coverageOf, type Known, type Surveyed} from './coverage.js';
import type {EpochSeconds} from './window.js';

/** How the campaigns of one app stand. */
export interface CampaignSurvey {
  /** Each as a window that begins and ends when it was first seen; `missing`: it was never asked for. */
  readonly survey: readonly Surveyed<Known>[];
  /** Task ids that the vendor does not know, of those that it would still remember. */
  readonly unknown: readonly string[];
}

export function surveyCampaigns(
  campaigns: readonly Campaign[],
  known: ReadonlyMap<string, KnownCampaign>,
  job: CampaignJob,
  now: EpochSeconds,
): CampaignSurvey {
  const surveyed = campaigns.map(({taskId}) => ({taskId, ...surveyOf(known.get(taskId), job, now)}));
  const isUnknown = ({taskId, coverage}: {taskId: string; coverage: Coverage | undefined}) =>
    coverage === 'rejected' && known.get(taskId)!.outcome === 'unknown';
  return {survey: surveyed, unknown: surveyed.filter(isUnknown).map(({taskId}) => taskId)};
}

function surveyOf(
  campaign: KnownCampaign | undefined,
  {refresh, report}: CampaignJob,
  now: EpochSeconds,
): Surveyed<Known> {
  // A clock that was ahead has seen it first.
  if (!campaign || campaign.appearedAt > now)
    return {window: {start: now, end: now}, previous: undefined, coverage: 'missing'};
  const {appearedAt, fetchedAt} = campaign;
  const window = {start: appearedAt, end: appearedAt};
  const previous: Known = {window, fetchedAt, outcome: campaign.outcome === 'ok' ? 'ok' : 'rejected'};
  // What the vendor has forgotten stays as it is.
  const coverage = now >= appearedAt + report.retention ? 'settled' : coverageOf(window, previous, refresh, now);
  return {window, previous, coverage};
}
