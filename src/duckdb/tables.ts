import {type DuckDBConnection, quotedIdentifier} from '@duckdb/node-api';
import {measurement} from '../domain/measurements.js';
import type {Copied, CopyRequest, SqlAnswer, SqlLimits, Tables} from '../domain/tables.js';
import {copyOut} from './copy-out.js';
import {Database, type DatabaseOptions} from './database.js';
import {answerSql} from './question.js';
import {readTable} from './table.js';

/** The tables of a file that nobody holds for writing; this cannot change it. Throws StoreDeniedError or StoreUnavailableError. */
export async function openTables(
  path: string,
  {folder}: Pick<DatabaseOptions, 'folder'> = {},
): Promise<Tables & {close(): Promise<void>}> {
  const database = new Database(path, {readOnly: true, modest: true, ...(folder !== undefined && {folder})});
  await database.use((connection) => connection.run('SELECT 1'));
  return {...tablesOf(database), close: () => database.close()};
}

export function tablesOf(database: Database): Tables {
  return {
    folder: database.folder,
    copyOut: (request: CopyRequest, gone?: AbortSignal): Promise<Copied> =>
      database.use((connection) => copyOut(connection, request), gone),
    ask: (sql: string, limits: SqlLimits, gone?: AbortSignal): Promise<SqlAnswer> =>
      database.use((connection) => answerSql(connection, sql, limits), gone),
    apps: () => database.use(appsOf),
  };
}

async function appsOf(connection: DuckDBConnection): Promise<string[]> {
  if (!(await readTable(connection, measurement.ledger))) return [];
  const sql = `SELECT DISTINCT app FROM ${quotedIdentifier(measurement.ledger)} ORDER BY app`;
  return (await connection.runAndReadAll(sql)).getRows().map(([app]) => String(app));
}
