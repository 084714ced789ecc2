import {rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {inspect} from 'node:util';
import {expect, test} from '@jest/globals';
import {ConfigError} from '../../src/config/config-error.js';
import {appComplaints, complaints, folder, load, shop} from './configuration.js';

function file(content: string): string {
  const path = join(folder(), 'key');
  writeFileSync(path, content);
  return path;
}

test('a secret is trimmed, and its file is read again when needed', () => {
  const path = file('  first\n');
  const secret = load({apps: [{...shop, secretKeyEnv: undefined, secretKeyFile: path}]}).apps[0]!.secretKey;
  expect(secret.read()).toBe('first');
  writeFileSync(path, 'second\n');
  expect(secret.read()).toBe('second');
});

test('everything that a secret was is known', () => {
  const path = file('first');
  const secret = load({apps: [{...shop, secretKeyEnv: undefined, secretKeyFile: path}]}).apps[0]!.secretKey;
  writeFileSync(path, 'second\n');
  expect([...secret.known]).toEqual(['first']);
  secret.read();
  expect([...secret.known]).toEqual(['first', 'second']);
});

test('while its file is being replaced, a secret stays what it was', () => {
  const path = file('first');
  const secret = load({apps: [{...shop, secretKeyEnv: undefined, secretKeyFile: path}]}).apps[0]!.secretKey;
  writeFileSync(path, '');
  expect(secret.read()).toBe('first');
  rmSync(path);
  expect(secret.read()).toBe('first');
});

test('a secret that is empty, unreadable or of two lines is refused at the start', () => {
  const about = (secretKeyFile: string) => appComplaints({secretKeyEnv: undefined, secretKeyFile})[0];
  expect(about(file(' \n'))).toContain('is empty');
  expect(about(file('a\nb'))).toContain('holds more than one line');
  expect(about('/run/none')).toContain('apps[0].secretKeyFile: the file "/run/none" does not exist');
  expect(about(folder())).toContain('cannot be read (EISDIR)');
  expect(appComplaints({secretKeyEnv: 'NOT_SET'})[0]).toContain(
    'apps[0].secretKeyEnv: the variable "NOT_SET" is empty',
  );
});

test('a loaded configuration shows no secret, however it is printed', () => {
  const config = load({apps: [shop]});
  const printed = [
    inspect(config, {depth: 9, showHidden: true}),
    JSON.stringify(config),
    `${config.apps[0]!.secretKey}`,
  ];
  expect(printed.join()).not.toMatch(/key-of-shop|token-of-influx/);
  expect(inspect(config.apps[0]!.secretKey)).toBe('[secret]');
});

const secret = '5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e';

test.each([
  ['plain in an app', {apps: [{...shop, secretKey: secret}]}],
  ['plain as token', {apps: [shop], influxdb: {token: secret, password: secret}}],
  ['under a misspelt key', {apps: [{...shop, secretKy: secret}]}],
  ['in place of its file', {apps: [{...shop, secretKeyEnv: undefined, secretKeyFile: secret}]}],
  ['in place of its variable', {apps: [{...shop, secretKeyEnv: secret}]}],
  ['in place of a variable it could be', {apps: [{...shop, secretKeyEnv: `k${secret}`}]}],
  ['in a mapping where a list belongs', {apps: {...shop, secretKey: secret}}],
  ['in a URL', {apps: [shop], influxdb: {url: `http://me:${secret}@127.0.0.1:8086`}}],
  ['in a broken URL', {apps: [shop], influxdb: {url: `//me:${secret}@127.0.0.1`}}],
  ['in the query of a URL', {apps: [shop], influxdb: {url: `http://127.0.0.1?token=${secret}`}}],
  ['in a line that is no YAML', `apps: [shop]\nsecretKey: "${secret}\nx: ]`],
  ['behind a tag', `apps: !${secret} [1]`],
  ['in a file of two lines', {apps: [{...shop, secretKeyEnv: undefined, secretKeyFile: file(`a\n${secret}`)}]}],
])('a secret %s is refused and not repeated', (_, content) => {
  const lines = complaints(content);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.join('\n')).not.toContain(secret.slice(0, 12));
});

test('an error carries no more than its message says', () => {
  try {
    load({apps: [{...shop, secretKey: secret}]});
    expect('loaded').toBe('refused');
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    expect(inspect(error, {depth: 9, showHidden: true}) + JSON.stringify(error)).not.toContain(secret.slice(0, 12));
    expect((error as Error).message).toContain('apps[0].secretKey: is a secret');
  }
});
