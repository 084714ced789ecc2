import {CollectorError} from '../domain/errors.js';
import type {Fence, Hold} from '../domain/executor.js';
import type {Recorder} from '../domain/ports.js';

/** Records nothing any more once the hold is lost. */
export function heldRecorder(recorder: Recorder, hold: Hold | undefined): Recorder {
  if (!hold) return recorder;
  return {
    room: () => recorder.room(),
    write: (points, options) => recorder.write(points, {...options, hold}),
    record: (points, entry, options) => recorder.record(points, entry, {...options, hold}),
  };
}

interface Held {
  readonly hold: Hold | undefined;
  reject(error: unknown): void;
}

/** Those of a batch that may still be written; the others are told. Rejects when that cannot be said. */
export async function stillOurs<T extends Held>(batch: readonly T[], fence: Fence | undefined): Promise<readonly T[]> {
  const holds = new Set(batch.flatMap(({hold}) => hold ?? []));
  if (!fence || holds.size === 0) return batch;
  const lost = await fence.lost(holds);
  const isLost = ({hold}: T) => hold !== undefined && lost.has(hold);
  for (const {reject} of batch.filter(isLost))
    reject(new CollectorError('another collector has the lane', 'stop-report'));
  return batch.filter((held) => !isLost(held));
}
