import {inspect} from 'node:util';
import {expect, test} from '@jest/globals';
import {complaints, load, shop} from './configuration.js';

const HTTP_PROXY = 'http://office:secret-word@proxy.example:3128';
const HTTPS_PROXY = 'http://tls.proxy.example:3128';

/** Where an InfluxDB at this address is among the hosts. */
const proxy = (env: NodeJS.ProcessEnv, url = 'http://10.1.2.3:8086') =>
  load({apps: [shop], influxdb: {url}}, env).proxy;

test('without a proxy in the environment there is none', () => {
  expect(proxy({})).toBeUndefined();
  expect(proxy({HTTP_PROXY: '', NO_PROXY: '.intern'})).toBeUndefined();
});

test('each kind of address may have its own proxy; small letters stand above capital ones', () => {
  const {http, https} = proxy({HTTP_PROXY: 'http://other.example', http_proxy: HTTP_PROXY, HTTPS_PROXY})!;
  expect([http?.read(), https?.read()]).toEqual([HTTP_PROXY, HTTPS_PROXY]);
  expect(proxy({https_proxy: 'proxy.example:3128'})).toMatchObject({http: undefined});
  expect(proxy({https_proxy: 'proxy.example:3128'})?.https?.read()).toBe('http://proxy.example:3128');
});

test.each([
  ['.intern,db.example:8086', 'http://10.1.2.3:8086', '.intern,db.example:8086'],
  ['a  b', 'http://10.1.2.3:8086', 'a,b'],
  ['10.0.0.0/8', 'http://10.1.2.3:8086', '10.0.0.0/8,10.1.2.3'],
  ['10.0.0.0/16', 'http://10.1.2.3:8086', '10.0.0.0/16'],
  ['10.0.0.0/x,fd00::/8', 'http://10.1.2.3:8086', '10.0.0.0/x,fd00::/8'],
  ['fd00::/8,fd00::1', 'http://[fd00::2]:8086', 'fd00::/8,[fd00::1],[fd00::2]'],
  ['', 'http://127.0.0.1:8086', '127.0.0.1'],
  ['', 'http://[::1]:8086', '[::1]'],
])('NO_PROXY %j and InfluxDB at %s: %s is asked directly', (NO_PROXY, url, except) => {
  expect(proxy({HTTP_PROXY, NO_PROXY}, url)?.except).toBe(except);
});

test.each(['*', '.intern, *'])('NO_PROXY %j means that there is no proxy', (no_proxy) => {
  expect(proxy({HTTP_PROXY, no_proxy})).toBeUndefined();
});

test.each(['socks5://secret-word@proxy.example', 'http://a:secret-word%@proxy.example', 'http://secret word'])(
  'what is no http or https proxy is refused, and not shown: %s',
  (value) => {
    const lines = complaints({apps: [shop]}, {HTTPS_PROXY: value});
    expect(lines).toEqual([expect.stringContaining('HTTPS_PROXY: is not the address of an http or https proxy')]);
    expect(lines.join()).not.toContain('secret');
  },
);

test("the proxy's password does not show with the configuration", () => {
  const config = load({apps: [shop]}, {HTTP_PROXY});
  expect(inspect(config, {depth: 9, showHidden: true}) + JSON.stringify(config)).not.toContain('secret-word');
});
