import type {Sums} from './rates.js';

/** What kind of cause a loss has: the value of the tag `class`, and what people group by. */
export const lossClasses = {
  token: 'the device token is dead: the app was removed, or its token was replaced',
  config: 'a certificate, key, id or permission in the Chat console or at the vendor is missing, wrong or expired',
  quota: 'a limit of the vendor on number or speed is used up',
  policy: 'the vendor does not accept the content, the category or the hour of the push',
  user: 'the person or the device does not take it now: notifications are off, or the device is inactive',
  vendor: 'the servers of the vendor or of Tencent failed, or sent each other a request that cannot be right',
  unknown: 'the code does not tell, or nobody has explained it yet',
} as const;

export type LossClass = keyof typeof lossClasses;

/** `ready`: between sendable and sent. `sent`: between sent and delivered. */
export const lossStages = ['ready', 'sent'] as const;

export type LossStage = (typeof lossStages)[number];

/** What a loss means for the operator. */
export interface LossMeaning {
  readonly class: LossClass;
  /** Short, printable, without a full stop of ours. The vendor's own text, where the dictionary cannot tell. */
  readonly meaning: string;
  readonly advice: string;
  /** Whether the dictionary has the code: the others are worth reporting. */
  readonly known: boolean;
  /** The meaning is inferred or remembered, not read at its source. */
  readonly probable: boolean;
}

/** Explains a code. `platform` is a value of the tag, `total` among them; `text` is the vendor's. */
export type ExplainLoss = (stage: LossStage, platform: string, code: string, text?: string) => LossMeaning;

/** How many pushes the losses of a stage should explain: of platforms that report no receipts nobody knows what was lost after sending. */
export function gapOf(stage: LossStage, sums: Sums): number {
  return stage === 'ready' ? sums.total - sums.sent : sums.receipt_sent - sums.receipt_delivered;
}

/**
 * Which part of the gap between two stages the losses explain. Near 1 the reasons can be believed; near 0 receipts are missing and not
 * messages. Null where there is no gap.
 */
export function explainedShare(losses: number, gap: number): number | null {
  return gap > 0 ? losses / gap : null;
}
