import type {CampaignRuns, Collector} from '../collector.js';
import type {App} from '../domain/app.js';
import type {Campaign} from '../domain/campaign.js';
import type {Priced} from '../domain/estimate.js';
import type {SelectionOptions} from './selection.js';

/** Those of the apps named whose campaigns a command takes along; none when the options are about windows, for campaigns have none. */
export function campaignApps(
  {campaigns}: Pick<Collector, 'campaigns'>,
  {app: names, from, to, step, report}: SelectionOptions,
): readonly App[] {
  if (!campaigns || [from, to, step, report].some((option) => option !== undefined)) return [];
  return campaigns.apps.filter(({name}) => names?.includes(name) ?? true);
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
  const {campaigns} = collector;
  return Promise.all(
    campaignApps(collector, options).map(async (app) => {
      return {app, job: campaigns!.job, windows: (await campaigns!.plan(app)).calls};
    }),
  );
}
