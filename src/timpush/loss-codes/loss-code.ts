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
export type LossStage = 'ready' | 'sent';

/** One code of one vendor. */
export interface LossCode {
  readonly code: string;
  /** The entry is only for texts with one of these words; an entry of the same code without reasons stands for all others. */
  readonly reasons?: readonly string[];
  readonly class: LossClass;
  /** Short, without a full stop. */
  readonly meaning: string;
  /** One imperative sentence for the operator. */
  readonly advice: string;
  /** A URL, or the name of a page. */
  readonly source: string;
  /** The meaning is inferred or remembered, not read at its source. */
  readonly probable?: true;
}

type Row = readonly [
  code: string,
  lossClass: LossClass,
  meaning: string,
  advice: string,
  more?: Pick<LossCode, 'reasons' | 'probable'>,
];

/** Codes that one source explains. */
export function lossCodes(source: string, rows: readonly Row[]): LossCode[] {
  return rows.map(([code, lossClass, meaning, advice, more]) => ({
    code,
    class: lossClass,
    meaning,
    advice,
    source,
    ...more,
  }));
}
