import type {EpochSeconds, Seconds} from '../domain/window.js';
import type {Cells} from './cells.js';
import type {Found, ProbeApi} from './probe-api.js';

const HOUR: Seconds = 3600;
const AGES: readonly (readonly [name: string, seconds: Seconds])[] = [
  ['0m', 0],
  ['10m', 600],
  ['1h', HOUR],
  ['6h', 6 * HOUR],
  ['12h', 12 * HOUR],
  ['1d', 24 * HOUR],
  ['2d', 48 * HOUR],
  ['3d', 72 * HOUR],
  ['5d', 120 * HOUR],
  ['7d', 168 * HOUR],
];
const COUNTS = ['total', 'sent', 'delivered', 'clicked'] as const;

/** Hours of these ages, as they were counted at one moment. */
export type Look = readonly Cells[];

/** Asks for hours that ended at each age before an instant, which a second look repeats. Throws where one is refused. */
export async function look(api: ProbeApi, at: EpochSeconds): Promise<Look> {
  const counts: Cells[] = [];
  for (const [name, age] of AGES) {
    const told = await api.chat(at - age - HOUR, at - age);
    if ('refused' in told) throw new Error(`an hour that ended ${name} ago is refused with code ${told.refused}`);
    counts.push(told.counts);
  }
  return counts;
}

/** At which age each count stood still between two looks. Growth that is rarer than the looks are apart cannot be seen. */
export function freshness(first: Look, second: Look, apart: Seconds): Found {
  const found = COUNTS.map((count) => {
    const moved = AGES.findLastIndex((_, index) => first[index]!.get(count) !== second[index]!.get(count));
    return {count, last: AGES[moved]?.[0], still: AGES[moved + 1]?.[0]};
  });
  const silent = second.every((counts) => counts.get('total') === 0);
  if (silent) return {result: 'unclear', answer: 'there were no chat pushes in any of these hours'};
  return {
    result: found.map(({count, still}) => `${count} ${still ?? 'moves'}`).join(', '),
    answer: [...found.map(sentence), `seen over ${apart} s`].join('; '),
  };
}

interface Movement {
  readonly count: string;
  readonly last: string | undefined;
  readonly still: string | undefined;
}

function sentence({count, last, still}: Movement): string {
  if (last === undefined) return `${count}: stands still as soon as an hour is over`;
  if (still === undefined) return `${count}: still moves ${last} after its hour`;
  return `${count}: moves ${last} after its hour, and not from ${still} on`;
}
