import {once} from 'node:events';
import {createServer, type IncomingHttpHeaders, request} from 'node:http';
import {afterEach, expect, test} from '@jest/globals';
import {overHttp, overUrl, somebodyListens} from '../../src/cli/ask-collector.js';
import {Secret} from '../../src/config/secret.js';
import {StoreDeniedError} from '../../src/domain/errors.js';
import {QueryError} from '../../src/domain/query-error.js';
import {createMetrics} from '../../src/http/metrics.js';
import {Nonces} from '../../src/http/nonces.js';
import {answerProof, keyOf, NONCE, newNonce, PROOF, questionProof, readProof} from '../../src/http/proof.js';
import {startHttp} from '../../src/http/server.js';
import {systemClock} from '../../src/system-clock.js';
import {silentLog} from '../support/doubles/silent-log.js';
import {makeWorkplace} from '../support/fixtures/workplace.js';

const PASSWORD = 'a-pässword: for the console';
const held = new StoreDeniedError('the file is held');
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

function config(url: string, password: string | undefined = PASSWORD) {
  const {hostname, port} = new URL(url);
  const secret = password === undefined ? undefined : new Secret(() => password);
  return {host: hostname.replace(/[[\]]/g, ''), port: Number(port), publicUrl: undefined, password: secret};
}

async function collector({
  host = '127.0.0.1',
  password = PASSWORD as string | undefined,
  publicUrl = undefined as string | undefined,
} = {}): Promise<string> {
  const server = await startHttp(
    {host, port: 0, publicUrl, ...(password !== undefined && {password: () => password})},
    {
      metrics: createMetrics(),
      ready: async () => ({ok: true, reasons: []}),
      routes: {
        '/api/status': async () => [{app: 'shop'}],
        '/api/report': async ({last}) => {
          throw new QueryError(`last: “${last}” is not a duration`);
        },
      },
      clock: systemClock(),
      log: silentLog,
    },
  );
  closing.push(() => server.close());
  return server.url;
}

type Answer = (
  headers: IncomingHttpHeaders,
  path: string,
) => Promise<{status?: number; headers?: object; body: string}>;

/** A program that has taken the port. What it was sent is kept, word for word. */
async function otherProgram(answer: Answer) {
  const sent: string[] = [];
  const server = createServer(async (request, response) => {
    sent.push(request.url!, ...request.rawHeaders);
    const {status = 200, headers = {}, body} = await answer(request.headers, request.url!);
    response.writeHead(status, headers as Record<string, string>).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return {url: `http://127.0.0.1:${(server.address() as {port: number}).port}`, sent: () => sent.join('\n')};
}

test.each([
  ['hands its own path on', (path: string) => path],
  ['leaves its own path away', (path: string) => path.slice('/push'.length)],
])('a command knows the collector behind a proxy that %s', async (_, handedOn) => {
  const {host, hostname, port} = new URL(await collector({publicUrl: 'http://push.example.com/push'}));
  const proxy = createServer((asked, answer) => {
    const {method, url, headers} = asked;
    const options = {hostname, port, method, path: handedOn(url!), headers: {...headers, host}};
    asked.pipe(request(options, (got) => got.pipe(answer.writeHead(got.statusCode!, got.headers))));
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  closing.push(async () => {
    proxy.closeAllConnections();
    proxy.close();
  });
  const at = `http://127.0.0.1:${(proxy.address() as {port: number}).port}/push`;
  expect(await overUrl(at, new Secret(() => PASSWORD), '/api/status', 'GET')).toEqual([{app: 'shop'}]);
});

const LIES = '[{"app":"lies"}]';

test.each(['127.0.0.1', '::1'])(
  'a collector at %s and a command find out that they know the same password',
  async (host) => {
    expect(await overHttp(config(await collector({host})), '/api/status', held)).toEqual([{app: 'shop'}]);
  },
);

test('without a password the answer is taken as it is', async () => {
  const url = await collector({password: undefined});
  expect(await overHttp(config(url, undefined), '/api/status', held)).toEqual([{app: 'shop'}]);
});

test('a refusal is proven, too', async () => {
  const asked = overHttp(config(await collector()), '/api/report?last=week', held);
  await expect(asked).rejects.toThrow(new QueryError('last: “week” is not a duration'));
});

test('a collector with another password is not believed, nor a command with another one', async () => {
  const url = await collector({password: 'another'});
  await expect(overHttp(config(url), '/api/status', held)).rejects.toThrow(/does not show that it knows the password/);
});

test.each<[string, Answer]>([
  ['lies at once', async () => ({body: LIES})],
  [
    'asks for the password as a browser would be asked',
    async () => ({status: 401, headers: {'www-authenticate': 'Basic realm="x"'}, body: '{}'}),
  ],
  [
    'sends a nonce, and lies then',
    async ({[PROOF]: proof}) => (proof ? {body: LIES} : {status: 401, headers: {[NONCE]: newNonce()}, body: '{}'}),
  ],
  [
    'sends a nonce, and a proof that it cannot make',
    async ({[PROOF]: proof}, path) => {
      if (!proof) return {status: 401, headers: {[NONCE]: newNonce()}, body: '{}'};
      const made = answerProof(await keyOf('a guess'), readProof(String(proof), path)!, LIES);
      return {headers: {[PROOF]: made}, body: LIES};
    },
  ],
  [
    'sends back what it was sent',
    async ({[PROOF]: proof}) =>
      proof
        ? {headers: {[PROOF]: String(proof).split(' ')[2]}, body: LIES}
        : {status: 401, headers: {[NONCE]: newNonce()}, body: '{}'},
  ],
])('another program that %s is not believed, and never sees the password', async (_what, answer) => {
  const {url, sent} = await otherProgram(answer);
  const asked = overHttp(config(url), '/api/status', held);
  await expect(asked).rejects.toThrow(/does not show that it knows the password of this configuration/);
  for (const secret of [
    PASSWORD,
    Buffer.from(PASSWORD).toString('base64'),
    Buffer.from(`:${PASSWORD}`).toString('base64'),
    'asic ',
  ])
    expect(sent()).not.toContain(secret);
});

test('an answer that somebody has changed on its way is not believed', async () => {
  const url = await collector();
  const relay = await otherProgram(async (headers, path) => {
    const proof = headers[PROOF];
    const answer = await fetch(url + path, {headers: proof ? {[PROOF]: String(proof)} : {}});
    const body = (await answer.text()).replace('shop', 'lies');
    const passed = Object.fromEntries([NONCE, PROOF].map((name) => [name, answer.headers.get(name) ?? '']));
    return {status: answer.status, headers: passed, body};
  });
  await expect(overHttp(config(relay.url), '/api/status', held)).rejects.toThrow(/does not show/);
});

test('a proof is good for its question alone, under a nonce that the collector has made', async () => {
  const url = await collector();
  const nonce = (await fetch(`${url}/api/status`)).headers.get(NONCE)!;
  const key = await keyOf(PASSWORD);
  const status = async (path: string, server: string) => {
    const proof = questionProof(key, {server, client: newNonce(), path: '/api/status'});
    return (await fetch(url + path, {headers: {[PROOF]: proof}})).status;
  };
  expect(await status('/api/status', nonce)).toBe(200);
  expect(await status('/api/report', nonce)).toBe(401);
  expect(await status('/api/status', newNonce())).toBe(401);
  expect(await status('/api/status', nonce.replace(/^\d+/, '99999999'))).toBe(401);
});

test('a nonce is good for half a minute', () => {
  const clock = {ms: 5, elapsed: () => clock.ms};
  const nonces = new Nonces(clock);
  const nonce = nonces.make();
  clock.ms += 30_000;
  expect(nonces.isFresh(nonce)).toBe(true);
  clock.ms += 1;
  expect(nonces.isFresh(nonce)).toBe(false);
});

test('nobody at the port is told together with why the store was not asked', async () => {
  const {url} = await otherProgram(async () => ({body: ''}));
  await Promise.all(closing.splice(0).map((close) => close()));
  await expect(overHttp(config(url), '/api/status', held)).rejects.toThrow(
    `the file is held; nor does a collector answer at ${url}/api/status`,
  );
});

test('a socket that is not there, or a file in its place, is passed over', async () => {
  const workplace = await makeWorkplace();
  closing.push(() => workplace.remove());
  const file = await workplace.secret('push.duckdb', '');
  expect(await somebodyListens(workplace.path('none.sock'), file)).toBe(false);
  expect(await somebodyListens(file, file)).toBe(false);
});
