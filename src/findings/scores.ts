import type {LossClass} from '../domain/loss.js';
import {rateFields, type Sums} from '../domain/rates.js';
import type {EpochSeconds} from '../domain/window.js';
import {type Channel, type Column, columnsAt} from './columns.js';
import type {Definition, Drop, LossGrowth} from './definition.js';
import type {History} from './history.js';
import type {Hour} from './hourly-sums.js';
import {countIn, type Facts, wholeOf} from './judge.js';
import {daysBefore, type Hours, USUAL_DAYS} from './spans.js';
import type {Stretch} from './stretches.js';

interface Scored {
  readonly definition: Definition;
  readonly class: LossClass | null;
  /** The hours in question. */
  readonly judged: Stretch;
  readonly channel: Channel;
  readonly history: History;
  readonly now: EpochSeconds;
}

type Score = (hour: Hour) => number;

const oneHour: Hours = {from: 1, to: 0};
const twoHours: Hours = {from: 2, to: 0};
/** With fewer pushes two hours do not show how deep a rate has fallen. */
const ENOUGH = 50;

/** How much each single hour counts for a definition, in pushes: below zero it counts against it. */
export function scoreOf(scored: Scored): Score {
  const {definition, history, channel} = scored;
  const factsAt = (end: Hour) => {
    const column = columnOf(scored, end);
    return history.facts(channel, column, end);
  };
  switch (definition.test) {
    case 'drop':
      return fallen(definition, scored.judged, factsAt);
    case 'floor': {
      const {part, whole} = rateFields[definition.rate];
      return byHour(factsAt, ({count}) => definition.least * count(whole, oneHour) - count(part, oneHour));
    }
    case 'silence':
      return byHour(
        factsAt,
        (facts) => usualCount(facts, 'sent', oneHour) / 2 / USUAL_DAYS - facts.count('sent', oneHour),
      );
    case 'no-receipts':
      return byHour(
        factsAt,
        ({count}) => count('receipt_sent', oneHour) * (count('receipt_delivered', oneHour) === 0 ? 1 : -1),
      );
    case 'loss-share':
      return byHour(
        factsAt,
        (facts) => facts.lost(oneHour, definition.class) - definition.share * wholeOf(definition, facts, oneHour),
      );
    case 'loss-growth':
      return growth(definition, scored, factsAt);
  }
}

/**
 * Half-way between the usual rate and the lowest that it came to. An hour's usual rate is that of the same hour on the days before; one
 * that has none counts for nothing.
 */
function fallen({rate, factor}: Drop, judged: Stretch, factsAt: (end: Hour) => Facts): Score {
  const {part, whole} = rateFields[rate];
  const usualRate = (facts: Facts, hours: Hours) => usualCount(facts, part, hours) / usualCount(facts, whole, hours);
  let lowest = factor;
  for (let end = judged.start + 2; end <= judged.end; end += 1) {
    const facts = factsAt(end);
    const volume = facts.count(whole, twoHours);
    const found = facts.count(part, twoHours) / volume / usualRate(facts, twoHours);
    if (volume >= ENOUGH && found < lowest) lowest = found;
  }
  return byHour(factsAt, (facts) => {
    const usual = usualRate(facts, oneHour);
    const expected = ((1 + lowest) / 2) * usual * facts.count(whole, oneHour);
    return Number.isNaN(usual) ? 0 : expected - facts.count(part, oneHour);
  });
}

/** Half-way between the usual share and that of the hours in question. */
function growth({factor, points}: LossGrowth, {class: of, judged}: Scored, factsAt: (end: Hour) => Facts): Score {
  const share = (facts: Facts, hours: Hours) => facts.lost(hours, of!) / Math.max(1, facts.count('total', hours));
  const length = judged.end - judged.start;
  const before = share(factsAt(judged.end), {from: length + 168, to: length});
  let highest = Math.max(factor * before, before + points);
  for (let end = judged.start + 2; end <= judged.end; end += 1) {
    const facts = factsAt(end);
    if (facts.count('total', twoHours) >= ENOUGH) highest = Math.max(highest, share(facts, twoHours));
  }
  const middle = (before + highest) / 2;
  return byHour(factsAt, (facts) => facts.lost(oneHour, of!) - middle * facts.count('total', oneHour));
}

/** Of the days before together. */
function usualCount(facts: Facts, field: keyof Sums, hours: Hours): number {
  return countIn(facts, field, daysBefore(hours));
}

function byHour(factsAt: (end: Hour) => Facts, score: (facts: Facts) => number): Score {
  return (hour) => score(factsAt(hour + 1));
}

/** The column in which the hour and days before are there: at the definition's age, or a younger one, or final. */
function columnOf({definition, channel, history, now}: Scored, end: Hour): Column {
  const columns: Column[] = [definition.age, ...columnsAt('10m', end, now)];
  const isComparable = (column: Column) => {
    const {collected} = history.facts(channel, column, end);
    return collected(oneHour) > 0 && daysBefore(oneHour).some((day) => collected(day) > 0);
  };
  return columns.find(isComparable) ?? '10m';
}
