import {isAbsolute} from 'node:path';
import {CollectorError} from '../domain/errors.js';
import {type FileFormat, fileFormats, type SqlAnswer, SqlError, type Tables} from '../domain/tables.js';
import {LONGEST_SQL, SQL_LIMITS} from './limits.js';
import type {Scope} from './scope.js';

/** What a command asks of the collector that holds its file. */
export interface ExportAsked {
  readonly out: string;
  readonly format: FileFormat;
  readonly scope: Scope;
  /** Of the program that asks. */
  readonly version: string;
}

/** A question in SQL, of whoever may ask the collector. `tables`: undefined for a store that has none. Throws an SqlError. */
export async function sqlAnswer(
  tables: Tables | undefined,
  {sql = '', ...more}: Record<string, string>,
  gone: AbortSignal,
): Promise<SqlAnswer> {
  const [unknown] = Object.keys(more);
  if (unknown !== undefined) throw new SqlError(`${unknown}: it is not known; there is sql`);
  if (sql.trim() === '') throw new SqlError('sql: give a statement');
  if (sql.length > LONGEST_SQL) throw new SqlError(`sql: it is longer than ${LONGEST_SQL} characters`);
  if (!tables)
    throw new SqlError('sql: the store of this collector is a server, which a command asks by itself: leave out --url');
  return tables.ask(sql, SQL_LIMITS, gone);
}

/** Throws a CollectorError unless a command of this version can have asked it. */
export function understood({out, format, scope, version}: Partial<ExportAsked>): ExportAsked {
  const {from, to, apps, reports} = scope ?? {};
  const isSound =
    typeof out === 'string' &&
    typeof version === 'string' &&
    isAbsolute(out) &&
    fileFormats.some((known) => known === format) &&
    [from, to].every((time) => time === undefined || Number.isSafeInteger(time)) &&
    [apps, reports].every((names) => names === undefined || (Array.isArray(names) && names.every(isText)));
  if (!isSound)
    throw new CollectorError('the export that is asked for is not understood: another version asks', 'stop');
  return {out, format: format!, scope: {from, to, apps, reports}, version};
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
