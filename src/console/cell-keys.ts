import type {CoverageView} from '../domain/console.js';

export interface CellPosition {
  readonly row: number;
  readonly cell: number;
}

/** Where a key leads in the grid; the first one to the newest window of the first row. Undefined: the key leads nowhere. */
export function placeAfter(
  key: string,
  place: CellPosition | undefined,
  rows: CoverageView['rows'],
): CellPosition | undefined {
  const {row, cell} = place ?? {row: 0, cell: (rows[0]?.cells.length ?? 0) - 1};
  const last = (rows[row]?.cells.length ?? 0) - 1;
  const moves: Record<string, CellPosition> = {
    ArrowLeft: {row, cell: cell - 1},
    ArrowRight: {row, cell: cell + 1},
    ArrowUp: {row: row - 1, cell},
    ArrowDown: {row: row + 1, cell},
    Home: {row, cell: 0},
    End: {row, cell: last},
    Enter: {row, cell},
  };
  return moves[key] && (place ? moves[key] : {row, cell});
}
