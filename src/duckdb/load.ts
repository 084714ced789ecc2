import {join} from 'node:path';
import {type DuckDBConnection, quotedIdentifier} from '@duckdb/node-api';
import {CollectorError, StoreDeniedError} from '../domain/errors.js';
import type {Store} from '../domain/ports.js';
import type {CopiedTable, FileFormat} from '../domain/tables.js';
import {Database} from './database.js';
import {DuckDbStore} from './duckdb-store.js';
import {loadStatement} from './files.js';
import {migrate, type Table} from './table.js';

type Loaded = Omit<CopiedTable, 'oldest' | 'newest'>;

/** Files that were copied out of tables. */
export interface Files {
  readonly folder: string;
  readonly format: FileFormat;
  readonly tables: readonly Loaded[];
}

/**
 * A new database at the path, with what the files hold. Throws a CollectorError that names the file that cannot be read, or is not whole,
 * and the signal's reason.
 */
export async function openFiles(path: string, files: Files, gone?: AbortSignal): Promise<Store> {
  const database = new Database(path, {folder: files.folder, modest: true});
  try {
    for (const copied of files.tables) await database.use((connection) => load(connection, copied, files), gone);
    return new DuckDbStore(database, undefined);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function load(connection: DuckDBConnection, copied: Loaded, {folder, format}: Files): Promise<void> {
  const {measurement: name, file, tags, points} = copied;
  const types = Object.entries(copied.fields).map(
    ([field, type]) => [field, type === 'string' ? 'VARCHAR' : 'BIGINT'] as const,
  );
  const table: Table = {name, tags, fields: new Map(types)};
  try {
    await migrate(connection, undefined, table);
    await connection.run(loadStatement(table, join(folder, file), format));
  } catch (error) {
    const reason = String((error as Error).message).split('\n', 1)[0];
    throw new StoreDeniedError(`${file} cannot be read: ${reason}; export it again`, {file}, {cause: error});
  }
  const identity = ['time', ...tags].map(quotedIdentifier).join(', ');
  const counted = `SELECT count(*)::DOUBLE, (SELECT count(*) FROM (SELECT DISTINCT ${identity} FROM ${quotedIdentifier(name)}))::DOUBLE FROM ${quotedIdentifier(name)}`;
  const [found, different] = (await connection.runAndReadAll(counted)).getRows()[0] as [number, number];
  if (found === points && different === points) return;
  const what =
    found === points ? `${points - different} of its points stand twice` : `it has ${found} points, not ${points}`;
  throw new CollectorError(`${file} is not as it was exported: ${what}; export it again`, 'stop', {file});
}
