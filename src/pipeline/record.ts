import type {App} from '../domain/app.js';
import type {Known, LedgerEntry, Surveyed} from '../domain/coverage.js';
import {ApiError, BeyondRetentionError, CollectorError} from '../domain/errors.js';
import type {Job} from '../domain/job.js';
import {ledger} from '../domain/ledger.js';
import type {Point} from '../domain/point.js';
import type {Fetched, Recorder, WriteOptions} from '../domain/ports.js';
import type {EpochSeconds} from '../domain/window.js';

/** What a window's answer puts into the database. */
export interface WindowRecord {
  readonly points: readonly Point[];
  readonly entry: LedgerEntry;
  /** What the ledger said before, if anything. */
  readonly previous: LedgerEntry | undefined;
}

/** The app and job that a window belongs to. */
interface Asker {
  readonly app: App;
  readonly job: Job;
}

/** Throws a ContractError when the body breaks the contract. */
export function recordOf({app, job}: Asker, due: Surveyed, {body, fetchedAt, clockLead = 0}: Fetched): WindowRecord {
  const {window, previous, stored = []} = due;
  const context = {app, step: job.step, window, refresh: job.refresh, fetchedAt, clockLead, previous, stored};
  const {points, platforms} = job.report.transform(body, context);
  return {points, entry: entryOf({app, job}, due, fetchedAt, platforms), previous};
}

/** A window that the API refuses, or whose answer cannot be read. */
export function rejectionOf(asker: Asker, due: Surveyed, askedAt: EpochSeconds, error: CollectorError): WindowRecord {
  const {previous} = due;
  return {points: [], entry: rejected(entryOf(asker, due, askedAt, []), error, previous), previous};
}

function entryOf(
  {app, job}: Asker,
  {window}: Surveyed,
  fetchedAt: EpochSeconds,
  platforms: readonly string[],
): LedgerEntry {
  return {
    app: app.name,
    sdkAppId: app.sdkAppId,
    report: job.report.name,
    step: job.step.name,
    window,
    fetchedAt,
    outcome: 'ok',
    errorCode: 0,
    platforms,
  };
}

/**
 * Points first, the ledger entry only after the database has acknowledged every one of them. Resolves to the entry as it was
 * recorded: a window whose points the database refuses is rejected, too.
 */
export async function record(
  {points, entry, previous}: WindowRecord,
  recorder: Recorder,
  onRefused: (error: Error) => void,
  options?: WriteOptions,
): Promise<LedgerEntry> {
  try {
    await recorder.record(points, ledger.pointOf(entry), options);
    return entry;
  } catch (error) {
    // What the ledger would say of it stands at the same time, and is refused, too.
    if (!isRejection(error) || error instanceof BeyondRetentionError) throw error;
    onRefused(error);
    const recorded = rejected(entry, error, previous);
    await recorder.record([], ledger.pointOf(recorded), options);
    return recorded;
  }
}

/** The window's entry when its answer cannot be used. Platforms that may be in the database stay known, so that a later answer can zero them. */
function rejected(entry: LedgerEntry, error: CollectorError, previous: LedgerEntry | undefined): LedgerEntry {
  const platforms = [...new Set([...(previous?.platforms ?? []), ...entry.platforms])];
  return {...entry, outcome: 'rejected', errorCode: error instanceof ApiError ? error.code : 0, platforms};
}

export function isRejection(error: unknown): error is CollectorError {
  return error instanceof CollectorError && error.recovery === 'reject';
}

/** What became of a run's windows, with no object for each: a backfill of many apps holds hundreds of thousands. */
export class RecordedWindows {
  /** 0: not recorded. */
  readonly #fetchedAt: Float64Array;
  readonly #rejected = new Set<number>();

  /** Windows that end later are still open by the vendor's clock. */
  closedUntil: EpochSeconds = Number.POSITIVE_INFINITY;
  /** Windows are newest first: from the one of this index on, the store does not keep them. */
  end: number;

  constructor(private readonly due: readonly Surveyed[]) {
    this.#fetchedAt = new Float64Array(due.length);
    this.end = due.length;
  }

  get unkept(): number {
    return this.due.length - this.end;
  }

  endAt(index: number): void {
    this.end = Math.min(this.end, index);
  }

  /** The first window from this index on that is worth asking for; `end`: none. */
  from(index: number): number {
    let next = index;
    while (next < this.end && this.due[next]!.window.end > this.closedUntil) next += 1;
    return Math.min(next, this.end);
  }

  /** The entry of the due window of that index. */
  add(index: number, {fetchedAt, outcome}: LedgerEntry): void {
    this.#fetchedAt[index] = fetchedAt;
    if (outcome === 'rejected') this.#rejected.add(index);
  }

  entries(): Known[] {
    return this.due.flatMap(({window}, index) => {
      const fetchedAt = this.#fetchedAt[index]!;
      return fetchedAt ? [{window, fetchedAt, outcome: this.#rejected.has(index) ? 'rejected' : 'ok'}] : [];
    });
  }
}
