import type {Problem} from './config-error.js';
import {display} from './display.js';
import {refuseShellPath} from './file-path.js';
import {Secret} from './secret.js';
import {Unfit} from './setting.js';

export interface SecretSource {
  readonly file: string | undefined;
  /** Name of a variable; used when there is no file. */
  readonly variable: string | undefined;
  /** Path of the secret itself, such as `influxdb.token`. */
  readonly path: string;
}

/** Reads a secret once to see that it is there, or reports why it is not. */
export function openSecret(
  {file, variable, path}: SecretSource,
  env: NodeJS.ProcessEnv,
  problems: Problem[],
): Secret | undefined {
  try {
    if (file) return Secret.fromFile(file);
    if (variable) return Secret.fromVariable(variable, env);
  } catch (error) {
    const reason = `${file ? `the file ${shown(file)}` : `the variable ${shown(variable!)}`} ${why(error)}`;
    const example = file ? 'a readable file that holds the secret and nothing else' : `export ${shown(variable!)}=…`;
    problems.push({path: `${path}${file ? 'File' : 'Env'}`, reason, example});
  }
  return undefined;
}

/** Reads the name of an environment variable. A refused value is not shown: it may be the secret itself. */
export function variableName(value: unknown): string {
  if (typeof value === 'string' && /^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(value)) return value;
  throw new Unfit('is not the name of an environment variable', 'the value');
}

/** Reads the path of a secret's file. A refused value is not shown: it may be the secret itself. */
export function secretPath(value: unknown): string {
  if (typeof value !== 'string' || !/^[^\p{Cc}]+$/u.test(value))
    throw new Unfit('is not the path of a file', 'the value');
  refuseShellPath(value, 'the value');
  return value;
}

/** People put the secret itself where its place belongs; what does not look like a place is not repeated. */
function shown(place: string): string {
  return /^(\.{0,2}\/[\w.\-/]{1,100}|[A-Z][A-Z0-9]*(_[A-Z0-9]+)+)$/.test(place) ? display(place) : 'named there';
}

function why(error: unknown): string {
  const {code, message} = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'does not exist';
  return code ? `cannot be read (${code})` : message;
}
