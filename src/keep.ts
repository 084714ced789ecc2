import type {LedgerEntry} from './domain/coverage.js';
import {ApiError, CollectorError} from './domain/errors.js';
import {ledger} from './domain/ledger.js';
import type {Point} from './domain/point.js';
import type {Keeper, WriteOptions} from './domain/ports.js';

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
  keeper: Keeper,
  onRefused: (error: Error) => void,
  options?: WriteOptions,
): Promise<LedgerEntry> {
  try {
    await keeper.keep(points, ledger.pointOf(entry), options);
    return entry;
  } catch (error) {
    if (!isRejection(error)) throw error;
    onRefused(error);
    const recorded = rejected(entry, error, previous);
    await keeper.keep([], ledger.pointOf(recorded), options);
    return recorded;
  }
}

/** The window's entry when its answer cannot be used. Platforms that may be in the database stay known, so that a later answer can zero them. */
export function rejected(entry: LedgerEntry, error: CollectorError, previous: LedgerEntry | undefined): LedgerEntry {
  const platforms = [...new Set([...(previous?.platforms ?? []), ...entry.platforms])];
  return {...entry, outcome: 'rejected', errorCode: error instanceof ApiError ? error.code : 0, platforms};
}

export function isRejection(error: unknown): error is CollectorError {
  return error instanceof CollectorError && error.recovery === 'reject';
}
