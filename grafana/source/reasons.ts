import {OTHER_CODES, platformNames} from '../../src/domain/measurements.js';
import {lookUp, lossTables} from '../../src/timpush/loss-codes.js';

/** What a code means and what to do about it. A class tells a code before sending from the same number of a phone maker. */
export interface Reason {
  /** A value of the tag, or undefined for every platform. */
  readonly platform: string | undefined;
  readonly class: string;
  readonly code: string;
  readonly meaning: string;
  readonly advice: string;
}

/** The dictionary; entries that only the vendor's words tell apart are one. */
export const reasons: readonly Reason[] = merged(lossTables.flatMap(({platform, codes}) => entries(platform, codes)));

/** Of codes that the collector adds up, and of those that the dictionary lacks. */
export const addedUp = of(lookUp('sent', platformNames[1]!, OTHER_CODES));
export const unexplained = {
  ...of(lookUp('sent', platformNames[1]!, 'not a code')),
  meaning: 'not in the dictionary: read the text of the vendor',
};

type Codes = (typeof lossTables)[number]['codes'];

function entries(platform: string, codes: Codes): Reason[] {
  const known = platformNames.includes(platform) ? platform : undefined;
  return codes.map((entry) => ({platform: known, class: entry.class, code: entry.code, ...of(entry)}));
}

function of({meaning, advice, probable}: {meaning: string; advice: string; probable?: boolean}) {
  return {meaning: probable ? `${meaning} (probable)` : meaning, advice};
}

function merged(all: readonly Reason[]): Reason[] {
  const byKey = new Map<string, Reason[]>();
  for (const reason of all) {
    const key = `${reason.platform} ${reason.class} ${reason.code}`;
    byKey.set(key, [...(byKey.get(key) ?? []), reason]);
  }
  const joined = (texts: readonly string[], between: string) => [...new Set(texts)].join(between);
  return [...byKey.values()].map((same) => ({
    ...same[0]!,
    meaning: joined(
      same.map(({meaning}) => meaning),
      ', or ',
    ),
    advice: joined(
      same.map(({advice}) => advice),
      ' ',
    ),
  }));
}
