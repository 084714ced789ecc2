import {execFileSync} from 'node:child_process';
import {copyFile, open, rename, rm, stat, truncate, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {DuckDBInstance} from '@duckdb/node-api';
import type {Random} from './cases.js';

/** Does something to a DuckDB file; what it gives back mends it again. */
export interface Harm {
  readonly name: string;
  /** What has to be said so that everything is there again; by default nothing. */
  readonly remedy?: 'force';
  do(file: string, random: Random): Promise<undefined | (() => void)>;
}

async function flip(file: string, random: Random): Promise<undefined> {
  const handle = await open(file, 'r+');
  const {size} = await handle.stat();
  for (let left = 1 + Math.floor(random() * 64); left > 0; left--) {
    const byte = Buffer.alloc(1);
    const at = Math.floor(random() * size);
    await handle.read(byte, 0, 1, at);
    await handle.write(Buffer.of(byte[0]! ^ (1 << Math.floor(random() * 8))), 0, 1, at);
  }
  await handle.close();
}

async function run(file: string, statement: string): Promise<undefined> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

/** As a kill may leave it: damaged, and what came last in the log alone. */
async function damageBesideLog(file: string): Promise<undefined> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run('UPDATE timpush_ledger SET fetched_at = fetched_at - 1');
  await copyFile(`${file}.wal`, `${file}.log`);
  connection.closeSync();
  instance.closeSync();
  await rename(`${file}.log`, `${file}.wal`);
  await truncate(file, 5000);
}

/** Only root may mount; elsewhere the cases that need it are left out. */
export const isRoot = process.getuid?.() === 0;

/** A disk of its own in place of the file's folder. The file on it is new. */
function smallDisk(folder: string, options: string): () => void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  return () => execFileSync('umount', [folder]);
}

export const HARMS: readonly Harm[] = [
  ...(isRoot
    ? [
        {name: 'disk full', do: async (file: string) => smallDisk(path.dirname(file), 'size=700k')},
        {name: 'disk full from the beginning', do: async (file: string) => smallDisk(path.dirname(file), 'size=8k')},
        {name: 'disk read-only', do: async (file: string) => smallDisk(path.dirname(file), 'ro')},
      ]
    : []),
  {
    name: 'truncated',
    do: async (file, random) => void (await truncate(file, Math.floor(random() * (await stat(file)).size))),
  },
  {name: 'truncated, and its log is there', do: damageBesideLog},
  {name: 'bits flipped', do: flip},
  {name: 'ledger dropped', do: (file) => run(file, 'DROP TABLE timpush_ledger')},
  {
    name: 'part of the ledger deleted',
    do: (file) => run(file, 'DELETE FROM timpush_ledger WHERE epoch(time) % 7200 = 0'),
  },
  {name: 'data deleted', remedy: 'force', do: (file) => run(file, 'DELETE FROM timpush_chat_total_1h')},
  {name: 'file deleted', do: async (file) => void (await rm(file))},
  {name: 'a file of something else', do: async (file) => void (await writeFile(file, 'no database '.repeat(1000)))},
  {name: 'an empty file', do: async (file) => void (await truncate(file, 0))},
  {name: 'a log of something else', do: async (file) => void (await writeFile(`${file}.wal`, 'no log '.repeat(1000)))},
];
