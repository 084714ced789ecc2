import {mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {stringify} from 'yaml';

/** A folder of its own for a run of the program: `secrets/` for secrets, `collector.yaml`, and what the program writes. */
export interface Workplace {
  readonly folder: string;
  /** Absolute path of something in it. */
  path(name: string): string;
  /** Writes `secrets/<name>`, and gives its path. */
  secret(name: string, value: string): Promise<string>;
  /** Writes `collector.yaml`. */
  configure(settings: object): Promise<void>;
  /** Contents, by relative path, of every file that is neither a secret nor the configuration. */
  written(): Promise<Map<string, string>>;
  remove(): Promise<void>;
}

export async function makeWorkplace(): Promise<Workplace> {
  const folder = await mkdtemp(path.join(tmpdir(), 'collector-'));
  await mkdir(path.join(folder, 'secrets'));
  return {
    folder,
    path: (name) => path.join(folder, name),
    async secret(name, value) {
      await writeFile(path.join(folder, 'secrets', name), `${value}\n`);
      return path.join(folder, 'secrets', name);
    },
    configure: (settings) => writeFile(path.join(folder, 'collector.yaml'), stringify(settings)),
    written: () => filesWritten(folder),
    remove: () => rm(folder, {recursive: true, force: true}),
  };
}

async function filesWritten(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((name) => name !== 'collector.yaml' && !name.startsWith('secrets'));
  const contents = names.map(async (name) => [name, await readFile(path.join(folder, name), 'latin1')] as const);
  return new Map(await Promise.all(contents));
}
