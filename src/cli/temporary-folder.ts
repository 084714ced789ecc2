import {rmSync} from 'node:fs';
import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onExit} from 'signal-exit';

/** Works in a folder of its own, which is removed afterwards; also where a signal (but SIGKILL) ends the program meanwhile. */
export async function inTemporaryFolder<T>(purpose: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), `timpush-${purpose}-`));
  // DuckDB may still write: what it makes while its folder is read is found by the next attempt.
  const remove = () => rmSync(folder, {recursive: true, force: true, maxRetries: 3});
  const unwatch = onExit(remove);
  try {
    return await work(folder);
  } finally {
    unwatch();
    remove();
  }
}
