import type {App} from './app.js';
import {type Age, isDue} from './coverage.js';
import type {ContractError} from './errors.js';
import type {Recurring} from './job.js';
import {countFields, measurement, tag} from './measurements.js';
import type {Point} from './point.js';
import type {Sums} from './rates.js';
import type {EpochSeconds, Seconds, Span} from './window.js';

/** The report of campaigns has no windows: what is counted of it are campaigns. */
export const CAMPAIGNS = 'campaigns';

/** One push to many: the vendor's id of it, and the name under which people know it. */
export interface Campaign {
  readonly taskId: string;
  readonly name: string;
}

/** How campaigns are asked for and read. Only its own file knows what an answer looks like. */
export interface CampaignReport {
  readonly name: string;
  readonly command: string;
  /** So many task ids in one call. */
  readonly mostTasks: number;
  /** How long the vendor keeps the data, and how long a span may be asked for. */
  readonly retention: Seconds;
  request(taskIds: readonly string[], span: Span): object;
  /**
   * By the task id; an id that the vendor does not know is not there. What cannot be read of one task is the error of that task. Throws
   * a ContractError where nobody can tell whose it is.
   */
  read(body: unknown, app: App): ReadonlyMap<string, readonly CampaignRow[] | ContractError>;
}

/** Counts of one channel, or of all together, which come first. */
export interface CampaignRow {
  readonly channel?: {readonly platform: string; readonly event: string};
  readonly counts: Sums;
}

/** Campaigns have no grid: they are looked at again and again, and asked for at ages that count from when each was first seen. */
export interface CampaignJob extends Recurring {
  readonly report: Pick<CampaignReport, 'name' | 'command' | 'retention'>;
  readonly refresh: readonly Age[];
}

/** `unknown`: the vendor does not know the task, or not any more. `rejected`: it refused, or its answer could not be read. */
export type CampaignOutcome = 'ok' | 'unknown' | 'rejected';

/** What the store has of a campaign. There is no other state. */
export interface KnownCampaign {
  /** The time of all its points. */
  readonly time: EpochSeconds;
  readonly name: string;
  readonly appearedAt: EpochSeconds;
  readonly fetchedAt: EpochSeconds;
  readonly outcome: CampaignOutcome;
  readonly counts: Sums;
}

/** By the task id. Two collectors may have met a task on two days: then the earlier point is the one that goes on. */
export function knownCampaigns(totals: readonly Point[]): Map<string, KnownCampaign> {
  const latestFirst = totals.toSorted((a, b) => b.time - a.time);
  return new Map(
    latestFirst.map(({tags, fields, time}) => [
      tags[tag.task]!,
      {
        time,
        name: String(fields.name),
        appearedAt: Number(fields.appeared_at),
        fetchedAt: Number(fields.fetched_at),
        outcome: String(fields.outcome) as CampaignOutcome,
        counts: countsIn(fields),
      },
    ]),
  );
}

/** Those that were never asked for, and those that have passed a refresh age since. The vendor forgets, and what it has forgotten stays. */
export function dueCampaigns(
  campaigns: readonly Campaign[],
  known: ReadonlyMap<string, KnownCampaign>,
  {refresh, retention}: {readonly refresh: readonly Age[]; readonly retention: Seconds},
  now: EpochSeconds,
): Campaign[] {
  return campaigns.filter(({taskId}) => {
    const campaign = known.get(taskId);
    // A clock that was ahead has seen it first.
    if (!campaign || campaign.appearedAt > now) return true;
    const {appearedAt, fetchedAt} = campaign;
    const window = {start: appearedAt, end: appearedAt};
    return now < appearedAt + retention && isDue(window, {window, fetchedAt, outcome: 'ok'}, refresh, now);
  });
}

/** What is written of a campaign. */
export interface CampaignRecord extends Pick<KnownCampaign, 'time' | 'appearedAt' | 'fetchedAt' | 'outcome'> {
  readonly app: App;
  readonly campaign: Campaign;
  /** The vendor's, of a refusal. */
  readonly errorCode: number;
  readonly rows: readonly CampaignRow[];
}

/**
 * The points of a campaign. All stand at one time for ever, so that each replaces itself: the beginning of the day on which it was first
 * asked for, in the zone of the app. The total also says when that was, and how it went.
 */
export function campaignPoints({app, campaign, time, ...record}: CampaignRecord): Point[] {
  const {appearedAt, fetchedAt, outcome, errorCode} = record;
  const asked = {name: campaign.name, fetched_at: fetchedAt};
  return record.rows.map(({channel, counts}) => {
    const tags = {[tag.app]: app.name, [tag.sdkAppId]: String(app.sdkAppId), [tag.task]: campaign.taskId};
    if (channel) {
      const {platform, event} = channel;
      const own = {...tags, [tag.platform]: platform, [tag.event]: event};
      return {measurement: measurement.campaignPlatform, tags: own, fields: {...counts, ...asked}, time};
    }
    const fields = {...counts, ...asked, appeared_at: appearedAt, outcome, error_code: errorCode};
    return {measurement: measurement.campaignTotal, tags, fields, time};
  });
}

export const noCounts: Sums = Object.fromEntries(countFields.map((field) => [field, 0])) as unknown as Sums;

export function countsIn(fields: Point['fields']): Sums {
  return Object.fromEntries(countFields.map((field) => [field, Number(fields[field] ?? 0)])) as unknown as Sums;
}
