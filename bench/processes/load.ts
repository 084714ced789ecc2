/** What is to be collected: windows of an hour, so many for each app. */
export interface Load {
  readonly api: string;
  readonly apps: number;
  readonly windows: number;
  /** Calls of one app that may wait for their answers at once. */
  readonly inFlight: number;
  readonly paceMs: number;
  /** Shared with other processes; absent: this one works alone. */
  readonly cluster?: {readonly redisUrl: string; readonly prefix: string; readonly collectors: number} | undefined;
  /** Absent: answers go nowhere. */
  readonly influx?: {readonly url: string; readonly database: string} | undefined;
}

export const HOUR = 3600;
export const FIRST_APP_ID = 1_400_000_001;
/** A Monday, local midnight in Shanghai; windows count backwards from it. */
export const LOAD_END = Date.parse('2026-03-02T00:00:00+08:00') / 1000;
