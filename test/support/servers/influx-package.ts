import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdir, mkdtemp, readdir, rename, rm, stat} from 'node:fs/promises';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {promisify} from 'node:util';

const run = promisify(execFile);
const CACHE = path.resolve('.cache/influxdb');
const BINARY = path.join(CACHE, 'influxd');
const LOCK = path.join(CACHE, 'lock');
const PATIENCE_MS = 120_000;

/** Debian's `influxd`, unpacked but not installed. Fetched once; a second process waits for the first. */
export async function influxdBinary(): Promise<string> {
  if (existsSync(BINARY)) return BINARY;
  await mkdir(CACHE, {recursive: true});
  await lock();
  try {
    if (!existsSync(BINARY)) await fetchBinary();
    return BINARY;
  } catch (cause) {
    const advice = 'These tests need Debian with apt and dpkg, or INFLUXDB_URL naming a running InfluxDB 1.x.';
    throw new Error(`InfluxDB's server could not be had. ${advice}`, {cause});
  } finally {
    await rm(LOCK, {recursive: true, force: true});
  }
}

async function fetchBinary(): Promise<void> {
  const folder = await mkdtemp(path.join(CACHE, 'fetch-'));
  try {
    await download(folder).catch(() => run('apt-get', ['update', '-q']).then(() => download(folder)));
    const archive = (await readdir(folder)).find((name) => name.endsWith('.deb'))!;
    await run('dpkg', ['-x', path.join(folder, archive), folder]);
    await rename(path.join(folder, 'usr/bin/influxd'), BINARY);
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

async function download(folder: string): Promise<void> {
  await run('apt-get', ['download', '-q', 'influxdb'], {cwd: folder});
}

/** A folder is made by one process only. One that is left over from a crash is taken over. */
async function lock(): Promise<void> {
  for (const until = Date.now() + 2 * PATIENCE_MS; ; await sleep(100)) {
    try {
      return await mkdir(LOCK);
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    const made = await stat(LOCK).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > PATIENCE_MS) await rm(LOCK, {recursive: true, force: true});
  }
}
