import {existsSync, renameSync} from 'node:fs';
import {link, rename, rm} from 'node:fs/promises';
import {DuckDBInstance} from '@duckdb/node-api';
import {halfMade} from './place.js';

/**
 * Makes the file, if it is not there, beside its place and puts it there whole. A process that is killed while DuckDB writes the first
 * page of a file leaves one that never opens again, and the operator would have to move it away. The log of a file that was moved away
 * goes aside, as `.wal.old`: DuckDB would bring it into the new one, or fail to.
 */
export async function makeWhole(path: string, options: Record<string, string>): Promise<void> {
  if (existsSync(path)) return;
  // In the same breath, before another process can have made the file and begun a log of its own.
  putAside(`${path}.wal`);
  const made = halfMade(path);
  try {
    await rm(made, {force: true});
    const instance = await DuckDBInstance.create(made, options);
    instance.closeSync();
    await put(made, path);
  } finally {
    await rm(made, {force: true});
  }
}

function putAside(log: string): void {
  if (!existsSync(log)) return;
  let aside = `${log}.old`;
  for (let others = 1; existsSync(aside); others += 1) aside = `${log}.old${others}`;
  renameSync(log, aside);
}

/** Never in the place of a file that another process has made meanwhile, where the file system can promise that. */
async function put(made: string, path: string): Promise<void> {
  try {
    await link(made, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rename(made, path);
  }
}
