import type {CampaignOutcome} from './campaign.js';
import type {IsoInstant} from './local-time.js';
import type {Rates, Sums} from './rates.js';

/** Campaigns that were first seen within a span, the latest first. */
export interface CampaignView {
  /** IANA zone in which people are told times: that of the app that is asked about, otherwise that of the configuration. */
  readonly timezone: string;
  readonly from: IsoInstant;
  readonly to: IsoInstant;
  readonly rows: readonly CampaignCounts[];
}

export interface CampaignCounts {
  readonly app: string;
  readonly taskId: string;
  readonly name: string;
  /** When it was first asked for, which is not when it was sent. */
  readonly appearedAt: IsoInstant;
  readonly fetchedAt: IsoInstant;
  /** Of the latest asking; otherwise than `ok`, the counts are those from before, or none. */
  readonly outcome: CampaignOutcome;
  /** It is not asked for again. */
  readonly isFinal: boolean;
  readonly counts: Sums;
  readonly rates: Rates;
  /** The largest first; they need not add up to the counts. */
  readonly platforms: readonly {readonly platform: string; readonly event: string; readonly counts: Sums}[];
}
