import {expect, test} from '@jest/globals';
import {type OwnNames, type RouteKind, refusalOf} from '../../src/http/foreign.js';

const names: OwnNames = {host: '127.0.0.1', needsPassword: false};
const public_ = {...names, publicUrl: 'https://Push.example.com:8443/console'};
const marked = {'x-timpush-console': '1'};

/** The status of the refusal; 200: none. */
function status(headers: Record<string, string>, own: OwnNames = names, kind: RouteKind = 'answer', target = '/x') {
  return refusalOf({kind, target, headers, rawHeaders: Object.entries(headers).flat()}, own)?.status ?? 200;
}

const chromium = {'user-agent': 'Mozilla/5.0', 'accept-language': 'en', 'accept-encoding': 'gzip, deflate'};

test.each([
  '127.0.0.1:8080',
  '192.168.1.5',
  '[::1]:8080',
  '[FE80::1]',
  'localhost:8080',
  'LOCALHOST',
  'localhost.',
  '127.0.0.1.',
])('a browser may ask under %s, which nobody can let point elsewhere', (host) => {
  expect(status({...chromium, host})).toBe(200);
});

test.each([
  'evil.example',
  'evil.example:8080',
  'localhost.evil.example',
  'evil-localhost',
  '127.0.0.1.evil.example',
  '127.1',
  '2130706433',
  '0x7f000001',
  'push.example.com',
])('a browser is told nothing under %s', (host) => {
  expect(status({...chromium, host})).toBe(403);
  expect(status({host, ...marked}, names, 'act')).toBe(403);
});

test.each([
  [{...names, host: 'Collector.LAN'}, 'collector.lan:8080'],
  [public_, 'push.example.com'],
  [public_, 'PUSH.example.com.:8443'],
  [{...names, needsPassword: true}, 'any.example'],
] as const)('with %j a browser may ask under %s', (own, host) => {
  expect(status({...chromium, host}, own)).toBe(200);
  expect(status({...chromium, host, ...marked}, own, 'act')).toBe(200);
});

test('who scrapes metrics may know us by any name of the network', () => {
  const prometheus = {'user-agent': 'Prometheus/3.5.0', accept: 'text/plain', 'accept-encoding': 'gzip'};
  expect(status({...prometheus, host: 'collector:8080'})).toBe(200);
  expect(status({'user-agent': 'curl/7.88.1', accept: '*/*', host: 'timpush_collector'})).toBe(200);
  expect(status({'user-agent': 'kube-probe/1.30', connection: 'close'})).toBe(200);
});

test.each([
  {'accept-language': ''},
  {'accept-encoding': 'gzip, deflate'},
  {'user-agent': 'Mozilla/5.0'},
  {referer: ''},
  {cookie: 'a=b'},
  {'upgrade-insecure-requests': '1'},
  {'sec-ch-ua': ''},
] as Record<string, string>[])('%j is a browser, whatever else a script has set', (sign) => {
  expect(status({'user-agent': 'Prometheus/3.5.0', host: 'collector:8080', ...sign})).toBe(403);
});

test.each([
  'null',
  'http://evil.example',
  'http://127.0.0.1:1',
  'http://127.0.0.1',
  'https://127.0.0.1:8080.evil.example',
  'http://127.0.0.1:8080, http://evil.example',
  'file://127.0.0.1:8080',
  '',
])('a page of the origin %j is told nothing', (origin) => {
  expect(status({host: '127.0.0.1:8080', origin})).toBe(403);
});

test.each([
  ['127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['127.0.0.1', 'http://127.0.0.1'],
  ['127.0.0.1:443', 'https://127.0.0.1'],
  ['[::1]:8080', 'http://[::1]:8080'],
])('under %s a page of %s is our own', (host, origin) => {
  expect(status({host, origin, ...marked}, names, 'act')).toBe(200);
});

test('behind a proxy that puts another Host, the page is known by its public address', () => {
  const headers = {host: '127.0.0.1:8080', origin: 'https://push.example.com:8443', ...marked};
  expect(status(headers, public_, 'act')).toBe(200);
  expect(status(headers, names, 'act')).toBe(403);
  expect(status({...headers, origin: 'https://push.example.com'}, public_, 'act')).toBe(403);
  expect(status({...headers, origin: 'http://push.example.com:8443'}, public_, 'act')).toBe(403);
});

test('what a proxy says it forwards is not believed: whoever reaches the port can say it', () => {
  const said = {'x-forwarded-host': '127.0.0.1', forwarded: 'host=127.0.0.1', 'x-forwarded-proto': 'https'};
  expect(status({...chromium, host: 'evil.example', ...said})).toBe(403);
  expect(status({host: '127.0.0.1', origin: 'http://evil.example', 'x-forwarded-host': 'evil.example'})).toBe(403);
});

test.each(['cross-site', 'same-site', 'Same-Origin', ''])(
  'a request from a page that is %j is told nothing',
  (site) => {
    expect(status({host: 'localhost', 'sec-fetch-site': site})).toBe(403);
    expect(status({host: 'localhost', 'sec-fetch-site': site}, {...names, needsPassword: true})).toBe(403);
  },
);

test('a link from elsewhere leads to the page, and to nothing else', () => {
  const link = {'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document'};
  const followed = {...link, host: 'localhost'};
  expect(status(followed, names, 'page')).toBe(200);
  expect(status(followed, names, 'answer')).toBe(403);
  expect(status({...followed, 'sec-fetch-dest': 'iframe'}, names, 'page')).toBe(403);
  expect(status({...followed, 'sec-fetch-mode': 'no-cors'}, names, 'page')).toBe(403);
  expect(status({...followed, host: 'evil.example', ...chromium}, names, 'page')).toBe(403);
});

test('an address that is typed in is answered, and nothing is done for it', () => {
  const typed = {host: 'localhost', 'sec-fetch-site': 'none'};
  expect(status(typed)).toBe(200);
  expect(status({...typed, ...marked}, names, 'act')).toBe(403);
});

test('only who sets the header of the page may act', () => {
  expect(status({host: 'localhost'}, names, 'act')).toBe(403);
  expect(status({host: 'localhost', ...marked}, names, 'act')).toBe(200);
});

test('a refusal says what to do', () => {
  const error = (headers: Record<string, string>, own: OwnNames) =>
    refusalOf({kind: 'answer', target: '/', headers, rawHeaders: []}, own)!.error;
  const host = 'push.lan:8080';
  expect(error({...chromium, host}, names)).toBe(
    'the console is not known under “push.lan”: set http.publicUrl to the address under which the console is opened, or set a password (http.passwordFile)',
  );
  expect(error({...chromium, host}, public_)).toContain(
    `open ${public_.publicUrl} and let the proxy keep the Host header`,
  );
  expect(error({host: '127.0.0.1', origin: 'https://push.lan'}, names)).toContain('set http.publicUrl');
});

test('a request that names two hosts, a strange one, or no path is refused, even where all others are answered', () => {
  const asked = {kind: 'health' as const, target: '/healthz', headers: {host: 'any.example'}};
  expect(refusalOf({...asked, rawHeaders: ['Host', 'any.example']}, names)).toBeUndefined();
  expect(refusalOf({...asked, rawHeaders: ['Host', 'any.example', 'host', '127.0.0.1']}, names)?.status).toBe(400);
  expect(status({host: 'any.example'}, names, 'health', 'http://127.0.0.1/healthz')).toBe(400);
  for (const host of ['user@localhost', 'localhost/x', 'localhost:8080:80', '[::1', 'a b', '%6cocalhost', 'ⓛocalhost'])
    expect([host, status({host}, names, 'health')]).toEqual([host, 400]);
});
