import type {Spread} from './rounds.js';

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly value: Spread;
  readonly target: {readonly atLeast: number} | {readonly atMost: number} | undefined;
  readonly note?: string;
}

export interface Setting {
  /** A shorter form, for a look; figures that need long runs are less exact. */
  readonly quick: boolean;
}

/** Something that is measured; `--only` picks it by its name. */
export interface Figure {
  readonly name: string;
  measure(setting: Setting): Promise<Row[]>;
}

export function reached({value, target}: Row): boolean | undefined {
  if (!target) return undefined;
  return 'atLeast' in target ? value.median >= target.atLeast : value.median <= target.atMost;
}
