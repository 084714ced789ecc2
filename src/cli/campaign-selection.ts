import type {CampaignRuns, Collector} from '../collector.js';
import type {App} from '../domain/app.js';
import type {Campaign} from '../domain/campaign.js';
import type {Priced} from '../domain/estimate.js';
import type {RunSummary} from '../domain/run-summary.js';
import type {SelectionOptions} from './selection.js';

/** The campaigns of one app that a command takes along. */
interface Selected {
  readonly app: App;
  readonly campaigns: CampaignRuns;
}

/** Those of the apps named; none when the options are about windows, for campaigns have none. */
function selectCampaigns(
  {campaigns}: Pick<Collector, 'campaigns'>,
  {app: names, from, to, step, report}: SelectionOptions,
): Selected[] {
  if (!campaigns || [from, to, step, report].some((option) => option !== undefined)) return [];
  const apps = campaigns.apps.filter(({name}) => names?.includes(name) ?? true);
  return apps.map((app) => ({app, campaigns}));
}

/** One pass over the campaigns that are due. */
export function passCampaigns(
  collector: Pick<Collector, 'campaigns'>,
  options: SelectionOptions,
  handover: AbortSignal,
): Promise<RunSummary[]> {
  const cancel = new AbortController().signal;
  const selected = selectCampaigns(collector, options);
  return Promise.all(selected.map(({app, campaigns}) => campaigns.run({app, handover, cancel})));
}

export interface PlannedCampaigns extends Priced {
  readonly app: App;
  readonly job: CampaignRuns['job'];
  readonly windows: readonly (readonly Campaign[])[];
}

/** The calls that such a pass would make. */
export function estimateCampaigns(
  collector: Pick<Collector, 'campaigns'>,
  options: SelectionOptions,
): Promise<PlannedCampaigns[]> {
  return Promise.all(
    selectCampaigns(collector, options).map(async ({app, campaigns}) => {
      return {app, job: campaigns.job, windows: (await campaigns.plan(app)).calls};
    }),
  );
}
