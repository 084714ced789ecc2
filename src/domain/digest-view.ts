import type {Coverage} from './coverage.js';
import type {FindingsView, FindingView, Severity} from './finding.js';
import type {IsoInstant} from './local-time.js';
import type {Compared, WindowCount} from './push-view.js';
import type {Rates, Sums} from './rates.js';
import type {ComparedBasis} from './why-view.js';

/** A span on one page, for mail and chat: the answer of `/api/digest`. Its findings are those of pushes. */
export interface DigestView extends FindingsView {
  /** How many findings there are, or that there is none. */
  readonly summary: string;
  readonly reports: readonly DigestReport[];
  readonly collecting: DigestCollecting;
}

/** Counts of a report. */
export interface DigestReport {
  readonly report: string;
  readonly step: string;
  /** Null: nothing can be compared with the time before. */
  readonly basis: ComparedBasis | null;
  /** Of all apps; compared are those that can be. */
  readonly total: DigestRow;
  /** The worst first: by findings, and then by how far the rate of deliveries fell. */
  readonly apps: readonly DigestApp[];
  /** Apps of which nothing is there. */
  readonly missing: readonly string[];
}

export interface DigestRow {
  readonly counts: Sums;
  readonly rates: Rates;
  readonly windows: WindowCount;
  /** Against the equally long time before; null: its windows are not all there. */
  readonly compared: Compared | null;
}

export interface DigestApp extends DigestRow {
  readonly app: string;
  /** How many findings it has, and how grave the gravest is; null: none. */
  readonly findings: number;
  readonly severity: Severity | null;
}

/** How collecting does now, over all apps and jobs. */
export interface DigestCollecting {
  readonly apps: number;
  readonly jobs: number;
  readonly windows: Readonly<Record<Coverage, number>>;
  /** The one that the vendor forgets first. */
  readonly oldestHole: {
    readonly app: string;
    readonly report: string;
    readonly step: string;
    readonly start: IsoInstant;
    readonly expires: IsoInstant;
  } | null;
  /** What is wrong with it, the worst first. */
  readonly findings: readonly FindingView[];
}
