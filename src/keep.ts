import type {LedgerEntry} from './domain/coverage.js';
import {ApiError, CollectorError} from './domain/errors.js';
import {ledger} from './domain/ledger.js';
import type {Point} from './domain/point.js';
import type {WriteOptions, Writer} from './domain/ports.js';

/** What a window's answer puts into the database. */
export interface Answer {
  readonly points: readonly Point[];
  readonly entry: LedgerEntry;
  /** What the ledger said before, if anything. */
  readonly previous: LedgerEntry | undefined;
}

/**
 * Points first, the ledger entry only after the database has acknowledged every one of them. Resolves to the entry as it was
 * recorded: a window whose points the database refuses is rejected, too.
 */
export async function keep(
  {points, entry, previous}: Answer,
  writer: Writer,
  onRefused: (error: Error) => void,
  options?: WriteOptions,
): Promise<LedgerEntry> {
  const refusal = points.length > 0 ? await refusalOf(points, writer, options) : undefined;
  if (refusal) onRefused(refusal);
  const recorded = refusal ? rejected(entry, refusal, previous) : entry;
  await ledger.record(writer, [recorded], options);
  return recorded;
}

/** The window's entry when its answer cannot be used. Platforms that may be in the database stay known, so that a later answer can zero them. */
export function rejected(entry: LedgerEntry, error: CollectorError, previous: LedgerEntry | undefined): LedgerEntry {
  const platforms = [...new Set([...(previous?.platforms ?? []), ...entry.platforms])];
  return {...entry, outcome: 'rejected', errorCode: error instanceof ApiError ? error.code : 0, platforms};
}

export function isRejection(error: unknown): error is CollectorError {
  return error instanceof CollectorError && error.recovery === 'reject';
}

async function refusalOf(
  points: readonly Point[],
  writer: Writer,
  options?: WriteOptions,
): Promise<CollectorError | undefined> {
  try {
    await writer.write(points, options);
    return undefined;
  } catch (error) {
    if (isRejection(error)) return error;
    throw error;
  }
}
