import {watch} from 'node:fs';
import {mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {StoreUnavailableError} from '../../src/domain/errors.js';
import {Database} from '../../src/duckdb/database.js';
import {writeAll} from '../../src/duckdb/transaction.js';
import {until} from '../support/oracle/until.js';

let folder: string;
let database: Database;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'timpush-duckdb-'));
  database = new Database(join(folder, 'x.duckdb'));
});
afterEach(async () => {
  await database.close();
  await rm(folder, {recursive: true});
});

const rows = (sql: string) => database.use(async (connection) => (await connection.runAndReadAll(sql)).getRows());

test('a new file stands in its place only when it is whole, whatever an earlier try left beside it', async () => {
  await writeFile(join(folder, `x.duckdb.${process.pid}.new`), 'half a page');
  const events: string[] = [];
  const watcher = watch(folder, (event, name) => events.push(`${event} ${name}`));
  expect(await rows('SELECT 1')).toEqual([[1]]);
  // Events come in order: with this one, all that belong to the opening are there.
  await writeFile(join(folder, 'opened'), '');
  await until(() => events.some((event) => event.endsWith(' opened')));
  watcher.close();
  expect(events.filter((event) => event.endsWith(' x.duckdb'))).toEqual(['rename x.duckdb']);
  expect(await readdir(folder)).toEqual(['opened', 'x.duckdb']);
});

test('after a fatal error the file is opened again, with what was in it', async () => {
  await rows('CREATE TABLE kept AS SELECT 1 AS a');
  await rows("ATTACH ':memory:' AS of_this_instance");
  const fatal = database.use(() => Promise.reject(new Error('FATAL Error: database has been invalidated')));
  await expect(fatal).rejects.toBeInstanceOf(StoreUnavailableError);
  expect(await rows('SELECT a FROM kept')).toEqual([[1]]);
  expect(await rows("SELECT 1 FROM duckdb_databases() WHERE database_name = 'of_this_instance'")).toEqual([]);
});

test('so it is when a write meets it', async () => {
  await rows("ATTACH ':memory:' AS of_this_instance");
  const fatal = new Error('FATAL Error: Failed: database has been invalidated');
  const writing = database.use((connection) => {
    connection.run = () => Promise.reject(fatal);
    return writeAll(connection, []);
  });
  await expect(writing).rejects.toMatchObject({recovery: 'retry', cause: fatal});
  expect(await rows("SELECT 1 FROM duckdb_databases() WHERE database_name = 'of_this_instance'")).toEqual([]);
});

test('what a failed use leaves uncommitted is undone', async () => {
  await rows('CREATE TABLE t (a INTEGER)');
  const failing = database.use(async (connection) => {
    await connection.run('BEGIN; INSERT INTO t VALUES (1)');
    throw new Error('stop here');
  });
  await expect(failing).rejects.toThrow('stop here');
  expect(await rows('SELECT * FROM t')).toEqual([]);
});

test('closing waits for what is running, and then nothing runs any more', async () => {
  let ended = false;
  const running = rows('SELECT max(hash(range) % 2) FROM range(30000000)').finally(() => {
    ended = true;
  });
  await Promise.all([database.close(), database.close()]);
  expect(ended).toBe(true);
  expect(await running).toEqual([[1n]]);
  await expect(rows('SELECT 1')).rejects.toBeInstanceOf(StoreUnavailableError);
});

test('a file that could not be opened is tried again at the next use', async () => {
  await database.close();
  const folderInTheWay = join(folder, 'y.duckdb');
  await mkdir(folderInTheWay);
  database = new Database(folderInTheWay);
  await expect(rows('SELECT 1')).rejects.toMatchObject({recovery: 'stop'});
  await rm(folderInTheWay, {recursive: true});
  expect(await rows('SELECT 1')).toEqual([[1]]);
});

test('parts of one process open the same file at the same moment, again and again', async () => {
  const path = join(folder, 'x.duckdb');
  for (let times = 0; times < 10; times += 1) {
    const parts = Array.from({length: 5}, () => new Database(path));
    const asked = parts.map((part) => part.use(async (of) => (await of.runAndReadAll('SELECT 1')).getRows()));
    expect(await Promise.all(asked)).toEqual(Array(5).fill([[1]]));
    await Promise.all(parts.map((part) => part.close()));
  }
});
