import type {Hold} from './executor.js';
import type {Point} from './point.js';
import type {PointsWanted, Tables} from './tables.js';
import type {EpochSeconds, Seconds, Span} from './window.js';

/** Takes points. */
export interface Writer {
  /**
   * Resolves when every point is durable. A point whose identity exists is replaced as a whole. Throws
   * StoreUnavailableError, StoreDeniedError or PointsRefusedError; then any part may have been stored, and writing again is safe.
   */
  write(points: readonly Point[], options?: WriteOptions): Promise<void>;
}

/** Takes what many runs record at once. */
export interface Recorder extends Writer {
  /** Writes the points and, only after every one of them is acknowledged, the one that tells of them. Resolves when that is durable, too. */
  record(points: readonly Point[], entry: Point, options?: WriteOptions): Promise<void>;
  /** Resolves when more may come; undefined: at once. Callers await this before they fetch, so that memory stays bounded while the database is slow. */
  room(): Promise<void> | undefined;
}

export interface WriteOptions {
  /** Somebody waits for this, and nothing of the same run comes after it to share its request. */
  readonly soon?: boolean;
  /** Nothing is written once this is lost; what tells of points that were acknowledged is, all the same. */
  readonly hold?: Hold | undefined;
}

/** Where points and the ledger live. */
export interface Store extends Writer {
  /** Points of a measurement whose time is within the span and whose tags are those given, in no particular order. Unknown measurement: none. */
  points(query: PointQuery): Promise<Point[]>;
  /**
   * Sums of integer fields, one row for each combination of the `by` tags (and, with `every`, for each stretch of time) that has
   * points. The answer to each question; several at once, because what they have in common need be read only once. Reading that takes
   * several steps ends when the signal aborts, with its reason.
   */
  sums(queries: readonly SumQuery[], gone?: AbortSignal): Promise<SumRow[][]>;
  /** Remembered sums are added up anew: an app was renamed, which the ledger's times do not show. Absent: none are remembered. */
  forgetSums?(): void;
  /**
   * Combinations of the `by` tags of which some stretch stands out; absent: the store cannot tell without handing over all stretches.
   * It is about speed: whoever asks looks closely at what it names.
   */
  outliers?(query: OutlierQuery, gone?: AbortSignal): Promise<Readonly<Record<string, string>>[]>;
  /** Among how many windows it finds them while somebody waits. */
  readonly outliersWithin?: number;
  /** Absent: the store has no tables. */
  readonly tables?: Tables;
  /** The newest point of each combination of the `by` tags. */
  latest(query: LatestQuery): Promise<Point[]>;
  /**
   * How many points are wanted of each measurement of ours, in each stretch of time. Those that have none are left out. Counting that
   * takes several steps ends when the signal aborts, with its reason.
   */
  inventory(query: InventoryQuery, gone?: AbortSignal): Promise<Inventory[]>;
  /** Resolves when the points of a measurement whose time is within the span and whose tags are those given are gone. */
  remove(query: RemovalQuery): Promise<void>;
  /** How long it keeps a point; undefined: for ever, or it does not tell. Points that begin earlier are refused. */
  retention(): Promise<Seconds | undefined>;
  /**
   * Writes a point of that time and reads it back in the way that everything is read. Throws StoreDeniedError, which names both ways,
   * when it does not come back, and what writing and reading throw.
   */
  probe(time: EpochSeconds): Promise<void>;
  /** Resolves when the database answers and lets us in; otherwise throws StoreUnavailableError or StoreDeniedError. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface PointQuery {
  readonly measurement: string;
  readonly span: Span;
  /** A list stands for any of its values. */
  readonly tags?: Readonly<Record<string, string | readonly string[]>>;
  /** Not the points that have one of these values of a tag. */
  readonly without?: Readonly<Record<string, readonly string[]>>;
  /** Only points whose text fields are these; every point of the measurement has such fields. */
  readonly texts?: Readonly<Record<string, string>>;
  /** No other fields than these; absent: all. A point that has none of them may be left out. */
  readonly fields?: readonly string[];
}

export interface SumQuery extends PointQuery {
  readonly fields: readonly string[];
  readonly by: readonly string[];
  /** Adds up apart what lies within each stretch of so many seconds, counted from the Unix epoch. */
  readonly every?: Seconds;
}

/** Counts by the stretch of time, each compared with those of the same time of day in the whole span. */
export interface OutlierQuery extends PointQuery {
  readonly by: readonly string[];
  /** A stretch in seconds: a day, or a part of one. */
  readonly every: Seconds;
  /** Only stretches from then on stand out. */
  readonly since: EpochSeconds;
  /** Any of them is enough. */
  readonly signs: readonly Outlying[];
}

/** By what a stretch stands out. */
export interface Outlying {
  readonly part: string;
  /** What `part` is a share of; absent: it is compared by itself. */
  readonly whole?: string;
  /** Of `whole`; without one, of the usual `part` that one below is compared with, and of `part` itself otherwise. */
  readonly least: number;
  /** Less than so many times the usual, or more; less than this share. None of them: all that are large enough. */
  readonly below?: number;
  readonly above?: number;
  readonly limit?: number;
}

export interface SumRow {
  readonly tags: Readonly<Record<string, string>>;
  /** The beginning of the stretch; only with `every`. */
  readonly time?: EpochSeconds;
  /** How many points were added up: a sum says how much of what was asked for it covers. */
  readonly points: number;
  readonly fields: Readonly<Record<string, number>>;
}

export interface LatestQuery {
  readonly measurement: string;
  readonly by: readonly string[];
}

export interface RemovalQuery {
  readonly measurement: string;
  readonly span: Span;
  readonly tags: Readonly<Record<string, string>>;
}

export interface InventoryQuery {
  /** Which points of a measurement; undefined: none of it. */
  wanted(measurement: string): PointsWanted | undefined;
  /** Length of a stretch, counted from the Unix epoch. */
  readonly every: Seconds;
}

export interface Inventory {
  readonly measurement: string;
  /** The beginning of the stretch. */
  readonly time: EpochSeconds;
  readonly points: number;
}
