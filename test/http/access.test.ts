import {afterEach, expect, test} from '@jest/globals';
import {request} from 'undici';
import type {Log} from '../../src/domain/ports.js';
import {createMetrics} from '../../src/http/metrics.js';
import {type HttpDeps, type HttpOptions, type HttpServer, startHttp} from '../../src/http/server.js';
import {silentLog} from '../support/doubles/silent-log.js';
import {rawRequest} from '../support/servers/raw-request.js';

const servers: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const told: unknown[] = [];
const secret = async () => void told.push('told');
const page = {type: 'text/html', content: Buffer.from('page')};
const deps: HttpDeps = {
  metrics: {contentType: 'text/plain', text: async () => `${await secret()}`},
  ready: async () => ({ok: true, reasons: [`${await secret()}`]}),
  routes: {'/api/x': secret},
  actions: {'/api/do': secret},
  streams: {'/api/live': () => told.push('told')},
  files: new Map([
    ['/', page],
    ['/console/a.js', page],
  ]),
  clock: {elapsed: () => 0},
  log: silentLog,
};
const tells = ['/', '/console/a.js', '/api/x', '/api/live', '/metrics', '/readyz', '/nowhere'];

async function start(options: Partial<HttpOptions> = {}, more: Partial<HttpDeps> = {}): Promise<string> {
  const server = await startHttp({host: '127.0.0.1', port: 0, ...options}, {...deps, ...more});
  servers.push(server);
  told.length = 0;
  return server.url;
}

async function ask(url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') {
  const answer = await request(url, {method, headers});
  await answer.body.dump();
  return answer;
}

const basic = (password: string) => ({authorization: `Basic ${Buffer.from(`:${password}`).toString('base64')}`});

test.each([
  ['a page of another site', {'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors'}],
  ['a stream that another site opens', {origin: 'http://evil.example', accept: 'text/event-stream'}],
  ['a page without an origin', {origin: 'null'}],
  ['a name that a stranger lets point here', {host: 'evil.example', 'accept-language': 'en'}],
])('%s is told nothing by any route, and nothing is looked up for it', async (_who, headers) => {
  const url = await start();
  for (const path of tells)
    for (const method of ['GET', 'HEAD'] as const)
      expect([path, method, (await ask(url + path, headers as Record<string, string>, method)).statusCode]).toEqual([
        path,
        method,
        403,
      ]);
  expect((await ask(`${url}/healthz`, headers as Record<string, string>)).statusCode).toBe(200);
  expect(told).toEqual([]);
});

test('nor can it try passwords', async () => {
  let asked = 0;
  const url = await start({password: () => `${++asked}`});
  const foreign = {...basic('1'), 'sec-fetch-site': 'cross-site'};
  expect((await ask(`${url}/api/x`, foreign)).statusCode).toBe(403);
  expect(asked).toBe(0);
});

test('HEAD is answered as GET is, without a body, and ends', async () => {
  const url = await start();
  for (const path of [...tells, '/healthz']) {
    const {statusCode, headers} = await ask(url + path, {}, 'HEAD');
    expect([path, statusCode, headers['x-frame-options']]).toEqual([path, path === '/nowhere' ? 404 : 200, 'DENY']);
  }
  expect((await ask(`${url}/api/live`, {}, 'HEAD')).headers['content-type']).toBe('text/event-stream');
});

test('two hosts, a whole address in the place of a path, and a request without a host are refused', async () => {
  const url = await start();
  const own = `Host: ${new URL(url).host}`;
  const status = async (...lines: string[]) => (await rawRequest(url, lines)).split(' ')[1];
  expect(await status('GET /api/x HTTP/1.1', own)).toBe('200');
  expect(await status('GET /api/x HTTP/1.1', own, 'Host: evil.example')).toBe('400');
  expect(await status('GET /healthz HTTP/1.1', own, own)).toBe('400');
  expect(await status('GET http://evil.example/api/x HTTP/1.1', own)).toBe('400');
  expect(await status('GET /api/x HTTP/1.1')).toBe('400');
  expect(told).toEqual(['told']);
});

test('of wrong passwords only so many are looked at, and each is logged with its address alone', async () => {
  const warned: unknown[] = [];
  const log: Log = {...silentLog, warn: (...line) => void warned.push(line)};
  let elapsedMs = 0;
  const options = {password: () => 'right'};
  const url = await start(options, {log, clock: {elapsed: () => elapsedMs}});
  const status = async (password?: string) => (await ask(`${url}/api/x`, password ? basic(password) : {})).statusCode;
  expect(await status()).toBe(401);
  for (let guess = 0; guess < 10; guess++) expect(await status(`guess ${guess}`)).toBe(401);
  expect(await status('one more')).toBe(429);
  expect(await status('right')).toBe(429);
  expect((await ask(`${url}/api/x`, basic('right'))).headers['retry-after']).toBe('3');
  expect((await ask(`${url}/healthz`)).statusCode).toBe(200);
  elapsedMs += 3000;
  expect(await status('right')).toBe(200);
  expect(warned).toEqual(Array(10).fill([{address: '127.0.0.1'}, 'wrong password']));
});

test('under the path of the public address everything is answered as without it', async () => {
  const url = await start({publicUrl: 'https://push.example.com/a/push'});
  for (const path of ['/', '/console/a.js', '/api/x?last=7d', '/metrics', '/healthz']) {
    expect([path, (await ask(url + path)).statusCode]).toEqual([path, 200]);
    expect([path, (await ask(`${url}/a/push${path}`)).statusCode]).toEqual([path, 200]);
  }
  const {statusCode, headers} = await ask(`${url}/a/push?last=7d`);
  expect([statusCode, headers.location]).toEqual([308, 'push/?last=7d']);
  expect((await ask(`${url}/a/pusher/`)).statusCode).toBe(404);
  const foreign = {'sec-fetch-site': 'cross-site'};
  expect((await ask(`${url}/a/push/api/x`, foreign)).statusCode).toBe(403);
});

test('a public path that begins as ours do hides none of them', async () => {
  const url = await start({publicUrl: 'https://push.example.com/api'});
  for (const path of ['/api/x', '/api/api/x', '/api/', '/api/console/a.js'])
    expect([path, (await ask(url + path)).statusCode]).toEqual([path, 200]);
  const act = (path: string) =>
    request(url + path, {
      method: 'POST',
      headers: {'x-timpush-console': '1', 'content-type': 'application/json'},
      body: '{}',
    });
  expect((await act('/api/do')).statusCode).toBe(200);
  expect((await act('/api/api/do')).statusCode).toBe(200);
});

test('an address on the network is answered without a page of ours being asked for', async () => {
  const url = await start({}, {metrics: createMetrics()});
  const {statusCode} = await ask(`${url}/metrics`, {host: 'collector:8080', 'user-agent': 'Prometheus/3.5.0'});
  expect(statusCode).toBe(200);
});
