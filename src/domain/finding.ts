import type {ProblemKind} from './health.js';
import type {IsoInstant} from './local-time.js';
import type {LossMeaning, LossStage} from './loss.js';
import type {Rates} from './rates.js';
import type {EpochSeconds} from './window.js';

/**
 * What may be wrong with pushes. `delivery`, `send`, `click`: the rate fell against what is usual. `low-delivery`: it is very low, however
 * usual. `silence`: a platform that always sends has nothing. `receipts`: many sends and not one receipt. `credentials`: a certificate, key
 * or permission is refused. `quota`: a limit of the vendor is used up. `loss-class`: losses of one class have doubled. `mix`: an app's
 * delivery rate moved because its platforms have other shares of the pushes, and not by their own rates.
 */
export const pushFindingKinds = [
  'delivery',
  'low-delivery',
  'send',
  'click',
  'silence',
  'receipts',
  'credentials',
  'quota',
  'loss-class',
  'mix',
] as const;

export type PushFindingKind = (typeof pushFindingKinds)[number];

/** What may be wrong with collecting has the kinds of its problems. */
export type FindingKind = PushFindingKind | ProblemKind;

export const severities = ['critical', 'warning', 'info'] as const;

export type Severity = (typeof severities)[number];

/** A statement about push or collection that somebody should know. */
export interface Finding {
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly app: string;
  /** Null: the whole app. */
  readonly platform: string | null;
  readonly report: string;
  /** Of collecting: whose windows; of pushes: null. */
  readonly step: string | null;
  /** The class of losses, of `loss-class`, `quota` and `credentials`. */
  readonly class: string | null;
  /** The start of the first window that it shows in. */
  readonly since: EpochSeconds;
  /** The end of the last; null: it goes on. */
  readonly until: EpochSeconds | null;
  /** Rates, 0 to 1, of the whole of it and as usual; null where the finding is about no rate. */
  readonly now: number | null;
  readonly usual: number | null;
  /** How many pushes less (of `mix`: less or more) were delivered, sent, clicked or told of than usual; null of collecting. */
  readonly pushes: number | null;
  /** Pushes that `now` is a rate of: how sure it is. */
  readonly volume: number | null;
  /** The age at which both sides were compared; null: their counts are final. */
  readonly age: string | null;
  /** The largest reasons, at most three. Empty where the vendor names none, or losses were not collected. */
  readonly reasons: readonly FindingReason[];
  /** What else is known: a phone maker's new rules, a problem's own text. Empty: nothing. */
  readonly note: string;
}

export interface FindingReason extends LossMeaning {
  readonly platform: string;
  readonly stage: LossStage;
  readonly code: string;
  readonly count: number;
  /** Of all losses in the finding's windows and platform, between the stages that it is about; 0 to 1. */
  readonly share: number;
}

/** The rate that shows it: what is lost before sending lowers that of sends. */
export function rateShowing({kind, reasons}: Pick<Finding, 'kind' | 'reasons'>): keyof Rates {
  if (kind === 'click') return 'click';
  return kind === 'send' || kind === 'silence' || reasons[0]?.stage === 'ready' ? 'send' : 'delivery';
}

/** As it is answered to people and programs. */
export interface FindingView extends Omit<Finding, 'since' | 'until'> {
  /** The same for the same finding while it goes on, and for each look at it afterwards. */
  readonly id: string;
  readonly since: IsoInstant;
  readonly until: IsoInstant | null;
  /** One sentence, with times of the zone that the view names. */
  readonly sentence: string;
}

/** The answer of `/api/findings`. */
export interface FindingsView {
  readonly timezone: string;
  /** Of the span that was looked at. */
  readonly from: IsoInstant;
  readonly to: IsoInstant;
  /** The worst first, and of those the newest. */
  readonly findings: readonly FindingView[];
  /** What was looked at: windows of an hour of each report, over all apps. */
  readonly windows: {readonly collected: number; readonly expected: number | null};
}
