import type {LossClass} from '../domain/loss.js';
import {type Rates, rateFields, type Sums} from '../domain/rates.js';
import type {EpochSeconds} from '../domain/window.js';
import {type Channel, type Column, columnsAt} from './columns.js';
import type {Definition, LossGrowth, LossShare} from './definition.js';
import type {History} from './history.js';
import type {Hour} from './hourly-sums.js';
import {added, type Facts, missingOf} from './judge.js';
import {daysBefore, type Hours} from './spans.js';
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
      return fallen(definition.rate, definition.factor, scored.judged, factsAt);
    case 'floor': {
      const {part, whole} = rateFields[definition.rate];
      return byHour(factsAt, ({sums}) => definition.least * sums(oneHour)[whole] - sums(oneHour)[part]);
    }
    case 'silence':
      return byHour(factsAt, (facts) => usualOf(facts, oneHour).sent / 2 - facts.sums(oneHour).sent);
    case 'no-receipts':
      return byHour(factsAt, ({sums}) => sums(oneHour).receipt_sent * (sums(oneHour).receipt_delivered === 0 ? 1 : -1));
    case 'loss-share':
      return byHour(factsAt, (facts) => lostBeyond(definition, facts));
    case 'loss-growth':
      return growth(definition, scored, factsAt);
  }
}

/**
 * Half-way between the usual rate and the lowest that it came to. An hour's usual rate is that of the same hour on the days before; one
 * that has none counts for nothing.
 */
function fallen(rate: keyof Rates, factor: number, judged: Stretch, factsAt: (end: Hour) => Facts): Score {
  const {part, whole} = rateFields[rate];
  const ratio = (end: Hour, hours: Hours) => {
    const facts = factsAt(end);
    const [now, usual] = [facts.sums(hours), usualOf(facts, hours)];
    return now[whole] < ENOUGH ? 1 : now[part] / now[whole] / (usual[part] / usual[whole]);
  };
  let lowest = factor;
  for (let end = judged.start + 2; end <= judged.end; end += 1) {
    const found = ratio(end, twoHours);
    if (found < lowest) lowest = found;
  }
  return byHour(factsAt, (facts) => {
    const [now, usual] = [facts.sums(oneHour), usualOf(facts, oneHour)];
    if (usual[whole] === 0) return 0;
    return ((1 + lowest) / 2) * (usual[part] / usual[whole]) * now[whole] - now[part];
  });
}

function lostBeyond({class: of, of: what, share}: LossShare, facts: Facts): number {
  const sums = facts.sums(oneHour);
  return facts.lost(oneHour, of) - share * (what === 'targets' ? sums.total : missingOf(sums));
}

/** Half-way between the usual share and that of the hours in question. */
function growth({factor, points}: LossGrowth, {class: of, judged}: Scored, factsAt: (end: Hour) => Facts): Score {
  const share = (facts: Facts, hours: Hours) => facts.lost(hours, of!) / Math.max(1, facts.sums(hours).total);
  const length = judged.end - judged.start;
  const before = share(factsAt(judged.end), {from: length + 168, to: length});
  let highest = Math.max(factor * before, before + points);
  for (let end = judged.start + 2; end <= judged.end; end += 1) {
    const facts = factsAt(end);
    if (facts.sums(twoHours).total >= ENOUGH) highest = Math.max(highest, share(facts, twoHours));
  }
  const middle = (before + highest) / 2;
  return byHour(factsAt, (facts) => facts.lost(oneHour, of!) - middle * facts.sums(oneHour).total);
}

/** Of the days before together. */
function usualOf(facts: Facts, hours: Hours): Sums {
  return daysBefore(hours)
    .map((day) => facts.sums(day))
    .reduce(added);
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
