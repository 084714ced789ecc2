import {setImmediate} from 'node:timers/promises';

/** So many cells (windows of an app, rows of an answer) are worked on before others have their turn: some 20 ms. */
export const CELLS_AT_ONCE = 20_000;

/** Lets everybody else have a turn in the midst of long work. Throws the signal's reason when nobody waits for the work any more. */
export async function turn(gone?: AbortSignal): Promise<void> {
  gone?.throwIfAborted();
  await setImmediate();
  gone?.throwIfAborted();
}
