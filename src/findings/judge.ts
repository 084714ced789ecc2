import {type LossClass, lossClasses} from '../domain/loss.js';
import {rateFields, type Sums} from '../domain/rates.js';
import {
  type Definition,
  type Drop,
  type Floor,
  type LossGrowth,
  type LossShare,
  type Silence,
  sidesOf,
} from './definition.js';
import {aroundWeekBefore, type Hours} from './spans.js';

/** What is known of a platform of an app, as its windows were at one age, by hours before the end of the newest of them. */
export interface Facts {
  count(field: keyof Sums, hours: Hours): number;
  lost(hours: Hours, of: LossClass): number;
  /** Of the app: windows that are there, and losses of any kind. */
  collected(hours: Hours): number;
  told(hours: Hours): number;
}

/** Classes of losses that a definition holds for, or `null` where it is about none; empty: it does not hold. Undefined: nobody can tell. */
export type Verdict = readonly (LossClass | null)[] | undefined;

export function judge(definition: Definition, facts: Facts): Verdict {
  const {now} = sidesOf(definition);
  switch (definition.test) {
    case 'drop':
      return dropped(definition, facts);
    case 'floor':
      return tooLow(definition, facts);
    case 'silence':
      return silent(definition, facts);
    case 'no-receipts':
      if (facts.count('receipt_sent', now) < definition.minVolume) return undefined;
      return when(facts.count('receipt_delivered', now) === 0);
    case 'loss-share':
      return shareLost(definition, facts);
    case 'loss-growth':
      return grown(definition, facts);
  }
}

/** Of several times together. */
export function countIn(facts: Facts, field: keyof Sums, times: readonly Hours[]): number {
  return times.reduce((sum, hours) => sum + facts.count(field, hours), 0);
}

/** Targets that were not handed over, and sends whose receipts have not come. */
function missingIn({count}: Facts, hours: Hours): number {
  return (
    count('total', hours) - count('sent', hours) + count('receipt_sent', hours) - count('receipt_delivered', hours)
  );
}

function dropped(definition: Drop, facts: Facts): Verdict {
  const {part, whole} = rateFields[definition.rate];
  const {now, usual} = sidesOf(definition);
  const {least} = definition;
  const [volume, usualVolume] = [facts.count(whole, now), countIn(facts, whole, usual)];
  const usualRate = countIn(facts, part, usual) / usualVolume;
  const isEnough = (count: number) => ('volume' in least ? count >= least.volume : count * usualRate >= least.expected);
  if (!isEnough(volume) || !isEnough(usualVolume)) return undefined;
  return when(facts.count(part, now) / volume < definition.factor * usualRate);
}

/** No receipt at all is another matter, with a definition of its own. */
function tooLow(definition: Floor, facts: Facts): Verdict {
  const {part, whole} = rateFields[definition.rate];
  const {now} = sidesOf(definition);
  const [count, volume] = [facts.count(part, now), facts.count(whole, now)];
  return volume < definition.minVolume ? undefined : when(count > 0 && count / volume < definition.least);
}

function silent(definition: Silence, facts: Facts): Verdict {
  const {now, usual} = sidesOf(definition);
  const days = usual.map((hours) => facts.count('sent', hours)).filter((sent) => sent > 0);
  const always = days.length >= definition.days && median(days) >= definition.usual;
  if (!always || facts.collected(now) < definition.collected) return undefined;
  return when(facts.count('sent', now) === 0);
}

function shareLost(definition: LossShare, facts: Facts): Verdict {
  const {now} = sidesOf(definition);
  const lost = facts.lost(now, definition.class);
  return lost >= definition.minLost && lost >= definition.share * wholeOf(definition, facts, now)
    ? [definition.class]
    : [];
}

/** What its share is of. */
export function wholeOf({of}: LossShare, facts: Facts, hours: Hours): number {
  return of === 'targets' ? facts.count('total', hours) : missingIn(facts, hours);
}

/** Where losses were not collected when the week before began, every class would be new. */
function grown(definition: LossGrowth, facts: Facts): Verdict {
  const {now, usual} = sidesOf(definition);
  const [week] = usual as [Hours];
  const [targets, usualTargets] = [facts.count('total', now), facts.count('total', week)];
  if (facts.told(aroundWeekBefore) === 0 || usualTargets < definition.minLost || targets === 0) return undefined;
  return (Object.keys(lossClasses) as LossClass[]).filter((each) => {
    const lost = facts.lost(now, each);
    const [rate, usualRate] = [lost / targets, facts.lost(week, each) / usualTargets];
    const more = rate >= definition.factor * usualRate && rate - usualRate >= definition.points;
    return lost >= definition.minLost && more;
  });
}

/** InfluxDB's: of an even number, the mean of the middle two. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

function when(holds: boolean): Verdict {
  return holds ? [null] : [];
}
