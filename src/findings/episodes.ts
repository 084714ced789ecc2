import type {LossClass} from '../domain/loss.js';
import type {EpochSeconds} from '../domain/window.js';
import {type Channel, columnsAt, newestHour} from './columns.js';
import {type Definition, sidesOf} from './definition.js';
import {definitions} from './definitions.js';
import type {History} from './history.js';
import type {Hour} from './hourly-sums.js';
import {judge, type Verdict} from './judge.js';
import {scoreOf} from './scores.js';
import {heaviest, type Stretch} from './stretches.js';

/** A definition that held for some hours in a row, and the very hours that make it hold. */
export interface Episode extends Stretch {
  readonly definition: Definition;
  readonly class: LossClass | null;
}

/** What holds from the first hour on has begun before it: so many hours are searched for its beginning. */
const FARTHER = 96;

/** What each definition finds of a channel in the hours from one to another, judged hour by hour. */
export function episodesOf(history: History, channel: Channel, hours: Stretch, now: EpochSeconds): Episode[] {
  return Object.values(definitions).flatMap((definition) => {
    const length = sidesOf(definition).now.from;
    const held = heldHours(definition, {history, channel, hours, now});
    return [...held].flatMap(([of, ends]) =>
      runs(ends, length).flatMap((judged) => {
        const score = scoreOf({definition, class: of, judged, channel, history, now});
        const end = newestHour('10m', now);
        const isCut = judged.start + length <= hours.start + 1;
        const reach = {start: judged.start - (isCut ? FARTHER : 1), end: Math.min(judged.end + 1, end)};
        return heaviest(score, reach).map((stretch) => ({...stretch, definition, class: of}));
      }),
    );
  });
}

interface Asked {
  readonly history: History;
  readonly channel: Channel;
  readonly hours: Stretch;
  readonly now: EpochSeconds;
}

/** The ends of the judged hours for which it holds, ascending, by class. */
function heldHours(definition: Definition, {history, channel, hours, now}: Asked): Map<LossClass | null, Hour[]> {
  const held = new Map<LossClass | null, Hour[]>();
  for (let end = hours.start + 1; end <= Math.min(hours.end, newestHour(definition.age, now)); end += 1) {
    for (const each of verdictAt(definition, {history, channel, end, now}) ?? [])
      held.set(each, [...(held.get(each) ?? []), end]);
  }
  return held;
}

/** At the definition's age; where that cannot be told, because history was collected later, of counts that are final on both sides. */
function verdictAt(
  definition: Definition,
  {history, channel, end, now}: Omit<Asked, 'hours'> & {readonly end: Hour},
): Verdict {
  for (const column of columnsAt(definition.age, end, now)) {
    const verdict = judge(definition, history.facts(channel, column, end));
    if (verdict) return verdict;
  }
  return undefined;
}

/** So many hours between two for which a definition holds are the same run: too little was sent to tell, at night. */
const BRIDGED = 8;

/** Everything that was judged, run by run. */
export function runs(ends: readonly Hour[], length: number): Stretch[] {
  const found: {start: Hour; end: Hour}[] = [];
  for (const end of ends) {
    const last = found.at(-1);
    if (last && end - last.end <= BRIDGED) last.end = end;
    else found.push({start: end - length, end});
  }
  return found;
}
