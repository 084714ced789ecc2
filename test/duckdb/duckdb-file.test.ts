import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {DuckDBInstance} from '@duckdb/node-api';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {StoreDeniedError} from '../../src/domain/errors.js';
import type {Point} from '../../src/domain/point.js';
import {openDuckDb} from '../../src/duckdb/duckdb-store.js';

const NAME = 'timpush_chat_total_1h';
const ALWAYS = {measurement: NAME, span: {start: 0, end: 4_000_000_000}};

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'timpush-duckdb-'));
  path = join(folder, 'not/yet/there.duckdb');
});
afterEach(() => rm(folder, {recursive: true}));

test('a file can be read with plain SQL: a table for each measurement, times in UTC', async () => {
  const store = await openDuckDb({path});
  await store.write([point({time: 1_772_380_800})]);
  await store.close();
  const rows = await query(`SELECT time::VARCHAR, typeof(time), app, sent, typeof(sent) FROM ${NAME}`);
  expect(rows).toEqual([['2026-03-01 16:00:00', 'TIMESTAMP', 'shop', 7n, 'BIGINT']]);
});

test('a file has everything that was acknowledged, even if the process dies now', async () => {
  const store = await openDuckDb({path});
  await store.write([point({time: 1}), point({time: 2})]);
  const copy = join(folder, 'copy.duckdb');
  await copyFile(path, copy);
  await copyFile(`${path}.wal`, `${copy}.wal`);
  await store.close();
  const survivor = await openDuckDb({path: copy});
  expect(await survivor.points(ALWAYS)).toHaveLength(2);
  await survivor.close();
});

test('a file that another process holds is refused with its number, and opens when that one has ended', async () => {
  await mkdir(dirname(path), {recursive: true});
  const holder = await hold();
  const refusal = await openDuckDb({path}).catch((error: unknown) => error);
  await holder.end();
  expect(refusal).toBeInstanceOf(StoreDeniedError);
  expect(refusal).toMatchObject({details: {path, pid: holder.pid}});
  await (await openDuckDb({path})).close();
});

test('after close everything is in the one file, which is free for another process', async () => {
  const store = await openDuckDb({path});
  await store.write([point({})]);
  await store.close();
  expect(await readdir(dirname(path))).toEqual(['there.duckdb']);
  const other = await hold();
  await other.end();
  expect(other.said).toBe('open\n');
});

test('a file that is no database is refused and left as it is', async () => {
  await mkdir(dirname(path), {recursive: true});
  await writeFile(path, 'something else '.repeat(1000));
  await expect(openDuckDb({path})).rejects.toBeInstanceOf(StoreDeniedError);
  expect(await readFile(path, 'utf8')).toBe('something else '.repeat(1000));
});

test('where a file was moved away and its log was not, a new one is made, and every log is kept', async () => {
  await (await openDuckDb({path})).close();
  for (const [index, away] of ['first', 'second'].entries()) {
    const store = await openDuckDb({path});
    await store.write([point({time: 1})]);
    await store.close();
    const again = await openDuckDb({path});
    await again.write([point({time: 2})]);
    await copyFile(`${path}.wal`, join(folder, 'log'));
    await again.close();
    await rename(path, join(folder, away));
    await rename(join(folder, 'log'), `${path}.wal`);
    const made = await openDuckDb({path});
    expect(await made.points(ALWAYS)).toEqual([]);
    await made.close();
    const kept = ['there.duckdb.wal.old', 'there.duckdb.wal.old1'].slice(0, index + 1);
    expect((await readdir(dirname(path))).sort()).toEqual(['there.duckdb', ...kept]);
  }
});

test('a file may be open twice in one process: both see the same points', async () => {
  const [one, other] = [await openDuckDb({path}), await openDuckDb({path})];
  await one.write([point({})]);
  expect(await other.points(ALWAYS)).toEqual([point({})]);
  await one.close();
  expect(await other.points(ALWAYS)).toEqual([point({})]);
  await other.close();
});

function point(over: Partial<Point>): Point {
  return {measurement: NAME, tags: {app: 'shop', sdkappid: '1'}, fields: {sent: 7}, time: 1, ...over};
}

async function query(sql: string): Promise<unknown[]> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRows();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

/** Another process that opens the file and holds it until `end`. */
async function hold(): Promise<{pid: number; said: string; end: () => Promise<void>}> {
  const script = `
    import {DuckDBInstance} from '@duckdb/node-api';
    const instance = await DuckDBInstance.create(process.argv[1]);
    console.log('open');
    process.stdin.on('end', () => instance.closeSync()).resume();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, path], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const exited = once(child, 'exit');
  const said = await Promise.race([once(child.stdout, 'data').then(String), exited.then(() => 'refused')]);
  const end = async () => {
    child.stdin.end();
    await exited;
  };
  return {pid: child.pid!, said, end};
}
