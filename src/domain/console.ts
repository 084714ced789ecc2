import type {Coverage} from './coverage.js';
import type {Sums} from './rates.js';
import type {EpochSeconds, Seconds} from './window.js';

/** What the console's page is told. The server and the page read this one file, so that they cannot disagree. */

/** Health of push: one span, as far as the filters let through. */
export interface PushView {
  /** IANA zone in which the page tells time, and in which the windows of the charts are cut. */
  readonly timezone: string;
  /** Every app that is configured or has points in the span. */
  readonly apps: readonly string[];
  readonly platforms: readonly string[];
  readonly steps: readonly string[];
  readonly step: string;
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  /** Counts of windows that end later still grow. */
  readonly settledUntil: EpochSeconds;
  /** Null: nothing collected. */
  readonly totals: Sums | null;
  /** With the same length of time before; null when that is not all there. */
  readonly comparison: Comparison | null;
  /** Starts of the windows of the charts, oldest first, and the end of the last. */
  readonly times: readonly EpochSeconds[];
  readonly end: EpochSeconds;
  readonly series: readonly PlatformSeries[];
  readonly rows: readonly CountRow[];
}

export interface Comparison {
  readonly now: Sums;
  readonly before: Sums;
  /** Of windows that are final on both sides; otherwise the newer ones still grow, and seem too low. */
  readonly final: boolean;
}

/** A platform's counts, one for each of the view's times; null where nothing is collected. Only those that were asked for. */
export interface PlatformSeries {
  readonly platform: string;
  readonly counts: Readonly<Partial<Record<keyof Sums, readonly (number | null)[]>>>;
}

export interface CountRow {
  readonly app: string;
  /** Null: the app's total, which its platforms need not add up to. */
  readonly platform: string | null;
  readonly counts: Sums;
}

/** `expired`: missing, and the vendor has forgotten it. `young`: not to be asked for yet. */
export type CellState = Coverage | 'expired' | 'young';

/** One letter for each state: a month of hours of a hundred apps is 72,000 cells. */
export const cellLetters: Readonly<Record<CellState, string>> = {
  settled: 's',
  fresh: 'f',
  due: 'd',
  missing: 'm',
  rejected: 'r',
  expired: 'e',
  unkept: 'u',
  young: 'y',
};

/** Health of collecting: apps × windows. */
export interface CoverageView {
  readonly timezone: string;
  readonly steps: readonly string[];
  readonly step: string;
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  /** Windows by the zone in which they are cut: starts, and the end of the last. */
  readonly grids: Readonly<Record<string, readonly EpochSeconds[]>>;
  /** `cells` holds a letter for each window of the zone's grid. */
  readonly rows: readonly {readonly app: string; readonly timezone: string; readonly cells: string}[];
}

/** What is known of one window. */
export interface WindowView {
  readonly app: string;
  readonly step: string;
  readonly start: EpochSeconds;
  readonly end: EpochSeconds;
  readonly state: CellState;
  readonly fetchedAt: EpochSeconds | null;
  readonly platforms: readonly string[];
  /** Why it is not there, and what to do. */
  readonly reason: string | null;
  /** The counts as they were at each refresh age, youngest first. */
  readonly growth: readonly {readonly age: string; readonly counts: Sums}[];
  readonly counts: Sums | null;
}

/** What goes on at this moment. */
export interface LiveView {
  readonly now: EpochSeconds;
  readonly running: readonly RunningView[];
  readonly callsPerSecond: number;
  readonly backfill: BackfillView | null;
  /** Those that asked for something or failed, newest first. */
  readonly lastRuns: readonly RunView[];
  /** Jobs whose latest run failed. */
  readonly problems: readonly RunView[];
  readonly ticks: readonly {readonly report: string; readonly step: string; readonly at: EpochSeconds}[];
  /** Windows collected since the start: when it changes, there is something new to see. */
  readonly collected: number;
}

export interface RunningView {
  readonly app: string;
  readonly report: string;
  readonly step: string;
  readonly planned: number;
  readonly done: number;
  readonly startedAt: EpochSeconds;
  readonly secondsLeft: Seconds | null;
}

export interface RunView {
  readonly app: string;
  readonly report: string;
  readonly step: string;
  readonly at: EpochSeconds;
  readonly seconds: Seconds;
  readonly collected: number;
  readonly rejected: number;
  readonly left: number;
  readonly calls: number;
  /** Empty: all is well. */
  readonly error: string;
}

export interface BackfillView {
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  readonly pieces: readonly BackfillPiece[];
}

export interface BackfillPiece {
  readonly app: string;
  readonly step: string;
  readonly windows: number;
  readonly done: number;
  readonly state: 'waiting' | 'running' | 'done' | 'stopped' | 'failed';
  readonly error: string;
}

/** What a backfill costs, before it is begun. */
export interface EstimateView {
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  readonly calls: number;
  readonly seconds: Seconds;
  readonly apps: number;
  /** Something that the operator should know: the span was cut or widened. */
  readonly notes: readonly string[];
}
