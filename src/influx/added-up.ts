import type {SumQuery, SumRow} from '../domain/ports.js';
import {addedUp} from '../domain/sums.js';
import {CELLS_AT_ONCE, turn} from '../domain/turn.js';

/** As `addedUp` has it, with turns for others in the midst of many rows. */
export async function addedUpInTurns(
  found: readonly (readonly SumRow[])[],
  query: SumQuery,
  gone: AbortSignal | undefined,
): Promise<SumRow[]> {
  let sums: SumRow[] = [];
  let waiting: SumRow[] = [];
  for (const rows of found) {
    waiting = waiting.concat(rows);
    if (waiting.length < CELLS_AT_ONCE) continue;
    sums = addedUp(sums.concat(waiting), query);
    waiting = [];
    await turn(gone);
  }
  return addedUp(sums.concat(waiting), query);
}
