import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {loadConfig} from '../../src/config/load.js';
import {complaints, folder, known, load, refusal, shop} from './configuration.js';

const app = {
  TIMPUSH_APP_NAME: 'shop',
  TIMPUSH_APP_SDK_APP_ID: '1400000001',
  TIMPUSH_APP_REGION: 'china',
  TIMPUSH_APP_SECRET_KEY: 'key-of-shop',
};
const store = {TIMPUSH_STORE: 'duckdb'};

const before = process.cwd();
beforeAll(() => process.chdir(folder()));
afterAll(() => process.chdir(before));

const said = (env: NodeJS.ProcessEnv) => refusal(() => loadConfig({env}, known));

test('one app needs no file at all', () => {
  const {apps, store: chosen, jobs} = loadConfig({env: {...app, ...store}}, known);
  expect(apps).toHaveLength(1);
  expect(apps[0]).toMatchObject({name: 'shop', sdkAppId: 1400000001, region: 'china', identifier: 'administrator'});
  expect(apps[0]!.secretKey.read()).toBe('key-of-shop');
  expect([chosen, jobs.length]).toEqual(['duckdb', 8]);
});

test('every key that has a variable is read from it', () => {
  const place = folder();
  writeFileSync(join(place, 'key'), 'key-in-a-file\n');
  writeFileSync(join(place, 'campaigns.yaml'), '[{taskId: t1, name: Sale}]');
  const env = {
    ...store,
    TIMPUSH_APP_NAME: 'shop',
    TIMPUSH_APP_SDK_APP_ID: '2',
    TIMPUSH_APP_BASE_URL: 'http://gateway.intern',
    TIMPUSH_APP_ALLOW_PLAIN_HTTP: 'true',
    TIMPUSH_APP_IDENTIFIER: 'robot',
    TIMPUSH_APP_SECRET_KEY_FILE: join(place, 'key'),
    TIMPUSH_APP_CAMPAIGNS_FILE: join(place, 'campaigns.yaml'),
    TIMPUSH_TIMEZONE: 'Europe/Berlin',
  };
  const [found] = loadConfig({env}, known).apps;
  expect(found).toMatchObject({baseUrl: 'http://gateway.intern', identifier: 'robot', timezone: 'Europe/Berlin'});
  expect(found!.secretKey.read()).toBe('key-in-a-file');
  expect(found!.campaigns.read().campaigns).toEqual([{taskId: 't1', name: 'Sale'}]);
});

test('variables go beside a file that has no apps', () => {
  const {apps, log} = load({log: {level: 'warn'}}, {...app, ...store});
  expect([apps[0]!.name, log.level]).toEqual(['shop', 'warn']);
});

test('what is missing or wrong is named by its variable', () => {
  expect(said({...store, TIMPUSH_APP_NAME: 'my shop', TIMPUSH_APP_SDK_APP_ID: '12 apples'})).toEqual([
    expect.stringContaining(
      '  apps[0]: neither TIMPUSH_APP_REGION nor TIMPUSH_APP_BASE_URL is given; right would be: one of',
    ),
    expect.stringContaining('  apps[0]: neither TIMPUSH_APP_SECRET_KEY_FILE nor TIMPUSH_APP_SECRET_KEY is given'),
    expect.stringContaining('  apps[0].name: "my shop" (from TIMPUSH_APP_NAME) is not a name'),
    expect.stringContaining('  apps[0].sdkAppId: "12 apples" (from TIMPUSH_APP_SDK_APP_ID) is not a whole number'),
  ]);
  expect(said({...store, TIMPUSH_APP_REGION: 'china', TIMPUSH_APP_SECRET_KEY: 'k'})).toEqual([
    '  apps[0].name: it has to be given; right would be: TIMPUSH_APP_NAME=shop-cn',
    '  apps[0].sdkAppId: it has to be given; right would be: TIMPUSH_APP_SDK_APP_ID=1400000001',
  ]);
});

test('a misspelt variable of the app is refused, and what was meant is named', () => {
  expect(said({...app, ...store, TIMPUSH_APP_REGON: 'china'})).toEqual([
    expect.stringContaining('TIMPUSH_APP_REGON: is not a known variable, was "TIMPUSH_APP_REGION" meant?'),
  ]);
});

test('variables of an app beside apps in the file are refused, and its key is not shown', () => {
  const lines = complaints({apps: [shop]}, {TIMPUSH_APP_NAME: 'b', TIMPUSH_APP_SECRET_KEY: 'q7-secret'});
  expect(lines).toEqual([
    expect.stringMatching(/^ {2}TIMPUSH_APP_NAME, TIMPUSH_APP_SECRET_KEY: apps stand in \S+collector\.yaml as well/),
  ]);
  expect(lines.join()).not.toContain('q7-secret');
});

test('a file that --config names must be there; where TIMPUSH_CONFIG names none, that is said', () => {
  const path = join(folder(), 'none.yaml');
  expect(refusal(() => loadConfig({path, env: {...app, ...store}}, known))).toEqual([
    expect.stringContaining(`--config: the file ${path} does not exist`),
  ]);
  expect(loadConfig({env: {...app, ...store, TIMPUSH_CONFIG: path}}, known).warnings).toEqual([
    `${path}, which TIMPUSH_CONFIG names, does not exist: variables alone are the configuration`,
  ]);
});
