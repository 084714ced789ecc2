import {countFields} from '../domain/measurements.js';
import type {PlatformSeries} from '../domain/push-view.js';
import {type Rates, rateParts, ratesOf, type Sums} from '../domain/rates.js';

/** A platform's rate in each window, and over the span. */
export interface Line {
  readonly platform: string;
  readonly values: readonly (number | null)[];
  readonly overall: number | null;
}

/** Where a window has nothing to divide by, there is no rate. */
export function lineOf({platform, counts}: PlatformSeries, rate: keyof Rates): Line {
  const sumsOf = (value: (field: keyof Sums) => number | null | undefined) =>
    Object.fromEntries(countFields.map((field) => [field, value(field) ?? 0])) as unknown as Sums;
  const sums = sumsOf((field) => counts[field]?.reduce<number>((sum, count) => sum + (count ?? 0), 0));
  const length = counts[rateParts[rate][0]!]?.length ?? 0;
  const values = Array.from({length}, (_, index) => {
    const own = sumsOf((field) => counts[field]?.[index]);
    // Where receipts are reported, clicks are those of receipts; a window without any has no rate of another kind.
    return rate === 'click' && sums.receipt_sent > 0 && own.receipt_sent === 0 ? null : ratesOf(own)[rate];
  });
  return {platform, values, overall: ratesOf(sums)[rate]};
}

/** Values that no line reaches. */
export function isolated(values: Line['values']): number[] {
  const isThere = (index: number) => (values[index] ?? null) !== null;
  return values.flatMap((_, i) => (isThere(i) && !isThere(i - 1) && !isThere(i + 1) ? i : []));
}
