import type {Store, Writer} from '../domain/ports.js';
import type {PointsWanted} from '../domain/tables.js';
import {rankOf} from './kinds.js';
import {piecesOf} from './pieces.js';

export interface FillDeps {
  readonly from: Pick<Store, 'inventory' | 'points'>;
  readonly into: Writer;
  wanted(measurement: string): PointsWanted | undefined;
  onPiece?(done: number, of: number): void;
}

/**
 * Copies points, piece by piece. What tells of others comes first, while a collector may be at work: whatever the ledger says by then is
 * in the store.
 */
export async function fill({from, into, wanted, onPiece}: FillDeps, gone?: AbortSignal): Promise<void> {
  for (const telling of [true, false]) {
    const pieces = (await piecesOf(from)).filter(({measurement}) => rankOf(measurement) > 0 === telling);
    for (const [index, {measurement, span}] of pieces.entries()) {
      gone?.throwIfAborted();
      const own = wanted(measurement);
      if (!own) continue;
      const start = Math.max(span.start, own.span.start);
      const end = Math.min(span.end, own.span.end);
      if (start < end)
        await into.write(await from.points({measurement, span: {start, end}, ...(own.tags && {tags: own.tags})}));
      if (!telling) onPiece?.(index + 1, pieces.length);
    }
  }
}
