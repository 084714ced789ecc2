import {afterEach, expect, test} from '@jest/globals';
import {request} from 'undici';
import {createMetrics} from '../../src/http/metrics.js';
import {type HttpDeps, type HttpOptions, type HttpServer, startHttp} from '../../src/http/server.js';
import {systemClock} from '../../src/system-clock.js';
import {silentLog} from '../support/doubles/silent-log.js';

const servers: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(deps: Partial<HttpDeps>, options: Partial<HttpOptions> = {}): Promise<string> {
  const ready = async () => ({ok: true, reasons: []});
  const all = {metrics: createMetrics(), ready, clock: systemClock(), log: silentLog, ...deps};
  const server = await startHttp({host: '127.0.0.1', port: 0, ...options}, all);
  servers.push(server);
  return server.url;
}

const fromPage = {'x-timpush-console': '1', 'content-type': 'application/json'};
const basic = (text: string) => ({authorization: `Basic ${Buffer.from(text).toString('base64')}`});

async function status(url: string, headers: Record<string, string> = {}) {
  const {statusCode, body} = await request(url, {headers});
  await body.dump();
  return statusCode;
}

async function post(url: string, headers: Record<string, string>, body = '{"app":"shop"}') {
  const answer = await request(url, {method: 'POST', headers, body});
  return {status: answer.statusCode, body: await answer.body.json()};
}

function recorder() {
  const done: unknown[] = [];
  return {done, actions: {'/api/do': async (body: unknown) => void done.push(body)}};
}

test('the page may act: its header, its own origin', async () => {
  const {done, actions} = recorder();
  const url = await start({actions});
  const own = {...fromPage, origin: url, 'sec-fetch-site': 'same-origin'};
  expect(await post(`${url}/api/do`, own)).toEqual({status: 200, body: {}});
  expect(await post(`${url}/api/do`, fromPage)).toEqual({status: 200, body: {}});
  expect(done).toEqual([{app: 'shop'}, {app: 'shop'}]);
});

test.each([
  ['a form of another site, which cannot set the header', {'content-type': 'application/json'}],
  ['a script of another site', {...fromPage, origin: 'http://evil.example', 'sec-fetch-site': 'cross-site'}],
  ['another port of this machine', {...fromPage, origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site'}],
  ['an origin that is hidden', {...fromPage, origin: 'null'}],
  ['a name that a notInflux lets point here', {...fromPage, host: 'evil.example', origin: 'http://evil.example'}],
])('%s may not act', async (_who, headers) => {
  const {done, actions} = recorder();
  const url = await start({actions});
  expect(await post(`${url}/api/do`, headers as Record<string, string>)).toMatchObject({status: 403});
  expect(done).toEqual([]);
});

test('another site is told nothing before it may send the header: no answer allows it', async () => {
  const url = await start(recorder());
  const {headers, statusCode} = await request(`${url}/api/do`, {
    method: 'OPTIONS',
    headers: {origin: 'http://evil.example', 'access-control-request-method': 'POST'},
  });
  expect(statusCode).toBe(403);
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test('a body that is no JSON, or far too long, is refused', async () => {
  const {done, actions} = recorder();
  const url = await start({actions});
  expect((await post(`${url}/api/do`, fromPage, '{')).status).toBe(400);
  expect((await post(`${url}/api/do`, fromPage, JSON.stringify('x'.repeat(20_000)))).status).toBe(413);
  expect((await post(`${url}/api/do`, {...fromPage, 'content-type': 'text/plain'})).status).toBe(415);
  expect(done).toEqual([]);
});

test('where a password is set, everything but /healthz asks for it', async () => {
  const {actions, done} = recorder();
  const routes = {'/api/x': async () => ({})};
  const files = new Map([['/', {type: 'text/html', content: Buffer.from('page')}]]);
  const url = await start({actions, routes, files, streams: {'/api/live': () => ({})}}, {password: () => 'pä:ss'});
  expect(await status(`${url}/healthz`)).toBe(200);
  for (const path of ['/', '/api/x', '/api/live', '/metrics', '/readyz', '/nowhere']) {
    expect([path, await status(url + path)]).toEqual([path, 401]);
    expect([path, await status(url + path, basic('any:wrong'))]).toEqual([path, 401]);
  }
  expect(await post(`${url}/api/do`, fromPage)).toMatchObject({status: 401});
  expect(done).toEqual([]);
  expect(await status(url, basic('anybody:pä:ss'))).toBe(200);
  expect(await post(`${url}/api/do`, {...fromPage, ...basic(':pä:ss')})).toMatchObject({status: 200});
  const {headers} = await request(url);
  expect(headers['www-authenticate']).toMatch(/^Basic realm=/);
});

test.each(['', 'Basic', 'Basic !!!', 'Basic cGFzcw==', 'Bearer secret', 'basic OnNlY3JldHg='])(
  'the credential %j is not the password',
  async (authorization) => {
    const url = await start({}, {password: () => 'secret'});
    expect(await status(`${url}/metrics`, {authorization})).toBe(401);
  },
);

test('a password that has been changed counts at once', async () => {
  let password = 'old';
  const url = await start({}, {password: () => password});
  expect(await status(`${url}/metrics`, basic('x:old'))).toBe(200);
  password = 'new';
  expect(await status(`${url}/metrics`, basic('x:old'))).toBe(401);
});

test('a stream sends what is true now, with the safe headers, and stops looking when nobody listens', async () => {
  let asked = 0;
  const url = await start({streams: {'/api/live': () => ({asked: ++asked})}});
  const leave = new AbortController();
  const {headers, body} = await request(`${url}/api/live`, {signal: leave.signal});
  expect(headers).toMatchObject({'content-type': 'text/event-stream', 'x-frame-options': 'DENY'});
  let text = '';
  for await (const chunk of body.setEncoding('utf8')) {
    text += chunk;
    if (text.includes('"asked":2')) break;
  }
  expect(text).toContain('data: {"asked":1}\n\n');
  leave.abort();
  await servers.splice(0)[0]!.close();
  expect(asked).toBeLessThan(4);
});

test('files are given as they are, and nothing else is', async () => {
  const files = new Map([['/console/a.js', {type: 'text/javascript; charset=utf-8', content: Buffer.from('let a')}]]);
  const url = await start({files});
  const {headers, body} = await request(`${url}/console/a.js`);
  expect(headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'content-security-policy': expect.stringMatching(/^default-src 'none'; script-src 'self'; style-src 'self';/),
  });
  expect(await body.text()).toBe('let a');
  expect(await status(`${url}/console/..%2f..%2fpackage.json`)).toBe(404);
});
