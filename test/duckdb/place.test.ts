import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {StoreDeniedError} from '../../src/domain/errors.js';
import {openDuckDb} from '../../src/duckdb/duckdb-store.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'timpush-duckdb-'));
  path = join(folder, 'push.duckdb');
});
afterEach(() => rm(folder, {recursive: true}));

const refusal = (of: string) => openDuckDb({path: of}).then(String, (error: unknown) => error);

test('a file below a place where no folder can be made is refused at once, with what to do', async () => {
  const impossible = '/proc/nowhere/at/all/push.duckdb';
  const error = await refusal(impossible);
  expect(error).toBeInstanceOf(StoreDeniedError);
  expect((error as Error).message).toBe(
    `${impossible} could not be opened: ENOENT: no such file or directory, mkdir '/proc/nowhere'. ` +
      'Choose another path (duckdb.path), or make its folder and let this user write there',
  );
});

test('a folder in the place of the file is refused with a path that would be right', async () => {
  await mkdir(path);
  expect(await refusal(path)).toMatchObject({
    recovery: 'stop',
    message: `duckdb.path: ${path} is a folder; name a file in it: ${join(path, 'push.duckdb')}`,
  });
});

test.each([
  ['/dev/null', '/dev/null is a device, a pipe or a socket'],
  ['/dev/null/push.duckdb', '/dev/null is not a folder'],
])('%s is no place for the file', async (impossible, reason) => {
  expect(await refusal(impossible)).toMatchObject({message: `duckdb.path: ${reason}; choose another path`});
});

test('where there is no file, none is made for who wants none, nor stays of who tries', async () => {
  const deep = join(folder, 'a/b/push.duckdb');
  const refused = await openDuckDb({path: deep}, {ifMissing: 'refuse'});
  await expect(refused.ping()).rejects.toThrow(`there is no DuckDB file at ${deep} yet`);
  expect(await readdir(folder)).toEqual([]);
  const tried = await openDuckDb({path: deep}, {ifMissing: 'try'});
  await tried.write([{measurement: 'timpush_a', tags: {app: 'shop'}, fields: {ok: 1}, time: 1}]);
  await tried.close();
  expect(await readdir(folder)).toEqual([]);
});

test('who tries has the file that is there', async () => {
  await (await openDuckDb({path})).close();
  for (const ifMissing of ['refuse', 'try'] as const) await (await openDuckDb({path}, {ifMissing})).close();
  expect(await readdir(folder)).toEqual(['push.duckdb']);
});

test('what a trial cannot open is named as the place of the file, and its folders go', async () => {
  const impossible = '/proc/nowhere/push.duckdb';
  await expect(openDuckDb({path: impossible}, {ifMissing: 'try'})).rejects.toThrow(`${impossible} could not be opened`);
});

test('what a killed process left half made is cleared away; what a living one makes, and what is not ours, stays', async () => {
  const ended = spawn(process.execPath, ['-e', '']);
  await once(ended, 'exit');
  const living = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
  const left = [`push.duckdb.${ended.pid}.new`, `push.duckdb.${ended.pid}.new.wal`, `push.duckdb.${process.pid}.new`];
  const kept = [`push.duckdb.${living.pid}.new`, `other.duckdb.${ended.pid}.new`, 'push.duckdb.x.new', 'new'];
  await Promise.all([...left, ...kept].map((name) => writeFile(join(folder, name), 'half a page')));
  await (await openDuckDb({path})).close();
  living.stdin.end();
  await once(living, 'exit');
  expect((await readdir(folder)).sort()).toEqual([...kept, 'push.duckdb'].sort());
});

test('it is cleared away beside a file that is there already, too', async () => {
  await (await openDuckDb({path})).close();
  await writeFile(`${path}.${process.pid}.new`, 'half a page');
  await (await openDuckDb({path})).close();
  expect(await readdir(folder)).toEqual(['push.duckdb']);
});
