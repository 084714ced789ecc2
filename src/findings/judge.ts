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
  /** Zeros where nothing is. */
  sums(hours: Hours): Sums;
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
      return tooLow(definition, facts.sums(now));
    case 'silence':
      return silent(definition, facts);
    case 'no-receipts': {
      const {receipt_sent, receipt_delivered} = facts.sums(now);
      return receipt_sent < definition.minVolume ? undefined : when(receipt_delivered === 0);
    }
    case 'loss-share':
      return shareLost(definition, facts);
    case 'loss-growth':
      return grown(definition, facts);
  }
}

/** Sums of the usual side together. */
export function usualSums(definition: Definition, facts: Facts): Sums {
  return sidesOf(definition)
    .usual.map((hours) => facts.sums(hours))
    .reduce(added);
}

export function added(a: Sums, b: Sums): Sums {
  return {
    total: a.total + b.total,
    sent: a.sent + b.sent,
    delivered: a.delivered + b.delivered,
    clicked: a.clicked + b.clicked,
    receipt_sent: a.receipt_sent + b.receipt_sent,
    receipt_delivered: a.receipt_delivered + b.receipt_delivered,
    receipt_clicked: a.receipt_clicked + b.receipt_clicked,
  };
}

/** Targets that were not handed over, and sends whose receipts have not come. */
export function missingOf({total, sent, receipt_sent, receipt_delivered}: Sums): number {
  return total - sent + receipt_sent - receipt_delivered;
}

function dropped(definition: Drop, facts: Facts): Verdict {
  const {part, whole} = rateFields[definition.rate];
  const [now, usual] = [facts.sums(sidesOf(definition).now), usualSums(definition, facts)];
  const {least} = definition;
  const usualRate = usual[part] / usual[whole];
  const enough = (volume: number) =>
    'volume' in least ? volume >= least.volume : volume * usualRate >= least.expected;
  if (!enough(now[whole]) || !enough(usual[whole])) return undefined;
  return when(now[part] / now[whole] < definition.factor * usualRate);
}

/** No receipt at all is another matter, with a definition of its own. */
function tooLow({rate, least, minVolume}: Floor, now: Sums): Verdict {
  const [part, whole] = [now[rateFields[rate].part], now[rateFields[rate].whole]];
  return whole < minVolume ? undefined : when(part > 0 && part / whole < least);
}

function silent(definition: Silence, facts: Facts): Verdict {
  const {now, usual} = sidesOf(definition);
  const days = usual.map((hours) => facts.sums(hours).sent).filter((sent) => sent > 0);
  const always = days.length >= definition.days && median(days) >= definition.usual;
  if (!always || facts.collected(now) < definition.collected) return undefined;
  return when(facts.sums(now).sent === 0);
}

function shareLost(definition: LossShare, facts: Facts): Verdict {
  const {now} = sidesOf(definition);
  const sums = facts.sums(now);
  const lost = facts.lost(now, definition.class);
  const whole = definition.of === 'targets' ? sums.total : missingOf(sums);
  return lost >= definition.minLost && lost >= definition.share * whole ? [definition.class] : [];
}

/** Where losses were not collected when the week before began, every class would be new. */
function grown(definition: LossGrowth, facts: Facts): Verdict {
  const {now, usual} = sidesOf(definition);
  const [week] = usual as [Hours];
  const [targets, usualTargets] = [facts.sums(now).total, facts.sums(week).total];
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
