import type {DuckDBResult, DuckDBValue} from '@duckdb/node-api';
import type {SumQuery, SumRow} from '../domain/ports.js';
import {turn} from '../domain/turn.js';
import {toStretches, toSumRows} from './rows.js';
import type {Table} from './table.js';

/** Rows come as values of the database, each of which is some objects: so many are taken apart before others have their turn. */
const AT_ONCE = 2000;

/** Takes an answer apart, piece by piece, with turns for others in between. */
export type Convert<R> = (answer: DuckDBResult, table: Table) => Promise<R[]>;

/** What each row holds. */
export function eachOf<R>(convert: (row: readonly DuckDBValue[], table: Table) => readonly R[]): Convert<R> {
  return (answer, table) => gathered(answer, (chunk, row) => convert(chunk.getRowValues(row), table));
}

export function sumsOf(query: SumQuery): Convert<SumRow> {
  if (query.every !== undefined) return eachOf((group) => toStretches(group, query.by));
  return (answer) => gathered(answer, (chunk, row) => (row === 0 ? toSumRows(chunk.getColumns(), query) : []));
}

type Chunk = NonNullable<Awaited<ReturnType<DuckDBResult['fetchChunk']>>>;

async function gathered<R>(answer: DuckDBResult, of: (chunk: Chunk, row: number) => readonly R[]): Promise<R[]> {
  const found: R[] = [];
  let rest = AT_ONCE;
  for await (const chunk of answer) {
    for (let row = 0; row < chunk.rowCount; row += 1) {
      const some = of(chunk, row);
      for (const each of some) found.push(each);
      rest -= some.length;
      if (rest > 0) continue;
      rest = AT_ONCE;
      await turn();
    }
  }
  return found;
}
