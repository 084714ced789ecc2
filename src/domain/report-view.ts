import type {IsoInstant} from './local-time.js';
import type {Compared, WindowCount} from './push-view.js';
import type {Rates, Sums} from './rates.js';
import type {WhyLost} from './why-lost.js';

/** What the rows of a report may stand for, instead of each app and its platforms. */
export const groupings = ['app', 'platform', 'hour', 'day'] as const;

export type Grouping = (typeof groupings)[number];

/** Counts and rates of a span, as far as the filters let through: the answer of `/api/report`. */
export interface PushReport {
  readonly report: string;
  readonly step: string;
  /** IANA zone in which its times are told and its days are cut. */
  readonly timezone: string;
  readonly from: IsoInstant;
  readonly to: IsoInstant;
  /** Over all apps that are asked about. */
  readonly windows: WindowCount;
  /** With `compare`: how many windows of each side at most, of which step, and at which refresh age; null: their counts are final. */
  readonly compared?: {readonly step: string; readonly windows: number; readonly age: string | null};
  readonly rows: readonly ReportRow[];
  /** Null: no job collects losses by this step. */
  readonly whyLost: WhyLost | null;
}

/** A row and the equally long time before. */
export interface Comparison extends Compared {
  /** So many windows are compared with the same of the time before, where a clock change may make them more or fewer … */
  readonly windows: number;
  /** … as they were at this refresh age on both sides; null: their counts are final. */
  readonly age: string | null;
}

export interface ReportRow {
  /** Null: all that are asked about, added up. */
  readonly app: string | null;
  /** Null: the total, which the platforms need not add up to. */
  readonly platform: string | null;
  /** Of broadcasts: how the platform's pushes went, `offline` or `online`. */
  readonly event?: string;
  /** By hour or day: where the first window starts that belongs to the row, and where the last ends. */
  readonly start?: IsoInstant;
  readonly end?: IsoInstant;
  /** Null: nothing collected. */
  readonly counts: Sums | null;
  readonly rates: Rates;
  /** Of the app: a platform may have had nothing to send in a window. */
  readonly windows: WindowCount;
  /** With `compare`: against the equally long time before; null: it would not be the like. */
  readonly comparison?: Comparison | null;
  /** Why there is no comparison. */
  readonly notCompared?: string;
}
