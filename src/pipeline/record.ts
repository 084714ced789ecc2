import type {App} from '../domain/app.js';
import type {LedgerEntry, Surveyed} from '../domain/coverage.js';
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

/**
 * Takes the body out of `fetched`: the promises that it came through would keep it until the next full collection of garbage. Throws a
 * ContractError when the body breaks the contract.
 */
export function recordOf({app, job}: Asker, due: Surveyed, fetched: Fetched): WindowRecord {
  const {window, previous, stored = []} = due;
  const {body, fetchedAt, clockLead = 0} = fetched;
  fetched.body = undefined;
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
