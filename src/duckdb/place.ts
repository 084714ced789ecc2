import {existsSync, rmdirSync, rmSync, statSync} from 'node:fs';
import {mkdir, readdir, rm, stat} from 'node:fs/promises';
import {basename, dirname, join, resolve} from 'node:path';
import {StoreDeniedError} from '../domain/errors.js';

/** Makes the folder of the file and clears it of what was left half made. Throws when the file cannot stand at its place. */
export async function preparePlace(path: string): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder);
  if (!(await stat(folder)).isDirectory()) throw refused(path, `${folder} is not a folder`, 'choose another path');
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory())
    throw refused(path, `${path} is a folder`, `name a file in it: ${join(path, 'push.duckdb')}`);
  if (found && !found.isFile()) throw refused(path, `${path} is a device, a pipe or a socket`, 'choose another path');
  // What cannot be cleared away is in nobody's way.
  await removeHalfMade(path).catch(() => {});
}

function refused(path: string, reason: string, advice: string): StoreDeniedError {
  return new StoreDeniedError(`duckdb.path: ${reason}; ${advice}`, {path});
}

/** Level by level: where none can be made (below /proc, say), Node's own way would try for ever. */
export async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    // Another process may have been quicker.
    if (error.code !== 'EEXIST') throw error;
  });
}

/** Where the process makes a file before it is put in its place. */
export function halfMade(path: string): string {
  return `${path}.${process.pid}.new`;
}

/** Nothing is there; what cannot be looked at may be. */
export function isMissing(path: string): boolean {
  try {
    statSync(path);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/**
 * A place beside that of a file that is not there, and what clears it with the folders that were made for it, at the end of the process
 * at the latest. If that is killed, whoever makes the file clears it.
 */
export function trialPlace(path: string): {readonly path: string; clear(): void} {
  const folders: string[] = [];
  for (let folder = dirname(resolve(path)); isMissing(folder); folder = dirname(folder)) folders.push(folder);
  const trial = halfMade(path);
  const clear = () => {
    process.off('exit', clear);
    for (const file of [trial, `${trial}.wal`]) rmSync(file, {force: true});
    try {
      for (const folder of folders) rmdirSync(folder);
    } catch {
      // It was not made, or somebody else has put something there meanwhile.
    }
  };
  process.once('exit', clear);
  return {path: trial, clear};
}

/** What is left of processes that were killed while they made the file: with every one of them there would be more. */
async function removeHalfMade(path: string): Promise<void> {
  const beginning = `${basename(path)}.`;
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(beginning)) continue;
    const [, pid] = /^(\d+)\.new(\.wal)?$/.exec(name.slice(beginning.length)) ?? [];
    if (pid !== undefined && !isAtWork(Number(pid))) await rm(join(dirname(path), name), {force: true});
  }
}

/** Another process, and alive; ours has not begun. */
function isAtWork(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Alive, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
