import type {ExplainedChange} from './explained-change.js';
import type {FindingsView} from './finding.js';
import type {IsoInstant} from './local-time.js';
import type {Basis} from './push-view.js';
import type {Rates, Sums} from './rates.js';
import type {WhyLost} from './why-lost.js';

/** What happened in a span, and why: the answer of `/api/why`. */
export interface WhyView extends FindingsView {
  /** In a sentence: the gravest finding, or that there is none. */
  readonly summary: string;
  /** What was asked about; null: all. */
  readonly app: string | null;
  readonly platform: string | null;
  /** Whose counts stand below: those of the gravest finding, unless one was asked for. */
  readonly report: string;
  readonly step: string;
  /** The rate that the gravest finding is about; otherwise that of deliveries. */
  readonly rate: keyof Rates;
  /** Null: nothing collected. */
  readonly counts: Sums | null;
  readonly rates: Rates;
  /** Null: nothing can be compared. */
  readonly compared: ComparedBasis | null;
  /** No window is old enough to be compared. */
  readonly tooEarly: boolean;
  /** Apps that are left out of the comparison: their windows are not all there. */
  readonly notCompared: readonly string[];
  /** Of each rate that both sides have; parts are platforms or, of one platform, apps. */
  readonly changes: readonly ExplainedChange[];
  /** By the windows of the step, oldest first. */
  readonly times: readonly WhyTime[];
  /** Null: no job collects losses by this step. */
  readonly whyLost: WhyLost | null;
}

/** Which windows of a span are compared with the equally long time before, and how old they were. */
export interface ComparedBasis extends Pick<Basis, 'step' | 'windows' | 'of' | 'age' | 'finalAfter'> {
  /** Of the windows that are compared, and of those before. */
  readonly from: IsoInstant;
  readonly to: IsoInstant;
  readonly beforeFrom: IsoInstant;
  readonly beforeTo: IsoInstant;
}

/** One window of all that was asked about. */
export interface WhyTime {
  readonly start: IsoInstant;
  readonly end: IsoInstant;
  /** The view's `rate`; null: nothing to divide by. */
  readonly rate: number | null;
  /** Pushes that it is a rate of. */
  readonly volume: number;
  /** It ended less than a day ago: what is delivered and clicked still grows. */
  readonly isYoung: boolean;
  /** Of the others, the one in which most is missing of what their mean rate would be. */
  readonly isWorst: boolean;
}
