import type {Sums} from './rates.js';
import type {EpochSeconds} from './window.js';

/** Counts of every window, app and platform of a span. */
export interface CellsView {
  readonly report: string;
  readonly step: string;
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  /** In the order of windows, apps and platforms; the total of an app first. A window that is not collected has none. */
  readonly cells: readonly Cell[];
}

export interface Cell {
  readonly start: EpochSeconds;
  readonly app: string;
  /** Null: the app's total, which its platforms need not add up to. */
  readonly platform: string | null;
  /** Of broadcasts: how the platform's pushes went. */
  readonly event?: string;
  readonly counts: Sums;
}
