import type {Rate} from '../queries/clauses.js';
import * as queries from './queries.js';
import {type Ago, type ComparedAge, lastDay, recent, weekBefore} from './queries.js';

// Rates of sums, at one age, with a least volume on both sides: whatever else differs between then and now would look like a drop.
const compared = {now: '$part / $volume', usual: '$usualPart / $usualVolume'};

/** The last hours, and the same hours of the seven days before. */
export function recentRate(rate: Rate) {
  const {part, whole} = rate;
  const usual = {usualPart: queries.usualSum(part, whole), usualVolume: queries.usualSum(whole, whole)};
  return {queries: {...sums(rate, '10m', recent), ...usual}, numbers: compared};
}

/** A day whose windows have reached the age, and the seven days before it. */
export function dayRate(rate: Rate, age: ComparedAge) {
  const {part, whole} = rate;
  const usual = {
    usualPart: queries.sum(part, whole, age, weekBefore(age)),
    usualVolume: queries.sum(whole, whole, age, weekBefore(age)),
  };
  return {queries: {...sums(rate, age, lastDay(age)), ...usual}, numbers: compared};
}

/** Part and whole of a rate. */
export function sums({part, whole}: Rate, age: ComparedAge, ago: Ago) {
  return {part: queries.sum(part, whole, age, ago), volume: queries.sum(whole, whole, age, ago)};
}

/** True where the rate is less than so much of the usual one. */
export function drop({factor, minVolume}: {factor: number; minVolume: number}): string {
  return `($volume >= ${minVolume}) && ($usualVolume >= ${minVolume}) && ($now < ${factor} * $usual)`;
}
