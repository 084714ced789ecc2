import {
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  type DuckDBResult,
  type DuckDBTimestampValue,
  DuckDBTypeId,
  type DuckDBValueConverter,
  type Json,
  JsonDuckDBValueConverter,
  StatementType,
} from '@duckdb/node-api';
import {type SqlAnswer, SqlError, type SqlLimits} from '../domain/tables.js';
import {interruptible} from './interruptible.js';
import {leastLength} from './least-length.js';

/** What reads: everything else is refused by what it is, and once more by the transaction. */
const READING: readonly StatementType[] = [StatementType.SELECT, StatementType.EXPLAIN];

/** The answer to one statement, as far as it is within the limits. */
export async function answerSql(connection: DuckDBConnection, sql: string, limits: SqlLimits): Promise<SqlAnswer> {
  await connection.run('BEGIN TRANSACTION READ ONLY');
  const timeout = AbortSignal.timeout(limits.ms);
  try {
    return await interruptible(connection, timeout, () => rowsOf(connection, sql, limits, timeout));
  } catch (error) {
    if (timeout.aborted) throw new SqlError(`it takes longer than ${limits.ms / 1000} s: ask for less, or export`);
    throw error instanceof SqlError ? error : new SqlError(messageOf(error), {cause: error});
  }
}

async function prepared(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) throw new SqlError(`one statement is answered at a time, got ${statements.count}`);
  const statement = await statements.prepare(0);
  if (READING.includes(statement.statementType)) return statement;
  throw new SqlError('only statements that read are answered: SELECT, FROM, DESCRIBE, SUMMARIZE, SHOW, EXPLAIN');
}

async function rowsOf(
  connection: DuckDBConnection,
  sql: string,
  limits: SqlLimits,
  timeout: AbortSignal,
): Promise<SqlAnswer> {
  const result = await (await prepared(connection, sql)).stream();
  try {
    return await rowsIn(result, limits, timeout);
  } finally {
    await endedEarly(connection, result);
  }
}

async function rowsIn(result: DuckDBResult, limits: SqlLimits, timeout: AbortSignal): Promise<SqlAnswer> {
  const names = result.deduplicatedColumnNames();
  const types = result.columnTypes();
  const columns = names.map((name, i) => ({name, type: String(types[i])}));
  const rows: Record<string, Json>[] = [];
  let bytes = 0;
  for await (const chunk of result) {
    for (let index = 0; index < chunk.rowCount; index += 1) {
      timeout.throwIfAborted();
      // One value may be larger than the memory, once it is made.
      if (leastLength(chunk, index, limits.bytes) > limits.bytes) return {columns, rows, truncated: true};
      const row = chunk.convertRowValues(index, plain);
      const named = Object.fromEntries(names.map((name, i) => [name, row[i] ?? null]));
      bytes += JSON.stringify(named).length;
      if (rows.length >= limits.rows || bytes > limits.bytes) return {columns, rows, truncated: true};
      rows.push(named);
    }
  }
  return {columns, rows, truncated: false};
}

/** A result that is not read to its end keeps the whole database open until it is collected as garbage, and whoever opens it again waits. */
async function endedEarly(connection: DuckDBConnection, result: DuckDBResult): Promise<void> {
  connection.interrupt();
  try {
    // At its end stands a chunk without rows, or none.
    while ((await result.fetchChunk())?.rowCount);
  } catch {
    // It was interrupted.
  }
}

/** What stands behind a time: one without a zone may be local, which only the statement tells. */
const ZONES: Partial<Record<DuckDBTypeId, string>> = {[DuckDBTypeId.TIMESTAMP]: '', [DuckDBTypeId.TIMESTAMP_TZ]: 'Z'};

/** Counts are numbers, and times are written in one way. */
const plain: DuckDBValueConverter<Json> = (value, type, converter) => {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  const zone = ZONES[type.typeId];
  if (value !== null && zone !== undefined) {
    const {micros} = value as DuckDBTimestampValue;
    const date = new Date(Number(micros / 1000n));
    if (!Number.isNaN(date.getTime())) return date.toISOString().replace(/(\.000)?Z$/, zone);
  }
  return JsonDuckDBValueConverter(value, type, converter);
};

/** DuckDB's own words, with the place in the statement that it points at. */
function messageOf(error: unknown): string {
  const message = String((error as {message?: unknown} | null)?.message ?? error).trimEnd();
  const [first, ...more] = message.split('\n');
  return /file system operations are disabled/.test(first!)
    ? `${first}: a question reads the tables of the store, and no file`
    : [first, ...more].filter(Boolean).join('\n');
}
