import {chmodSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, expect, test} from '@jest/globals';
import {exposedSecrets} from '../../src/config/secrets.js';
import {folder, load, shop} from './configuration.js';

let place: string;
let file: string;

beforeEach(() => {
  place = folder();
  chmodSync(place, 0o755);
  file = join(place, 'key');
  writeFileSync(file, 'a-key');
});

const exposed = (secretKeyFile = file) =>
  exposedSecrets(load({apps: [{...shop, secretKeyEnv: undefined, secretKeyFile}]}));

test.each([0o644, 0o604, 0o666, 0o602])('a key file of mode %o is exposed', (mode) => {
  chmodSync(file, mode);
  expect(exposed()).toEqual([{secret: 'apps[0].secretKey', file, mode: mode.toString(8)}]);
});

test.each([0o600, 0o400, 0o640])('a key file of mode %o is not', (mode) => {
  chmodSync(file, mode);
  expect(exposed()).toEqual([]);
});

test('a folder that is closed to others closes what is in it', () => {
  chmodSync(file, 0o644);
  chmodSync(place, 0o700);
  expect(exposed()).toEqual([]);
});

test('a link is looked at where it leads', () => {
  mkdirSync(join(place, 'closed'), {mode: 0o700});
  const link = join(place, 'link');
  symlinkSync(join(place, 'closed/key'), link);
  writeFileSync(join(place, 'closed/key'), 'a-key', {mode: 0o644});
  expect(exposed(link)).toEqual([]);
});

test('secrets of every kind are looked at, and those of a variable have no file', () => {
  chmodSync(file, 0o644);
  const config = load({apps: [shop], influxdb: {tokenFile: file}, http: {passwordFile: file}});
  expect(exposedSecrets(config).map(({secret}) => secret)).toEqual(['influxdb.token', 'http.password']);
});
