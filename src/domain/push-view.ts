import type {Sums} from './rates.js';
import type {EpochSeconds, Span} from './window.js';

/** How many windows a figure covers, and how many of its span are old enough to be there; null: nobody can tell, the app is not configured. */
export interface WindowCount {
  readonly collected: number;
  readonly expected: number | null;
}

/** Health of push: one span, as far as the filters let through. */
export interface PushView {
  /** IANA zone in which the page tells time, and in which the windows of the charts are cut. */
  readonly timezone: string;
  /** Whose counts these are, and whose there are. */
  readonly report: string;
  readonly reports: readonly string[];
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
  /** Of the totals: over all apps that are shown. */
  readonly windows: WindowCount;
  /** With the time before; null when that is not all there. */
  readonly comparison: Compared | null;
  /** Which windows are compared, of all or at least of some rows. */
  readonly basis: Basis | null;
  /** No window is old enough to be compared. */
  readonly tooEarly: boolean;
  /** Starts of the windows of the charts, oldest first, and the end of the last. */
  readonly times: readonly EpochSeconds[];
  readonly end: EpochSeconds;
  readonly series: readonly PlatformSeries[];
  /** Apps that have points in each of the times, and how many should. */
  readonly present: readonly number[];
  readonly expectedApps: number;
  readonly rows: readonly CountRow[];
}

/** Counts of a span and of the time before it, over as many windows of each and at the same age. */
export interface Compared {
  readonly now: Sums;
  readonly before: Sums;
}

export interface Basis {
  /** The view's own, or a coarser one where the view's does not reach back. */
  readonly step: string;
  /** So many windows are compared with the same of the time before, of so many of the span … */
  readonly windows: number;
  readonly of: number;
  /** … as they were at this refresh age on both sides; null: their counts are final … */
  readonly age: string | null;
  /** … at this age; null: they are never asked again. */
  readonly finalAfter: string | null;
  /** From the first window's start to the end of the last. */
  readonly now: Span;
  readonly before: Span;
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
  /** Of broadcasts: how the platform's pushes went, `offline` or `online`. */
  readonly event?: string;
  readonly counts: Sums;
  /** Of the app: a platform may have had nothing to send in a window. */
  readonly windows: WindowCount;
  /** Null where the app's windows are not all there. */
  readonly compared: Compared | null;
}
