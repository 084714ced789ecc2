import {tag} from '../domain/measurements.js';
import {keyOfTags} from '../domain/point.js';
import type {Store, SumQuery, SumRow} from '../domain/ports.js';
import {CELLS_AT_ONCE, turn} from '../domain/turn.js';
import type {EpochSeconds, Seconds, Span} from '../domain/window.js';

const DAY: Seconds = 86_400;
/** More names than these make a question slower than what they leave out. */
const MOST_APPS = 50;

/**
 * The vendor's words for each row of a sum of losses, the latest, by the key of its tags. Nearly all reasons are told in the newest day; only
 * for those that are not is read farther back, twice as far each time.
 */
export async function lossTexts(
  rows: readonly SumRow[],
  {measurement, span, by}: Pick<SumQuery, 'measurement' | 'span' | 'by'>,
  store: Pick<Store, 'points'>,
  gone?: AbortSignal,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const piece of newestFirst(span)) {
    const lacking = rows.filter(({tags}) => !texts.has(keyOfTags(tags)));
    if (lacking.length === 0) break;
    await turn(gone);
    const points = await store.points({measurement, span: piece, tags: tagsOf(lacking), fields: ['text']});
    for (const [key, text] of await latest(points, by, gone)) if (!texts.has(key)) texts.set(key, text);
  }
  return texts;
}

function* newestFirst({start, end}: Span): Generator<Span> {
  let [rest, length] = [end, DAY];
  while (rest > start) {
    yield {start: Math.max(start, rest - length), end: rest};
    rest -= length;
    length *= 2;
  }
}

function tagsOf(rows: readonly SumRow[]): Record<string, string[]> {
  const values = [tag.app, tag.code, tag.class, tag.platform].map((name): [string, string[]] => {
    return [name, [...new Set(rows.map(({tags}) => tags[name]!))]];
  });
  return Object.fromEntries(values.filter(([name, {length}]) => name !== tag.app || length <= MOST_APPS));
}

async function latest(
  points: Awaited<ReturnType<Store['points']>>,
  by: readonly string[],
  gone: AbortSignal | undefined,
): Promise<Map<string, string>> {
  const found = new Map<string, {readonly time: EpochSeconds; readonly text: string}>();
  let last: {readonly tags: object; readonly key: string} | undefined;
  for (const [i, {tags, time, fields}] of points.entries()) {
    if (i % CELLS_AT_ONCE === 0) await turn(gone);
    // Points come series by series, so that most have the tags of the one before.
    if (last?.tags !== tags) last = {tags, key: keyOfTags(Object.fromEntries(by.map((name) => [name, tags[name]!])))};
    const known = found.get(last.key);
    if (!known || time >= known.time) found.set(last.key, {time, text: String(fields.text)});
  }
  return new Map([...found].map(([key, {text}]) => [key, text]));
}
