import type {Store, SumQuery, SumRow} from '../domain/ports.js';
import {turn} from '../domain/turn.js';
import {type EpochSeconds, nominalLength, type Seconds, type Step} from '../domain/window.js';

/** Sums over more windows are read in pieces: these of ten platforms are 20,000 rows. */
const WINDOWS_AT_ONCE = 2000;

/**
 * The answer to each question about points of one step, piece by piece: all questions about a piece are asked together, and after each
 * others have their turn. Throws the signal's reason when nobody waits any more.
 */
export async function sumsInPieces(
  queries: readonly SumQuery[],
  {
    store,
    step,
    gone,
  }: {readonly store: Pick<Store, 'sums'>; readonly step: Step; readonly gone?: AbortSignal | undefined},
): Promise<SumRow[][]> {
  const length = WINDOWS_AT_ONCE * nominalLength(step);
  const answers: SumRow[][] = queries.map(() => []);
  let unread = queries.map((query, index) => ({query, index, from: query.span.start}));
  while (unread.length > 0) {
    const asked = unread.map(({query, from}) => pieceOf(query, from, length));
    const found = await store.sums(asked, gone);
    for (const [i, {index}] of unread.entries()) answers[index] = answers[index]!.concat(found[i]!);
    unread = unread.map((each, i) => ({...each, from: asked[i]!.span.end}));
    unread = unread.filter(({query, from}) => from < query.span.end);
    await turn(gone);
  }
  return answers;
}

/** Sums over no time are a few rows, whatever the span. Pieces begin where stretches do, so that none is cut in two. */
function pieceOf(query: SumQuery, from: EpochSeconds, length: Seconds): SumQuery {
  const {every, span} = query;
  if (every === undefined) return query;
  const end = Math.floor((from + length) / every) * every;
  return {...query, span: {start: from, end: Math.min(end, span.end)}};
}
