import {existsSync, readFileSync} from 'node:fs';
import {LineCounter, parseDocument} from 'yaml';
import {ConfigError} from './config-error.js';

/** Where a configuration comes from: a path given on the command line, and the environment. */
export interface ConfigSource {
  readonly path?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

export interface ConfigFile {
  readonly path: string;
  readonly content: unknown;
}

const standardPath = 'config/collector.yaml';

/** Finds and parses the file; its content is checked elsewhere. */
export function readConfigFile({path: given, env}: ConfigSource): ConfigFile {
  const path = given || env.TIMPUSH_CONFIG || standardPath;
  return {path, content: plainData(path, contentOf(path, given ? '--config' : 'TIMPUSH_CONFIG'))};
}

function contentOf(path: string, named: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (path === standardPath && !existsSync(path)) {
      const reason = 'does not exist, and neither --config nor TIMPUSH_CONFIG names another file';
      throw refused(path, path, reason, 'a copy of config/collector.example.yaml, filled in');
    }
    const {code} = error as NodeJS.ErrnoException;
    const reason = `the file ${path} ${code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`}`;
    throw refused(path, named, reason, `${named} config/collector.example.yaml`);
  }
}

/** YAML's plain data only. Messages of the parser quote the file, which may hold a secret: its codes say enough. */
export function plainData(path: string, text: string): unknown {
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
    return document.toJS();
  } catch {
    throw refused(path, 'the file', 'repeats itself by aliases without end', 'the values written out');
  }
}

function refused(file: string, path: string, reason: string, example: string): ConfigError {
  return new ConfigError(file, [{path, reason, example}]);
}
