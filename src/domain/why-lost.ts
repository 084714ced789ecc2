import type {LossMeaning, LossStage} from './loss.js';
import type {WindowCount} from './push-view.js';
import type {EpochSeconds} from './window.js';

/** Why pushes of a span were lost, as far as the vendor says. */
export interface WhyLost {
  /** The largest losses of each app and those that have grown most; of its platforms, and where the vendor does not split them, of `total`. */
  readonly rows: readonly LostRow[];
  readonly explained: readonly ExplainedRow[];
  /** Apps of which not nearly all windows of losses are there: what they explain is not known. */
  readonly partial: readonly string[];
  /** How many windows of losses each app has. Where it has none, that no reason is told says nothing. */
  readonly windows: readonly LossWindows[];
}

export interface LossWindows extends WindowCount {
  readonly app: string;
}

/** Why the pushes of the page's figures were lost. */
export interface LossView {
  readonly report: string;
  readonly step: string;
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  /** Null: no job collects losses by this step. */
  readonly whyLost: WhyLost | null;
}

export interface LostRow extends LossMeaning {
  readonly app: string;
  readonly platform: string;
  /** Of broadcasts: `offline`, `online` or `total`. */
  readonly event?: string;
  readonly stage: LossStage;
  readonly code: string;
  readonly count: number;
  /** In the equally long time before; null where not nearly all of both is there. */
  readonly before: number | null;
}

/** How much of the gap between two stages the losses explain. */
export interface ExplainedRow {
  readonly app: string;
  /** Null: the app in total. */
  readonly platform: string | null;
  readonly event?: string;
  readonly stage: LossStage;
  readonly losses: number;
  readonly gap: number;
  /** Null where there is no gap, or not nearly all windows of losses are there. */
  readonly share: number | null;
}

/** Of the gap of the row's app, platform and stage, by all of its losses together. */
export function shareOf({app, platform, event, stage}: LostRow, explained: readonly ExplainedRow[]): number | null {
  const own = platform === 'total' ? {platform: null, event: undefined} : {platform, event};
  const found = explained.find(
    (row) => row.app === app && row.platform === own.platform && row.event === own.event && row.stage === stage,
  );
  return found?.share ?? null;
}
