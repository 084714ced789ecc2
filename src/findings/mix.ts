import {type ExplainedChange, explainedChange} from '../domain/explained-change.js';
import {grouped} from '../domain/grouped.js';
import {noSums, rateFields, type Sums} from '../domain/rates.js';
import type {Channel} from './columns.js';
import {sidesOf} from './definition.js';
import {mix} from './definitions.js';
import type {Facts} from './judge.js';
import {countIn} from './judge.js';
import type {Hours} from './spans.js';

/** What is known of the platforms of one app, by their names. */
export type PlatformFacts = ReadonlyMap<string, Facts>;

const {part, whole} = rateFields[mix.rate];

/** How the mix of its platforms moved an app's rate in the last day; false: it did not. Undefined: nobody can tell. */
export function movedByMix(platforms: PlatformFacts): ExplainedChange | false | undefined {
  const {now, usual} = sidesOf(mix);
  const isEnough = (hours: readonly Hours[]) => volumeIn(platforms, hours) >= mix.minVolume;
  if (!isEnough([now]) || !isEnough(usual)) return undefined;
  const explained = changeIn(platforms, [now], usual);
  if (!explained) return undefined;
  return Math.abs(explained.mix) >= mix.points && explained.mix / explained.change >= mix.share && explained;
}

/** Apps of which it did. */
export function appsMovedByMix(channels: Iterable<Channel>, factsOf: (channel: Channel) => Facts): string[] {
  const byApp = grouped(channels, ({app}) => app);
  const factsByPlatform = (own: readonly Channel[]) => new Map(own.map((each) => [each.platform, factsOf(each)]));
  return [...byApp].flatMap(([app, own]) => (movedByMix(factsByPlatform(own)) ? [app] : []));
}

/** The rate of some hours against that of others, taken apart by platforms. */
export function changeIn(
  platforms: PlatformFacts,
  now: readonly Hours[],
  before: readonly Hours[],
): ExplainedChange | undefined {
  const sums = (facts: Facts, hours: readonly Hours[]): Sums => {
    return {...noSums, [part]: countIn(facts, part, hours), [whole]: countIn(facts, whole, hours)};
  };
  const parts = [...platforms].map(([name, facts]) => ({name, now: sums(facts, now), before: sums(facts, before)}));
  return explainedChange(mix.rate, parts);
}

/** Pushes that the rate is a rate of. */
export function volumeIn(platforms: PlatformFacts, hours: readonly Hours[]): number {
  return [...platforms.values()].reduce((sum, facts) => sum + countIn(facts, whole, hours), 0);
}
