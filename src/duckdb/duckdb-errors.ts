import {CollectorError, PointsRefusedError, StoreDeniedError, StoreUnavailableError} from '../domain/errors.js';
import type {Point} from '../domain/point.js';
import {SqlError} from '../domain/tables.js';

// DuckDB gives its errors no code: the class is the first word of the message, the cause stands in the rest.
const PASSING = /no space left|disk quota|out of memory|input\/output error|too many open files/i;
const PERMISSION = /permission denied|operation not permitted|EACCES|EPERM/i;
const LOCKED = /could not set lock|conflicting lock/i;
const ABOUT_CONTENT = /^(Binder|Catalog|Constraint|Conversion|Invalid Input|Not implemented|Out of Range|Parser) Error/;

/** Why the file did not open, and what the operator can do about it. */
export function openingError(path: string, error: unknown): CollectorError {
  if (error instanceof CollectorError) return error;
  const message = firstLine(error);
  const options = {cause: error};
  if (PASSING.test(message))
    return new StoreUnavailableError(`${path} could not be opened: ${message}`, {path}, options);
  if (!LOCKED.test(message)) {
    return new StoreDeniedError(`${path} could not be opened: ${message}. ${adviceOn(error)}`, {path}, options);
  }
  const pid = /PID (\d+)/.exec(message)?.[1];
  const holder = pid ? `another process (PID ${pid})` : 'another process';
  const advice = 'DuckDB lets in one process at a time: stop that one, or choose another file (duckdb.path)';
  return new StoreDeniedError(
    `${path} is held by ${holder}. ${advice}`,
    pid ? {path, pid: Number(pid)} : {path},
    options,
  );
}

function adviceOn(error: unknown): string {
  if ((error as {syscall?: unknown} | null)?.syscall === 'mkdir')
    return 'Choose another path (duckdb.path), or make its folder and let this user write there';
  if (PERMISSION.test(firstLine(error)))
    return 'The file and its folder have to be readable and writable: run this as the user that the collector runs as, or give them to this user (chown)';
  return 'Check the path (duckdb.path), or move the file away: a new one is made and filled again';
}

/** What went wrong in an open database. */
export function workingError(error: unknown): Error {
  if (error instanceof CollectorError || error instanceof SqlError) return error;
  return new StoreUnavailableError(`DuckDB failed: ${firstLine(error)}`, {}, {cause: error});
}

/** As `workingError`, for a write: a batch that DuckDB refuses for what is in it gains nothing from another try. */
export function writingError(error: unknown, points: readonly Point[]): Error {
  const message = firstLine(error);
  return ABOUT_CONTENT.test(message)
    ? new PointsRefusedError(`DuckDB refuses: ${message}`, points)
    : workingError(error);
}

/** After a fatal error (a checkpoint on a full disk, say) DuckDB answers nothing until the file is opened again. It may be the cause of ours. */
export function isFatal(error: unknown): boolean {
  const cause = error instanceof CollectorError ? error.cause : error;
  return firstLine(cause).startsWith('FATAL Error');
}

/** Not by `instanceof`: errors of a native module may belong to another realm. */
function firstLine(error: unknown): string {
  return String((error as {message?: unknown} | null)?.message ?? error).split('\n', 1)[0]!;
}
