import {readable, Unfit} from './setting.js';
import {text} from './values.js';

/** As only a shell would understand it. */
export const SHELL_PATH = /^~|^\$[\w{]/;

const WHOLE = 'write the path in full';

/** Refuses a path as only a shell would understand it. The refused text is named by `subject` where it may be a secret. */
export function refuseShellPath(path: string, subject?: string): void {
  if (path.startsWith('~'))
    throw new Unfit(`begins with ~, which only a shell turns into a home folder; ${WHOLE}`, subject);
  if (/^\$[\w{]/.test(path)) throw new Unfit(`begins with a variable, which only a shell fills in; ${WHOLE}`, subject);
}

const line = text('the path of a file');

/** As a shell would have it, an address, in memory, or a folder. */
const databaseSchema = {...line.schema, not: {pattern: `${SHELL_PATH.source}|^:memory:|^\\w{2,}:|/$`}};

/** Reads the path of the DuckDB file. DuckDB would take some texts for something else than a file. */
export const databasePath = readable(databaseSchema, (written) => {
  const value = line(written);
  if (value.startsWith(':memory:')) throw new Unfit('is no file: everything would be forgotten at every exit');
  if (/^\w{2,}:/.test(value)) throw new Unfit('is an address and not the path of a file on this machine');
  if (value.endsWith('/')) throw new Unfit('is a folder and not a file');
  refuseShellPath(value);
  return value;
});
