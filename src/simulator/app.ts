/** One SDKAppID as the simulator plays it. */
export interface SimulatedApp {
  readonly sdkAppId: number;
  readonly secretKey: string;
  /** The administrator account; default `administrator`. */
  readonly identifier?: string;
  /** Pushes on an average day; default 200,000. */
  readonly volume?: number;
  /** Platform number to its share of the mix; shares are relative to their sum. */
  readonly platforms?: Readonly<Record<number, number>>;
  /** Platforms that never report a delivery; default FCM. */
  readonly withoutReceipts?: readonly number[];
  /** Where its users live, for the daily cycle; default 8. */
  readonly timezoneOffsetHours?: number;
  /** Every authenticated call answers this code: an app without a plan, for instance. */
  readonly errorCode?: number | undefined;
}

/** What the counts of an app depend on, with every default filled in. */
export interface PushProfile {
  readonly sdkAppId: number;
  readonly platforms: readonly PlatformProfile[];
  readonly timezoneOffset: number;
}

/** One platform's part of an app. */
export interface PlatformProfile {
  readonly platform: number;
  readonly pushesPerDay: number;
  readonly receipts: boolean;
}

/** The name of the administrator in the vendor's samples. */
export const DEFAULT_IDENTIFIER = 'administrator';

const DEFAULT_MIX = {0: 0.08, 1: 0.3, 2: 0.12, 3: 0.16, 4: 0.08, 5: 0.01, 6: 0.1, 7: 0.09, 8: 0.06};
const FCM = 4;

/** Fills in the defaults, and turns shares into pushes. */
export function pushProfile({
  sdkAppId,
  volume = 200_000,
  platforms = DEFAULT_MIX,
  withoutReceipts = [FCM],
  timezoneOffsetHours = 8,
}: SimulatedApp): PushProfile {
  const shares = Object.entries(platforms).map(([platform, share]) => ({platform: Number(platform), share}));
  const whole = shares.reduce((sum, {share}) => sum + share, 0);
  return {
    sdkAppId,
    timezoneOffset: timezoneOffsetHours * 3600,
    platforms: shares.map(({platform, share}) => ({
      platform,
      pushesPerDay: whole > 0 ? (volume * share) / whole : 0,
      receipts: !withoutReceipts.includes(platform),
    })),
  };
}
