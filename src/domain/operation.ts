/** How far the windows of a pass are. */
export interface PassCounts {
  readonly planned: number;
  readonly done: number;
  readonly calls: number;
  readonly retries: number;
}

/** What a pass came to for one app and job. */
export interface PassRow {
  readonly app: string;
  readonly report: string;
  readonly step: string;
  readonly collected: number;
  readonly rejected: number;
  readonly left: number;
  readonly calls: number;
  readonly retries: number;
  /** Why windows are left; empty: there are none, or for want of time. */
  readonly error: string;
}

/** An operation of a running collector, as it is told to whoever asked for it. */
export interface OperationView {
  readonly id: string;
  readonly notes: readonly string[];
  readonly counts: PassCounts | null;
  /** Undefined: it goes on. `gone`: the collector is ending, and with it what it does for others. */
  readonly ended?: {readonly result: unknown} | {readonly error: string; readonly why: 'failed' | 'badUsage' | 'gone'};
}
