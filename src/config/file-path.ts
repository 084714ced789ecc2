import {Unfit} from './setting.js';

const WHOLE = 'write the path in full';

/** Refuses a path as only a shell would understand it. The refused text is named by `subject` where it may be a secret. */
export function refuseShellPath(path: string, subject?: string): void {
  if (path.startsWith('~'))
    throw new Unfit(`begins with ~, which only a shell turns into a home folder; ${WHOLE}`, subject);
  if (/^\$[\w{]/.test(path)) throw new Unfit(`begins with a variable, which only a shell fills in; ${WHOLE}`, subject);
}

/** Reads the path of the DuckDB file. DuckDB would take some texts for something else than a file. */
export function databasePath(value: unknown): string {
  if (typeof value !== 'string' || !/^[^\p{Cc}]*[^\p{Cc}\s][^\p{Cc}]*$/u.test(value))
    throw new Unfit('is not the path of a file');
  if (value.startsWith(':memory:')) throw new Unfit('is no file: everything would be forgotten at every exit');
  if (/^\w{2,}:/.test(value)) throw new Unfit('is an address and not the path of a file on this machine');
  if (value.endsWith('/')) throw new Unfit('is a folder and not a file');
  refuseShellPath(value);
  return value;
}
