import type {Campaign} from './campaign.js';

/** One SDKAppID as the simulator plays it. */
export interface SimulatedApp {
  readonly sdkAppId: number;
  readonly secretKey: string;
  /** The administrator account; default `administrator`. */
  readonly identifier?: string;
  /** Chat pushes on an average day; default 200,000. */
  readonly volume?: number;
  /** Broadcasts on an average day, campaigns apart; default half of `volume`. */
  readonly broadcastVolume?: number;
  readonly campaigns?: readonly Campaign[];
  /** Platform number to its share of the mix; shares are relative to their sum. */
  readonly platforms?: Readonly<Record<number, number>>;
  /** Platforms that never report a delivery; default FCM. */
  readonly withoutReceipts?: readonly number[];
  /** Which part of what is lost has a reason, from 0 to 1; default 1. */
  readonly explained?: number;
  /** Platforms whose losses are in the totals and in no row: in the vendor's sample the rows do not add up either. */
  readonly lossesOnlyInTotals?: readonly number[];
  /** Where its users live, for the daily cycle; default 8. */
  readonly timezoneOffsetHours?: number;
  /** Every authenticated call answers this code: an app without a plan, for instance. */
  readonly errorCode?: number | undefined;
}

/** What the figures of an app depend on, with every default filled in. */
export interface PushProfile {
  readonly sdkAppId: number;
  readonly platforms: readonly PlatformProfile[];
  readonly broadcast: BroadcastProfile;
  readonly timezoneOffset: number;
  readonly explained: number;
  readonly lossesOnlyInTotals: readonly number[];
}

/** One platform's part of an app. */
export interface PlatformProfile {
  readonly platform: number;
  readonly pushesPerDay: number;
  readonly receipts: boolean;
}

export interface BroadcastProfile {
  readonly pushesPerDay: number;
  readonly channels: readonly Channel[];
  readonly campaigns: readonly Campaign[];
}

/** Of a broadcast: 1 is offline, through a phone maker; 2 is online, through the vendor's own connection. */
export type EventType = 1 | 2;

/** A way that broadcasts take. */
export interface Channel {
  readonly event: EventType;
  readonly platform: number;
  /** Of all broadcasts. */
  readonly share: number;
  readonly receipts: boolean;
}

/** The name of the administrator in the vendor's samples. */
export const DEFAULT_IDENTIFIER = 'administrator';

const DEFAULT_MIX = {0: 0.08, 1: 0.3, 2: 0.12, 3: 0.16, 4: 0.08, 5: 0.01, 6: 0.1, 7: 0.09, 8: 0.06};
const FCM = 4;
const ONLINE_SHARE = 0.3;

/** Fills in the defaults, and turns shares into pushes. */
export function pushProfile({
  sdkAppId,
  volume = 200_000,
  broadcastVolume = volume / 2,
  campaigns = [],
  platforms = DEFAULT_MIX,
  withoutReceipts = [FCM],
  explained = 1,
  lossesOnlyInTotals = [],
  timezoneOffsetHours = 8,
}: SimulatedApp): PushProfile {
  const shares = Object.entries(platforms).map(([platform, share]) => ({platform: Number(platform), share}));
  const whole = shares.reduce((sum, {share}) => sum + share, 0);
  const part = (pushes: number, share: number) => (whole > 0 ? (pushes * share) / whole : 0);
  const receipts = (platform: number) => !withoutReceipts.includes(platform);
  const offline = shares.map(
    ({platform, share}): Channel => ({
      event: 1,
      platform,
      share: part(1 - ONLINE_SHARE, share),
      receipts: receipts(platform),
    }),
  );
  const online: Channel = {event: 2, platform: 0, share: ONLINE_SHARE, receipts: receipts(0)};
  return {
    sdkAppId,
    platforms: shares.map(({platform, share}) => ({
      platform,
      pushesPerDay: part(volume, share),
      receipts: receipts(platform),
    })),
    broadcast: {pushesPerDay: broadcastVolume, channels: [...offline, online], campaigns},
    timezoneOffset: timezoneOffsetHours * 3600,
    explained,
    lossesOnlyInTotals,
  };
}
