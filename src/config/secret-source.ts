import type {Problem} from './config-error.js';
import {display} from './display.js';
import {refuseShellPath, SHELL_PATH} from './file-path.js';
import {Secret} from './secret.js';
import {readable, Unfit} from './setting.js';
import {textSchema, unquoted} from './values.js';

export interface SecretSource {
  readonly file: string | undefined;
  /** Name of a variable; used when there is no file. */
  readonly variable: string | undefined;
  /** The default of the setting that names the variable. */
  readonly usual?: unknown;
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

/** The secret is left out where nobody names a place for it: neither a file, nor a variable of another name than the usual one, which is not set. */
export function openGiven(source: SecretSource, env: NodeJS.ProcessEnv, problems: Problem[]): Secret | undefined {
  return isGiven(source, env) ? openSecret(source, env, problems) : undefined;
}

export function isGiven({file, variable, usual}: SecretSource, env: NodeJS.ProcessEnv): boolean {
  return Boolean(file || variable !== usual || env[variable ?? '']);
}

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
const ONE_LINE = /^[^\p{Cc}]+$/u;

/** Reads the name of an environment variable. A refused value is not shown: it may be the secret itself. */
export const variableName = readable(textSchema(VARIABLE), (value) => {
  if (typeof value === 'string' && VARIABLE.test(value)) return value;
  throw new Unfit('is not the name of an environment variable', 'the value');
});

/** Reads the path of a secret's file. A refused value is not shown: it may be the secret itself. */
export const secretPath = readable({...textSchema(ONE_LINE), not: {pattern: SHELL_PATH.source}}, (value) => {
  if (typeof value !== 'string' || !ONE_LINE.test(value))
    throw unquoted(value) ?? new Unfit('is not the path of a file', 'the value');
  refuseShellPath(value, 'the value');
  return value;
});

/** People put the secret itself where its place belongs; what does not look like a place is not repeated. */
function shown(place: string): string {
  return /^(\.{0,2}\/[\w.\-/]{1,100}|[A-Z][A-Z0-9]*(_[A-Z0-9]+)+)$/.test(place) ? display(place) : 'named there';
}

function why(error: unknown): string {
  const {code, message} = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'does not exist';
  return code ? `cannot be read (${code})` : message;
}
