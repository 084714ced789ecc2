import {isAbsolute} from 'node:path';
import {CollectorError} from '../domain/errors.js';
import type {Clock} from '../domain/ports.js';
import {type FileFormat, fileFormats, SqlError, type Tables} from '../domain/tables.js';
import {exportTo} from './export.js';
import {LONGEST_SQL, SQL_LIMITS} from './limits.js';
import type {Scope} from './scope.js';

export interface ServingDeps {
  readonly tables: Tables;
  readonly apps: readonly {readonly name: string}[];
  readonly timezone: string;
  readonly clock: Pick<Clock, 'now'>;
}

/** What a command asks of the collector that holds its file. */
export interface ExportAsked {
  readonly out: string;
  readonly format: FileFormat;
  readonly scope: Scope;
  /** Of the program that asks. */
  readonly version: string;
}

/** Questions in SQL, for whoever may ask the collector. */
export function queryRoutes(tables: Tables) {
  return {
    '/api/query': ({sql = '', ...more}: Record<string, string>, gone: AbortSignal) => {
      const [unknown] = Object.keys(more);
      if (unknown !== undefined) throw new SqlError(`${unknown}: it is not known; there is sql`);
      if (sql.trim() === '') throw new SqlError('sql: give a statement');
      if (sql.length > LONGEST_SQL) throw new SqlError(`sql: it is longer than ${LONGEST_SQL} characters`);
      return tables.ask(sql, SQL_LIMITS, gone);
    },
  };
}

/**
 * Exports, for commands at the socket alone: only the user that runs the collector opens it, and so may write wherever the collector may.
 * Over the network nobody makes it write a file.
 */
export function exportCommands({tables, apps, timezone, clock}: ServingDeps) {
  return {
    '/api/export': async (body: unknown, tell: (line: object) => void, gone: AbortSignal) => {
      const asked = askedIn(body);
      const configured = apps.map(({name}) => name);
      const request = {...asked, timezone, configured, nowMs: clock.now()};
      const onCopied = ({measurement, points}: {measurement: string; points: number}) => tell({measurement, points});
      return exportTo(tables, {...request, onCopied}, gone);
    },
  };
}

function askedIn(body: unknown): ExportAsked {
  const {out, format, scope, version} = (body ?? {}) as Partial<ExportAsked>;
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
