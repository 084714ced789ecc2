import type {Point} from './point.js';
import type {EpochSeconds, Seconds, Span, Window} from './window.js';

/** How long after its end a window is asked again; `name` is what people write (`10m`) and the value of the `age` tag. */
export interface Age {
  readonly name: string;
  readonly seconds: Seconds;
}

/** One acknowledged window. */
export interface LedgerEntry {
  readonly app: string;
  readonly sdkAppId: number;
  readonly report: string;
  readonly step: string;
  readonly window: Window;
  readonly fetchedAt: EpochSeconds;
  readonly outcome: 'ok' | 'rejected';
  /** The API's code of a rejected window; 0 when its body broke the contract, and when all is well. */
  readonly errorCode: number;
  /** Platforms of the last answer: one that is missing from a later answer is written again as zeros. */
  readonly platforms: readonly string[];
}

/** As much of an entry as tells how its window is covered. */
export type Known = Pick<LedgerEntry, 'window' | 'fetchedAt' | 'outcome'>;

export type Coverage = 'settled' | 'fresh' | 'due' | 'rejected' | 'missing';

/** A closed window and what the ledger says about it. */
export interface Surveyed<Entry extends Known = LedgerEntry> {
  readonly window: Window;
  /** The ledger's entry, if any. */
  readonly previous: Entry | undefined;
  /** Its points in the store, of the measurements that an answer replaces; after a crash the ledger does not know of all of them. */
  readonly stored?: readonly Point[];
  /** Undefined while the window is too young to be asked for. */
  readonly coverage: Coverage | undefined;
}

/**
 * The one question behind ticks, restarts, holes and backfills: has the window passed a refresh age since it was last fetched?
 * A window that is not closed has passed none.
 */
export function isDue(window: Window, known: Known | undefined, refresh: readonly Age[], now: EpochSeconds): boolean {
  const entry = believed(known, now);
  const passed = refresh.findLast((age) => window.end + age.seconds <= now);
  return passed !== undefined && (entry === undefined || entry.fetchedAt < window.end + passed.seconds);
}

/** What the ledger says about a window; undefined while it is too young to be asked for. */
export function coverageOf(
  window: Window,
  known: Known | undefined,
  refresh: readonly Age[],
  now: EpochSeconds,
): Coverage | undefined {
  const entry = believed(known, now);
  const due = isDue(window, entry, refresh, now);
  if (!entry) return due ? 'missing' : undefined;
  if (entry.outcome === 'rejected') return 'rejected';
  if (due) return 'due';
  return entry.fetchedAt >= window.end + refresh.at(-1)!.seconds ? 'settled' : 'fresh';
}

/** An entry from the future was made by a clock that was ahead: nobody knows when its window really was fetched, so it does not count. */
function believed(entry: Known | undefined, now: EpochSeconds): Known | undefined {
  return entry && entry.fetchedAt <= now ? entry : undefined;
}

/** How many windows stand in each state. */
export function countCoverage(survey: readonly Surveyed<Known>[]): Record<Coverage, number> {
  const counts: Record<Coverage, number> = {settled: 0, fresh: 0, due: 0, rejected: 0, missing: 0};
  for (const {coverage} of survey) if (coverage) counts[coverage] += 1;
  return counts;
}

/** The oldest window that should be there and is not, of a survey that is oldest first. */
export function oldestHole(survey: readonly Surveyed<Known>[]): Window | undefined {
  return survey.find(({coverage}) => coverage === 'missing')?.window;
}

/** Since the end of the newest window in the ledger. With an empty ledger, the whole span is behind. */
export function lagOf(entries: readonly Known[], span: Span, now: EpochSeconds): Seconds {
  return now - entries.reduce((newest, {window}) => Math.max(newest, window.end), span.start);
}
