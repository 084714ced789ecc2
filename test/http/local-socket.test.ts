import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {lstat, readFile, writeFile} from 'node:fs/promises';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {Client} from 'undici';
import type {Log} from '../../src/domain/ports.js';
import {startLocal} from '../../src/http/local-socket.js';
import {silentLog} from '../support/doubles/silent-log.js';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';

let workplace: Workplace;
const closing: (() => Promise<void>)[] = [];
beforeEach(async () => {
  workplace = await makeWorkplace();
});
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
  await workplace.remove();
});

async function listen(path: string, log: Log = silentLog) {
  const close = await startLocal(path, {routes: {'/api/x': async (query) => query}, log});
  closing.push(close);
  return close;
}

async function ask(socketPath: string): Promise<string> {
  const client = new Client('http://localhost', {socketPath});
  const {body} = await client.request({path: '/api/x?a=1', method: 'GET'});
  const text = await body.text();
  await client.close();
  return text;
}

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );

test('commands are answered at a socket that its owner alone may open, and that goes away with the collector', async () => {
  const path = workplace.path('push.duckdb.sock');
  const close = await listen(path);
  expect(((await lstat(path)).mode & 0o777).toString(8)).toBe('600');
  expect(await ask(path)).toBe('{"a":"1"}');
  await close();
  expect(await exists(path)).toBe(false);
});

test('files that are made at the same time have the rights that they had before', async () => {
  await listen(workplace.path('push.duckdb.sock'));
  await writeFile(workplace.path('other'), '');
  expect(((await lstat(workplace.path('other'))).mode & 0o777).toString(8)).toBe('644');
});

test('the socket of a process that was killed is replaced', async () => {
  const path = workplace.path('push.duckdb.sock');
  const other = spawn(process.execPath, [
    '-e',
    `require('net').createServer().listen(${JSON.stringify(path)}, () => console.log())`,
  ]);
  await once(other.stdout, 'data');
  other.kill('SIGKILL');
  await once(other, 'close');
  expect(await exists(path)).toBe(true);
  await listen(path);
  expect(await ask(path)).toBe('{"a":"1"}');
});

test.each([
  ['another file of that name is not touched', 'push.duckdb.sock', 'another file'],
  ['a path that no socket can have', `${'x'.repeat(120)}.sock`, 'longer than 107 bytes'],
  ['a folder that is not there', 'nowhere/push.sock', 'EACCES'],
])('%s: the collector says so and works on', async (_why, name, reason) => {
  await writeFile(workplace.path('push.duckdb.sock'), 'mine');
  const warned: unknown[] = [];
  await listen(workplace.path(name), {...silentLog, warn: (...line) => void warned.push(line)});
  expect(warned).toEqual([[expect.objectContaining({reason: expect.stringContaining(reason)}), expect.any(String)]]);
  expect(await readFile(workplace.path('push.duckdb.sock'), 'utf8')).toBe('mine');
});
