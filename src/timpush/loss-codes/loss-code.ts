import type {LossClass} from '../../domain/loss.js';

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
