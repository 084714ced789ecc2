import {StoreDeniedError} from '../domain/errors.js';
import type {Clock, Log} from '../domain/ports.js';

/** What somebody else does with the file for a moment: a command until it has answered, a collector that ends within 10 s. */
export const ENDING_MS = 12_000;
export const AGAIN_AFTER_MS = 200;

/** Whether another process has the DuckDB file. */
export function isHeld(error: unknown): error is StoreDeniedError {
  return error instanceof StoreDeniedError && error.details.pid !== undefined;
}

/** Opens a store once its file is free; undefined when told to stop before. Throws as `open`, and when the file stays held for 12 s. */
export async function onceFree<T>(
  open: () => Promise<T>,
  {stop, clock, log}: {readonly stop: AbortSignal; readonly clock: Clock; readonly log: Log},
): Promise<T | undefined> {
  const endMs = clock.elapsed() + ENDING_MS;
  for (let told = false; !stop.aborted; ) {
    try {
      return await open();
    } catch (error) {
      if (!isHeld(error) || clock.elapsed() > endMs) throw error;
      if (!told) log.info({path: error.details.path, pid: error.details.pid}, 'waiting for the file, which is held');
      told = true;
    }
    await clock.sleep(AGAIN_AFTER_MS, stop).catch(() => undefined);
  }
  return undefined;
}
