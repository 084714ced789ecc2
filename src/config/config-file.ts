import {existsSync, readFileSync} from 'node:fs';
import {LineCounter, parseDocument} from 'yaml';
import {ConfigError, type Problem} from './config-error.js';
import {lineOf, linesOf} from './lines.js';

/** Where a configuration comes from: a path given on the command line, and the environment. */
export interface ConfigSource {
  readonly path?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

export interface ConfigFile {
  readonly path: string;
  readonly content: unknown;
  /** The line of a key by its path, or of what it stands in; undefined: it does not stand there. */
  lineOf(path: string): number | undefined;
}

const standardPath = 'config/collector.yaml';

/** Finds and parses the file; its content is checked elsewhere. Undefined: there is none, and `mayBeMissing`. */
export function readConfigFile({path: given, env}: ConfigSource, mayBeMissing: boolean): ConfigFile | undefined {
  const path = given || env.TIMPUSH_CONFIG || standardPath;
  if (!given && mayBeMissing && !existsSync(path)) return undefined;
  return parsed(path, contentOf(path, given ? ['--config', ' '] : ['TIMPUSH_CONFIG', '=']));
}

/** `named`: by what the path was given, and what stands between the two. */
function contentOf(path: string, [named, sign]: readonly [string, string]): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (path === standardPath && !existsSync(path)) {
      const reason = 'does not exist, and neither --config nor TIMPUSH_CONFIG names another file';
      throw refused(path, path, reason, 'a copy of config/collector.example.yaml, filled in');
    }
    throw refused(path, named, `the file ${path} ${whyUnread(error)}`, `${named}${sign}config/collector.example.yaml`);
  }
}

/** Why a file could not be read. */
export function whyUnread(error: unknown): string {
  const {code} = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
}

/** YAML's plain data only. Messages of the parser quote the file, which may hold a secret: its codes say enough. */
export function parsed(path: string, text: string): ConfigFile {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    schema: 'core',
    uniqueKeys: true,
    stringKeys: true,
  });
  const [error] = [...document.errors, ...document.warnings];
  if (error) {
    const {line, col} = lineCounter.linePos(error.pos[0]);
    const reason = `is not plain YAML (${error.code.toLowerCase().replaceAll('_', ' ')})`;
    throw refused(path, `line ${line}, column ${col}`, reason, 'two spaces of indent a level, every key once, no tags');
  }
  try {
    const content: unknown = document.toJS();
    const lines = linesOf(document, lineCounter);
    return {path, content, lineOf: (key) => lineOf(lines, key)};
  } catch {
    throw refused(path, 'the file', 'repeats itself by aliases without end', 'the values written out');
  }
}

/** The problem, and where in the file it stands. */
export function placed(problem: Problem, file: ConfigFile): Problem {
  const line = file.lineOf(problem.path);
  return {...problem, file: file.path, ...(line !== undefined && {line})};
}

function refused(file: string, path: string, reason: string, example: string): ConfigError {
  return new ConfigError(file, [{path, reason, example}]);
}
