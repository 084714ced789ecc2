import type {Severity} from './finding.js';
import type {LossClass} from './loss.js';
import type {WindowCount} from './push-view.js';
import type {EpochSeconds, Seconds} from './window.js';

/** How well off each app is, the worst first. */
export interface AppsView {
  /** IANA zone in which the page tells time. */
  readonly timezone: string;
  /** Whose counts these are, and whose there are. */
  readonly report: string;
  readonly reports: readonly string[];
  /** Of the windows whose counts are added up. */
  readonly step: string;
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  /** The beginning of the first value of each `trend`, and how far they lie apart. Values of windows that end after `settledUntil` still grow. */
  readonly trendFrom: EpochSeconds;
  readonly trendEvery: Seconds;
  readonly settledUntil: EpochSeconds;
  /** Whether findings were looked for. */
  readonly hasFindings: boolean;
  readonly rows: readonly AppRow[];
}

/**
 * `critical`: a job fails, or pushes do. `warning`: something that somebody should know. `empty`: configured, and nothing is collected.
 * `gone`: no longer configured.
 */
export const appStates = ['critical', 'warning', 'empty', 'well', 'gone'] as const;

export type AppState = (typeof appStates)[number];

export interface AppRow {
  readonly app: string;
  readonly state: AppState;
  /** Worst first; empty when all is well. */
  readonly reasons: readonly AppReason[];
  /** Null: none is known of. */
  readonly holes: AppHoles | null;
  readonly windows: WindowCount;
  readonly sent: number;
  /** The delivery rate, 0 to 1; null where there is nothing to divide by. */
  readonly rate: number | null;
  /** Null: not nearly all windows of both sides are there, or they had no receipts. */
  readonly change: RateChange | null;
  /** Lost pushes of the span; classes without any are left out. */
  readonly losses: Readonly<Partial<Record<LossClass, number>>>;
  /** Delivery rates of the span; null: nothing sent, or nothing collected. */
  readonly trend: readonly (number | null)[];
  /** Of an app of whose span nothing is there: the start of its newest window. Null: it never had one. */
  readonly last: EpochSeconds | null;
}

export interface AppReason {
  readonly severity: Severity;
  /** Jobs that it is about, such as `chat 1h`; empty: the text says it. */
  readonly about: readonly string[];
  readonly text: string;
}

/** Windows of the app that are missing, of all jobs together. */
export interface AppHoles {
  readonly windows: number;
  /** When the vendor forgets the one that it forgets first. */
  readonly expires: EpochSeconds;
  /** Whose that is. */
  readonly report: string;
  readonly step: string;
}

/** The delivery rate of a span and of the time before it, over as many windows of each. */
export interface RateChange {
  readonly now: number;
  readonly before: number;
  readonly step: string;
  readonly windows: number;
  /** As they were at this refresh age on both sides; null: their counts are final. */
  readonly age: string | null;
}
