import {chmod, mkdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {stringify} from 'yaml';
import {CollectorError} from '../domain/errors.js';
import type {Answers, Held} from './init-answers.js';
import {packageRoot} from './package.js';
import {UsageError} from './usage-error.js';

/** A file that `init` writes. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

/** Where a secret will be read from: what the configuration says of it. */
type Place = {readonly file: string} | {readonly variable: string};

/** What stands in the configuration. Secrets that are known only here as yet are where `placeOf` says. */
export function configText(
  {app, key, timezone, store, influxdb, token}: Answers,
  placeOf: (name: string, held: Held) => Place,
): string {
  const secret = (prefix: string, held: Place) =>
    'file' in held ? {[`${prefix}File`]: held.file} : {[`${prefix}Env`]: held.variable};
  const content = {
    timezone,
    apps: [{...app, ...secret('secretKey', placeOf(app.name, key))}],
    store,
    ...(influxdb && token && {influxdb: {...influxdb, ...secret('token', placeOf('influx_token', token))}}),
  };
  return `# Made by timpush-collector init. Every key there is, with its meaning: config/collector.example.yaml\n${stringify(content)}`;
}

/** The secrets that are known only here as yet, a file each; nobody else may read them. */
export function secretFiles({app, key, token}: Answers, folder: string): NewFile[] {
  const held: [string, Held | undefined][] = [
    [app.name, key],
    ['influx_token', token],
  ];
  return held.flatMap(([name, each]) =>
    each && 'text' in each ? {path: path.join(folder, name), text: `${each.text}\n`, mode: 0o600} : [],
  );
}

const TEMPLATE = new URL('deploy/timpush-collector.service', packageRoot);
export const PROGRAM = fileURLToPath(new URL('dist/main.js', packageRoot));

/** The unit of deploy/, for this program, this configuration and these files of secrets: `credential: file`. */
export async function unitText(
  name: string,
  config: string,
  credentials: Readonly<Record<string, string>>,
): Promise<string> {
  const template = await readFile(TEMPLATE, 'utf8');
  const program = [process.execPath, PROGRAM, 'start', '--config', config];
  const loads = Object.entries(credentials).map(
    ([credential, file]) => `LoadCredential=${credential}:${escaped(file)}`,
  );
  const unit = template
    .slice(template.indexOf('[Unit]'))
    .replace(/^ExecStart=.*$/m, () => `ExecStart=${program.map(quoted).join(' ')}`)
    // What the service gets are copies, so that nothing has to be set up; the group is for those who read the files themselves.
    .replace(/^SupplementaryGroups=.*\n# .*\nLoadCredential=.*$/m, () => loads.join('\n'));
  return `# Made by timpush-collector init. After apps or jobs were changed: systemctl reload ${name}; after a secret was: systemctl restart ${name}.
# deploy/timpush-collector.service shows how a secret is read without a restart.

${unit}`;
}

function escaped(text: string): string {
  return text.replaceAll('%', '%%');
}

function quoted(word: string): string {
  const text = escaped(word).replaceAll('$', '$$$$');
  return /[\s"'\\]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
}

/** Nothing is overwritten but by force. */
export async function refuseExisting(paths: readonly string[]): Promise<void> {
  for (const each of paths)
    if (await stat(each).catch(() => undefined))
      throw new UsageError(`${each} exists; --force overwrites it, and --config names another configuration`);
}

/** All of them, each with its mode whatever the umask is; folders that are not there are for the owner alone. */
export async function writeFiles(files: readonly NewFile[]): Promise<void> {
  for (const {path: file, text, mode} of files) {
    try {
      await mkdir(path.dirname(file), {recursive: true, mode: mode === 0o600 ? 0o700 : 0o755});
      // What others have opened already must not be what is written.
      await rm(file, {force: true});
      await writeFile(file, text, {mode, flag: 'wx'});
      await chmod(file, mode);
    } catch (cause) {
      const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
      throw new CollectorError(`${file} cannot be written (${reason})`, 'stop', {}, {cause: cause as Error});
    }
  }
}
