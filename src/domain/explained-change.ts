import {type Rates, rateFields, type Sums} from './rates.js';

/** What a rate is made of on two sides of a comparison: a platform, or an app. */
export interface ComparedPart {
  readonly name: string;
  readonly now: Sums;
  readonly before: Sums;
}

/** Why a rate of all moved. `change` is `now` less `before`, and the sum of all that `parts` and `mix` moved it by. */
export interface ExplainedChange {
  readonly rate: keyof Rates;
  readonly now: number;
  readonly before: number;
  readonly change: number;
  /** Those that moved it most stand first. */
  readonly parts: readonly RatePart[];
  /** By how much the change of the shares of the parts moved it. */
  readonly mix: number;
}

export interface RatePart {
  readonly name: string;
  /** Its own rates; null: it has none on that side. */
  readonly now: number | null;
  readonly before: number | null;
  /** Of what the rate is a share of, 0 to 1. */
  readonly shareNow: number;
  readonly shareBefore: number;
  /** By how much its own rate moved the rate of all; 0 where it has only one side, which is a change of the mix. */
  readonly moved: number;
}

/** The change of a rate, taken apart: its mean share times the change of its own rate for each part, and the mix for the rest. Undefined: a side has no rate. */
export function explainedChange(rate: keyof Rates, parts: readonly ComparedPart[]): ExplainedChange | undefined {
  const {part, whole} = rateFields[rate];
  const sum = (side: 'now' | 'before', field: keyof Sums) => parts.reduce((all, each) => all + each[side][field], 0);
  const [wholeNow, wholeBefore] = [sum('now', whole), sum('before', whole)];
  if (wholeNow === 0 || wholeBefore === 0) return undefined;
  const found = parts.map(({name, now, before}): RatePart => {
    const [is, was] = [ratio(now[part], now[whole]), ratio(before[part], before[whole])];
    const [shareNow, shareBefore] = [now[whole] / wholeNow, before[whole] / wholeBefore];
    const moved = is === null || was === null ? 0 : ((shareNow + shareBefore) / 2) * (is - was);
    return {name, now: is, before: was, shareNow, shareBefore, moved};
  });
  const [now, before] = [sum('now', part) / wholeNow, sum('before', part) / wholeBefore];
  const mix = now - before - found.reduce((all, {moved}) => all + moved, 0);
  const shown = found.filter(({shareNow, shareBefore}) => shareNow + shareBefore > 0);
  shown.sort((a, b) => Math.abs(b.moved) - Math.abs(a.moved) || b.shareNow - a.shareNow);
  return {rate, now, before, change: now - before, parts: shown, mix};
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
