import {type Definition, type Drop, sidesOf} from '../../../src/findings/definition.js';
import type {Hours} from '../../../src/findings/spans.js';
import {type Rate, rates} from '../queries/clauses.js';
import * as queries from './queries.js';

/** Soon after something breaks, or slow and sure. */
const timings = {
  hours: {for: '10m', keepFiringFor: '30m'},
  day: {for: '30m', keepFiringFor: '2h'},
  week: {for: '30m', keepFiringFor: '2h'},
};

/** Of a rule that a definition is made into: how bad, and how long it has to hold. */
export function timed({severity, over}: Definition) {
  return {severity, ...timings[over]};
}

/** Rates of sums, at one age, with a least volume on both sides: whatever else differs between then and now would look like a drop. */
export function drop(definition: Drop) {
  const {rate, over, age, factor, least} = definition;
  const {now, usual} = sidesOf(definition);
  const {part, whole} = rates[rate];
  const usualSum = (field: typeof part | typeof whole) =>
    over === 'hours' ? queries.usualSum(field, whole) : queries.sum(field, whole, age, queries.ago(usual[0]!, age));
  const enough =
    'volume' in least
      ? `($volume >= ${least.volume}) && ($usualVolume >= ${least.volume})`
      : `($volume * $usual >= ${least.expected}) && ($usualVolume * $usual >= ${least.expected})`;
  return {
    ...timed(definition),
    queries: {...sums(rates[rate], definition, now), usualPart: usualSum(part), usualVolume: usualSum(whole)},
    numbers: {now: '$part / $volume', usual: '$usualPart / $usualVolume'},
    when: `${enough} && ($now < ${factor} * $usual)`,
  };
}

/** Part and whole of a rate. */
export function sums({part, whole}: Rate, {age}: Definition, hours: Hours) {
  const ago = queries.ago(hours, age);
  return {part: queries.sum(part, whole, age, ago), volume: queries.sum(whole, whole, age, ago)};
}
