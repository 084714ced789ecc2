import type {EpochSeconds, Span} from './window.js';

export const fileFormats = ['parquet', 'csv', 'ndjson'] as const;

export type FileFormat = (typeof fileFormats)[number];

/** A store of tables, one for each measurement: it is copied into files, and asked in SQL. Nothing here changes what is stored. */
export interface Tables {
  /** The folder in and below which files may be written; it need not be there. */
  readonly folder: string;
  /** Everything as it is at one moment. Throws StoreDeniedError or StoreUnavailableError, or the signal's reason when that aborts. */
  copyOut(request: CopyRequest, gone?: AbortSignal): Promise<Copied>;
  /** One statement that reads. Throws a SqlError that says what is wrong with it, or the signal's reason when that aborts. */
  ask(sql: string, limits: SqlLimits, gone?: AbortSignal): Promise<SqlAnswer>;
  /** Names of apps of which there is a ledger. */
  apps(): Promise<string[]>;
}

export interface CopyRequest {
  /** In or below the one where files may be written; it is there, and empty. */
  readonly folder: string;
  readonly format: FileFormat;
  /** Which points of a measurement; undefined: none of it. */
  wanted(measurement: string): PointsWanted | undefined;
  onCopied?(table: CopiedTable): void;
}

export interface PointsWanted {
  readonly span: Span;
  /** A list stands for any of its values. */
  readonly tags?: Readonly<Record<string, string | readonly string[]>>;
}

export interface Copied {
  readonly tables: readonly CopiedTable[];
  readonly windows: readonly CopiedWindows[];
}

/** A measurement in a file of its own, and how its columns beside `time` are to be read. */
export interface CopiedTable {
  readonly measurement: string;
  readonly file: string;
  readonly points: number;
  /** Time of the oldest and of the newest point. */
  readonly oldest: EpochSeconds;
  readonly newest: EpochSeconds;
  readonly tags: readonly string[];
  readonly fields: Readonly<Record<string, 'integer' | 'string'>>;
}

/** What the ledger that was copied says of one app, report and step. */
export interface CopiedWindows {
  readonly app: string;
  readonly report: string;
  readonly step: string;
  readonly ok: number;
  readonly rejected: number;
  /** From the first window's start to the end of the last; there may be holes between. */
  readonly start: EpochSeconds;
  readonly end: EpochSeconds;
}

export interface SqlLimits {
  readonly rows: number;
  /** Of the answer as JSON, about. */
  readonly bytes: number;
  readonly ms: number;
}

export interface SqlAnswer {
  readonly columns: readonly {readonly name: string; readonly type: string}[];
  /** Integers that are too large for a number are texts; times are ISO 8601, with Z (UTC) where their type has a zone. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** There are more rows, which are not told. */
  readonly truncated: boolean;
}

/** The statement is at fault, or takes too long. */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  /** The status of the answer over HTTP. */
  readonly statusCode = 400;
}
