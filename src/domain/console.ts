import type {ClusterView} from './cluster-view.js';
import type {Coverage} from './coverage.js';
import type {Problem} from './health.js';
import type {Sums} from './rates.js';
import type {EpochSeconds, Seconds} from './window.js';

/** What the console's page is told. The server and the page read this file and `push-view.ts`, so that they cannot disagree. */

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

const states = new Map(Object.entries(cellLetters).map(([state, letter]) => [letter, state as CellState]));

export function stateOfLetter(letter: string | undefined): CellState | undefined {
  return letter === undefined ? undefined : states.get(letter);
}

/** Health of collecting: apps × windows. */
export interface CoverageView {
  readonly timezone: string;
  readonly report: string;
  /** Of all jobs. */
  readonly reports: readonly string[];
  /** Of the report's jobs. */
  readonly steps: readonly string[];
  readonly step: string;
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  /** From the start of a window on: so long the vendor remembers it. */
  readonly retention: Seconds;
  /** Windows by the zone in which they are cut: starts, and the end of the last. */
  readonly grids: Readonly<Record<string, readonly EpochSeconds[]>>;
  /** `cells` holds a letter for each window of the zone's grid. */
  readonly rows: readonly {readonly app: string; readonly timezone: string; readonly cells: string}[];
  /** Apps that are in the store and no longer configured, with the start of their newest window: nobody asks for more. */
  readonly gone: readonly {readonly app: string; readonly last: EpochSeconds}[];
}

/** What is known of one window. */
export interface WindowView {
  readonly app: string;
  readonly report: string;
  readonly step: string;
  readonly start: EpochSeconds;
  readonly end: EpochSeconds;
  readonly state: CellState;
  readonly fetchedAt: EpochSeconds | null;
  readonly platforms: readonly string[];
  /** When the vendor forgets it. */
  readonly expires: EpochSeconds;
  /** Why it is not there, and what to do. */
  readonly reason: string | null;
  /** The counts as they were at each refresh age, youngest first. */
  readonly growth: readonly {readonly age: string; readonly counts: Sums}[];
  /** Null: nothing collected, or the report holds no counts. */
  readonly counts: Sums | null;
}

/** What goes on at this moment. */
export interface LiveView {
  readonly now: EpochSeconds;
  readonly running: readonly RunningView[];
  readonly callsPerSecond: number;
  readonly backfill: BackfillView | null;
  /** Null: this collector works alone. */
  readonly cluster: ClusterView | null;
  /** Those that asked for something or failed, newest first. */
  readonly lastRuns: readonly RunView[];
  /** Of the configuration, its jobs and its apps. */
  readonly problems: readonly LiveProblem[];
  readonly ticks: readonly {readonly report: string; readonly step: string; readonly at: EpochSeconds}[];
  /** Windows collected since the start: when it changes, there is something new to see. */
  readonly collected: number;
}

export interface ProblemView extends Problem {
  readonly at: EpochSeconds;
}

/** `configuration`: it was read again and refused. */
export interface LiveProblem extends Omit<ProblemView, 'kind'> {
  readonly kind: ProblemView['kind'] | 'configuration';
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
  readonly report: string;
  readonly step: string;
  readonly windows: number;
  /** Among them those that were rejected. */
  readonly done: number;
  readonly rejected: number;
  readonly calls: number;
  readonly retries: number;
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
