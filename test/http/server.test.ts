import {once} from 'node:events';
import {connect} from 'node:net';
import {afterEach, expect, test} from '@jest/globals';
import {Agent, request} from 'undici';
import {StoreUnavailableError} from '../../src/domain/errors.js';
import {createMetrics} from '../../src/http/metrics.js';
import {type HttpDeps, type HttpServer, startHttp} from '../../src/http/server.js';
import {systemClock} from '../../src/system-clock.js';
import {gate} from '../support/doubles/gate.js';
import {rawRequest} from '../support/servers/raw-request.js';

const servers: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const clock = systemClock();
const quiet = {debug() {}, info() {}, warn() {}, error() {}};

async function start(deps: Partial<HttpDeps> = {}, port = 0): Promise<HttpServer> {
  const ready = async () => ({ok: true, reasons: []});
  const server = await startHttp(
    {host: '127.0.0.1', port},
    {metrics: createMetrics(), ready, clock, log: quiet, ...deps},
  );
  servers.push(server);
  return server;
}

async function get(url: string, method: 'GET' | 'POST' = 'GET') {
  const answer = await request(url, {method});
  return {status: answer.statusCode, headers: answer.headers, text: await answer.body.text()};
}

test('the process is healthy as long as it answers', async () => {
  const {url} = await start();
  expect(await get(`${url}/healthz`)).toMatchObject({status: 200, text: '{"status":"ok"}'});
});

test('readiness says why not', async () => {
  const ready = await start();
  expect(await get(`${ready.url}/readyz`)).toMatchObject({status: 200, text: '{"status":"ok","reasons":[]}'});
  const {url} = await start({ready: async () => ({ok: false, reasons: ['no run for shop yet']})});
  const text = '{"status":"not ready","reasons":["no run for shop yet"]}';
  expect(await get(`${url}/readyz`)).toMatchObject({status: 503, text});
});

test('metrics are in the text format of Prometheus', async () => {
  const metrics = createMetrics();
  metrics.meter.batch(12);
  const {url} = await start({metrics});
  const answer = await get(`${url}/metrics`);
  expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(answer.text).toContain('\ntimpush_collector_write_lines_total 12\n');
});

test('a route gets the query and answers JSON; a parameter that is given twice is refused by its name', async () => {
  const {url} = await start({routes: {'/api/echo': async (query) => query, '/api/none': async () => undefined}});
  const answer = await get(`${url}/api/echo?app=shop&last=1d`);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(JSON.parse(answer.text)).toEqual({app: 'shop', last: '1d'});
  const twice = '{"error":"platform: it is given more than once; give it once"}';
  expect(await get(`${url}/api/echo?platform=a&app=shop&platform=b`)).toMatchObject({status: 400, text: twice});
  expect(await get(`${url}/api/none`)).toMatchObject({status: 200, text: 'null'});
});

test('an error shows people what is meant for them, and never a stack', async () => {
  const fail = (error: Error) => () => Promise.reject(error);
  const routes = {
    '/store': fail(new StoreUnavailableError('InfluxDB does not answer')),
    '/client': fail(Object.assign(new Error('last is not a duration'), {statusCode: 400})),
    '/bug': fail(new Error('secret in here')),
  };
  const {url} = await start({routes});
  expect(await get(`${url}/store`)).toMatchObject({status: 503, text: '{"error":"InfluxDB does not answer"}'});
  expect(await get(`${url}/client`)).toMatchObject({status: 400, text: '{"error":"last is not a duration"}'});
  expect(await get(`${url}/bug`)).toMatchObject({status: 500, text: '{"error":"internal error"}'});
  expect(await get(`${url}/none`)).toMatchObject({status: 404, text: '{"error":"not found"}'});
  expect(await get(`${url}/healthz`, 'POST')).toMatchObject({status: 404});
  expect((await get(`${url}/%zz`)).status).toBe(400);
});

test.each(['/healthz', '/readyz', '/metrics', '/none', '/bug', '/%zz'])(
  'the answer to %s has the safe headers',
  async (path) => {
    const {url} = await start({routes: {'/bug': () => Promise.reject(new Error('x'))}});
    expect((await get(url + path)).headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
  },
);

test('a busy port is named, with what to change', async () => {
  const {url} = await start();
  const port = Number(new URL(url).port);
  await expect(start({}, port)).rejects.toThrow(new RegExp(`port ${port} is in use; .*http\\.port`));
});

test('closing waits neither for an idle client nor for a slow answer', async () => {
  let asked = () => {};
  const waiting = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const slow = () => {
    asked();
    return new Promise<never>(() => {});
  };
  const server = await startHttp(
    {host: '127.0.0.1', port: 0},
    {
      metrics: createMetrics(),
      ready: async () => ({ok: true, reasons: []}),
      routes: {'/slow': slow},
      clock,
      log: quiet,
    },
  );
  const client = new Agent({keepAliveTimeout: 60_000});
  const idle = await request(`${server.url}/healthz`, {dispatcher: client});
  await idle.body.text();
  const cut = expect(request(`${server.url}/slow`, {dispatcher: client})).rejects.toThrow();
  await waiting;
  const begun = performance.now();
  await server.close();
  // Not until the idle connection is given up, in a minute.
  expect(performance.now() - begun).toBeLessThan(20_000);
  await cut;
  await client.close();
});

test('a probe does not wait for the numbers of all who came before it, however many ask at once', async () => {
  let made = 0;
  const text = async () => {
    for (const endMs = performance.now() + 10; performance.now() < endMs; );
    made += 1;
    return 'a 1\n'.repeat(10_000);
  };
  const {url} = await start({metrics: {...createMetrics(), text}});
  const askers = Array.from({length: 60}, () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => {}).resume();
    socket.write('GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'.repeat(30));
    return socket;
  });
  expect(await get(`${url}/healthz`)).toMatchObject({status: 200});
  expect(made).toBeLessThan(2 * askers.length);
  for (const socket of askers) socket.destroy();
});

test('requests behind one that is not answered yet are refused, and keep nobody else out once they are gone', async () => {
  const {url} = await start({routes: {'/api/status': async () => []}, streams: {'/api/live': () => ({})}});
  const {hostname, port, host} = new URL(url);
  const socket = connect(Number(port), hostname);
  const asked = (path: string) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  socket.write(asked('/api/live') + asked('/api/status').repeat(64) + asked('/metrics').repeat(8) + asked('/api/live'));
  await once(socket, 'data');
  socket.destroy();
  await once(socket, 'close');
  expect(await get(`${url}/api/status`)).toMatchObject({status: 200, text: '[]'});
  expect((await get(`${url}/metrics`)).status).toBe(200);
});

test('a request that comes before the answer to the one before is told why it is refused', async () => {
  const {url} = await start({routes: {'/api/slow': () => new Promise((resolve) => setTimeout(() => resolve([]), 50))}});
  const {host} = new URL(url);
  const text = await rawRequest(url, [
    'GET /api/slow HTTP/1.1',
    `Host: ${host}`,
    '',
    'GET /healthz HTTP/1.1',
    `Host: ${host}`,
  ]);
  expect(text).toMatch(/^HTTP\/1\.1 200 OK.*\[\]HTTP\/1\.1 400 Bad Request.*ask one after another/s);
});

test('neither how far a command is nor stopping it waits behind questions', async () => {
  const asked = gate();
  const {url} = await start({
    routes: {'/api/report': () => asked.opened},
    polls: {'/api/operation': async ({id}) => ({id})},
    actions: {'/api/operation/stop': async () => ({stopped: true})},
  });
  const questions = Array.from({length: 8}, () => get(`${url}/api/report`));
  expect(await get(`${url}/api/operation?id=a`)).toMatchObject({status: 200, text: '{"id":"a"}'});
  const stopping = await request(`${url}/api/operation/stop`, {method: 'POST', headers: {'x-timpush-console': '1'}});
  expect(await stopping.body.json()).toEqual({stopped: true});
  asked.open();
  expect((await Promise.all(questions)).map(({status}) => status)).toEqual(Array(8).fill(200));
});
