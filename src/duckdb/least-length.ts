import {
  DuckDBArrayVector,
  DuckDBBigNumVector,
  DuckDBBitVector,
  DuckDBBlobVector,
  type DuckDBDataChunk,
  DuckDBListVector,
  DuckDBMapVector,
  DuckDBStructVector,
  DuckDBUnionVector,
  DuckDBVarCharVector,
  type DuckDBVector,
} from '@duckdb/node-api';

/** What the library keeps to itself: its own methods make the values. */
interface Parts {
  readonly dataView: DataView;
  /** A union and a map leave it to the vector they stand on. */
  readonly validity?: {itemValid(item: number): boolean};
  readonly structVector: DuckDBStructVector;
  readonly listVector: DuckDBListVector;
  readonly childData: DuckDBVector;
}
const partsOf = (vector: DuckDBVector) => vector as unknown as Parts;

/** Bytes of a string's place in a vector, which begins with its length. */
const STRING_BYTES = 16;
const stringLike = [DuckDBVarCharVector, DuckDBBlobVector, DuckDBBitVector, DuckDBBigNumVector];

/** So many characters, or bytes, the row takes as text at least; told without making values of it, and counted only up to about `most`. */
export function leastLength(chunk: DuckDBDataChunk, row: number, most: number): number {
  let length = 0;
  for (let column = 0; column < chunk.columnCount && length <= most; column += 1)
    length += lengthOf(chunk.getColumnVector(column), row, most - length);
  return length;
}

function lengthOf(vector: DuckDBVector, item: number, most: number): number {
  // The place of a NULL holds whatever stood there before.
  if (partsOf(vector).validity?.itemValid(item) === false) return 1;
  if (vector instanceof DuckDBUnionVector) return lengthOf(partsOf(vector).structVector, item, most);
  if (stringLike.some((kind) => vector instanceof kind))
    return partsOf(vector).dataView.getUint32(item * STRING_BYTES, true);
  if (vector instanceof DuckDBStructVector) {
    let length = 0;
    for (let entry = 0; entry < vector.type.entryCount && length <= most; entry += 1)
      length += 1 + lengthOf(vector.entryVectorAt(entry), item, most - length);
    return length;
  }
  const items = itemsOf(vector, item);
  let length = items?.itemCount ?? 1;
  for (let i = 0; items && i < items.itemCount && length <= most; i += 1) length += lengthOf(items, i, most - length);
  return length;
}

/** Undefined: it is a single value, or none. */
function itemsOf(vector: DuckDBVector, item: number): DuckDBVector | undefined {
  if (vector instanceof DuckDBMapVector) return itemsOf(partsOf(vector).listVector, item);
  if (vector instanceof DuckDBListVector) return vector.getItemVector(item) ?? undefined;
  if (!(vector instanceof DuckDBArrayVector)) return undefined;
  const {length} = vector.type;
  return partsOf(vector).childData.slice(item * length, length);
}
