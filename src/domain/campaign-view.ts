import type {CampaignOutcome} from './campaign.js';
import type {Rates, Sums} from './rates.js';
import type {EpochSeconds} from './window.js';

/** Campaigns that were first seen within a span, the latest first. */
export interface CampaignView {
  /** IANA zone in which the page tells time. */
  readonly timezone: string;
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  readonly rows: readonly CampaignCounts[];
}

export interface CampaignCounts {
  readonly app: string;
  readonly taskId: string;
  readonly name: string;
  /** When it was first asked for, which is not when it was sent. */
  readonly appearedAt: EpochSeconds;
  readonly fetchedAt: EpochSeconds;
  /** Of the latest asking; otherwise than `ok`, the counts are those from before, or none. */
  readonly outcome: CampaignOutcome;
  /** It is not asked for again. */
  readonly isFinal: boolean;
  readonly counts: Sums;
  readonly rates: Rates;
  /** The largest first; they need not add up to the counts. */
  readonly platforms: readonly {readonly platform: string; readonly event: string; readonly counts: Sums}[];
}
