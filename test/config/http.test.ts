import {expect, test} from '@jest/globals';
import {complaints, load, shop} from './configuration.js';

const http = (keys: object, env?: NodeJS.ProcessEnv) => complaints({apps: [shop], http: keys}, env);

test.each(['0.0.0.0', '::', '192.168.1.5', 'push.example.com'])(
  'listening on %s without a password is refused',
  (host) => {
    expect(http({host})).toEqual([expect.stringContaining(`http.host: ${host} can be reached from outside`)]);
  },
);

test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('listening on %s needs no password', (host) => {
  expect(http({host})).toEqual([]);
});

test('with a password, or when it is wanted, every address may be listened on', () => {
  expect(http({host: '0.0.0.0'}, {TIMPUSH_HTTP_PASSWORD: 'let-me-in'})).toEqual([]);
  expect(http({host: '0.0.0.0', allowOpen: true})).toEqual([]);
  expect(http({host: '0.0.0.0'}, {TIMPUSH_HTTP_ALLOW_OPEN: 'true'})).toEqual([]);
  expect(http({host: '0.0.0.0', port: 0})).toEqual([]);
});

test('a truth value is written as true or false', () => {
  expect(http({allowOpen: 'yes'})).toEqual([
    expect.stringContaining('http.allowOpen: "yes" is neither true nor false'),
  ]);
  expect(http({}, {TIMPUSH_HTTP_ALLOW_OPEN: '1'})).toEqual([expect.stringContaining('http.allowOpen')]);
});

test.each([
  ['https://push.example.com', 'https://push.example.com'],
  ['https://Push.example.com:8443/console/', 'https://Push.example.com:8443/console'],
  ['http://10.0.0.1/a/b.c~d', 'http://10.0.0.1/a/b.c~d'],
])('the page may be served at %s', (publicUrl, read) => {
  expect(http({publicUrl})).toEqual([]);
  expect(load({apps: [shop]}, {TIMPUSH_HTTP_PUBLIC_URL: publicUrl}).http.publicUrl).toBe(read);
});

test.each(['push.example.com', 'ftp://a', 'http://a/b?c', 'http://a/:b', 'http://a/*', 'http://a//b', 'http://a/%20'])(
  'nor at %s',
  (publicUrl) => {
    expect(http({publicUrl})).toEqual([expect.stringContaining('http.publicUrl: ')]);
  },
);

test('a password file that is not there is refused', () => {
  expect(http({passwordFile: './nowhere'})).toEqual([expect.stringContaining('http.passwordFile')]);
});

test('a variable that is named and not set is refused; that of the usual name says that no password is wanted', () => {
  const refused = expect.stringContaining('http.passwordEnv: the variable "OUR_PASSWORD" is empty');
  expect(http({passwordEnv: 'OUR_PASSWORD'})).toEqual([refused]);
  expect(http({passwordEnv: 'OUR_PASSWORD'}, {OUR_PASSWORD: 'let-me-in'})).toEqual([]);
  expect(http({passwordEnv: 'TIMPUSH_HTTP_PASSWORD'})).toEqual([]);
});

test('the password is read when it is asked for, and not shown', () => {
  const {password} = load({apps: [shop]}, {TIMPUSH_HTTP_PASSWORD: 'let-me-in'}).http;
  expect(password?.read()).toBe('let-me-in');
  expect(JSON.stringify({password})).not.toContain('let-me-in');
});
