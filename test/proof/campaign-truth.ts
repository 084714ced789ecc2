import type {Simulator} from '../../src/simulator/simulator.js';
import {campaignLines, type OracleCampaign} from '../support/oracle/campaign-lines.js';
import type {OracleApp} from '../support/oracle/oracle.js';
import {comparable, difference} from './experiment-fixture.js';

const HOUR = 3600;
/** How far back a task is asked about. */
const MONTH = 30 * 24 * HOUR - HOUR;

export interface CampaignTruth {
  readonly app: OracleApp;
  readonly campaigns: readonly OracleCampaign[];
  readonly simulator: Pick<Simulator, 'broadcastCounts'>;
  /** Unix seconds: since when the campaigns are followed, and when the last age has passed. */
  readonly from: number;
  readonly lastAge: number;
}

/** What is wrong with the lines of an app's campaigns, each of which says when it was fetched; the clock stood still during a fetch. */
export function campaignFlaws(
  lines: readonly string[],
  {app, campaigns, simulator, from, lastAge}: CampaignTruth,
): string[] {
  const expected: string[] = [];
  const flaws: string[] = [];
  for (const campaign of campaigns) {
    const total = lines.find(
      (line) => line.startsWith('timpush_campaign_total ') && line.includes(` task=${campaign.taskId}`),
    );
    const fetchedAt = Number(/ fetched_at=(\d+)/.exec(total ?? '')?.[1] ?? Number.NaN);
    if (!(fetchedAt >= lastAge))
      flaws.push(`${app.name}: ${campaign.taskId} was not asked for at its last age: ${total}`);
    const counts = simulator.broadcastCounts(
      app.sdkAppId,
      {start: fetchedAt - MONTH, end: fetchedAt},
      fetchedAt,
      campaign.taskId,
    );
    expected.push(...campaignLines(app, campaign, {counts, firstAsked: from}));
  }
  return [...flaws, ...difference(comparable(lines), comparable(expected))];
}
