import {type DuckDBDataChunk, DuckDBVarCharVector} from '@duckdb/node-api';
import {expect, test} from '@jest/globals';
import {leastLength} from '../../src/duckdb/least-length.js';

/** A row of one text, whose place in the vector begins with that length. */
function rowOf(length: number, isNull: boolean): DuckDBDataChunk {
  const place = new DataView(new ArrayBuffer(16));
  place.setUint32(0, length, true);
  const validity = {itemValid: () => !isNull} as unknown as ConstructorParameters<typeof DuckDBVarCharVector>[1];
  const vector = new DuckDBVarCharVector(place, validity, {} as never, 0, 1);
  return {columnCount: 1, getColumnVector: () => vector} as unknown as DuckDBDataChunk;
}

test('a text is as long as its place says; that of a NULL holds what stood there before', () => {
  expect(leastLength(rowOf(2_021_161_080, false), 0, 100)).toBe(2_021_161_080);
  expect(leastLength(rowOf(2_021_161_080, true), 0, 100)).toBe(1);
});
