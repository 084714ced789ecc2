import type {Store, SumQuery, SumRow} from '../domain/ports.js';
import {turn} from '../domain/turn.js';
import {type EpochSeconds, nominalLength, type Seconds, type Step} from '../domain/window.js';

/** Sums over more windows are read in pieces: these of ten platforms are 20,000 rows. */
const WINDOWS_AT_ONCE = 2000;

/**
 * The answer to each question about points of one step. All that can be asked at once is; what is left of sums over a long time follows
 * piece by piece, between which others have their turn. Throws the signal's reason when nobody waits any more.
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
  const first = queries.map((query) => pieceOf(query, query.span.start, length));
  const answers = await store.sums(first, gone);
  for (const [index, query] of queries.entries()) {
    for (let from = first[index]!.span.end; from < query.span.end; from += length) {
      await turn(gone);
      const [rows] = await store.sums([pieceOf(query, from, length)], gone);
      answers[index] = answers[index]!.concat(rows!);
    }
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
