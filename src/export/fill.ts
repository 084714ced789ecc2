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
    const ofThese = (measurement: string) => (rankOf(measurement) > 0 === telling ? wanted(measurement) : undefined);
    const pieces = await piecesOf(from, ofThese, {gone});
    for (const [index, piece] of pieces.entries()) {
      gone?.throwIfAborted();
      await into.write(await from.points(piece));
      if (!telling) onPiece?.(index + 1, pieces.length);
    }
  }
}
