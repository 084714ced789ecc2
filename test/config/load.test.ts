import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {describeConfig} from '../../src/config/describe.js';
import {loadConfig} from '../../src/config/load.js';
import {complaints, env, folder, hourly, known, load, shop} from './configuration.js';

const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

/** By its report and step. */
function defaultJob(name: string) {
  const [report, step] = name.split(' ');
  const ages = {'10m': 600, '1h': 3600, '6h': 21_600, '1d': 86_400, '3d': 259_200, '7d': 604_800};
  const refresh = (...names: (keyof typeof ages)[]) => names.map((age) => ({name: age, seconds: ages[age]}));
  const week = {name: '7d', seconds: 604_800};
  if (step === '1h')
    return {report, step, schedule: '*/10 * * * *', span: week, refresh: refresh('10m', '1h', '6h', '1d', '3d')};
  const daily = {report, step, schedule: '5,35 * * * *'};
  if (report!.endsWith('-loss')) return {...daily, span: week, refresh: refresh('10m', '6h', '1d', '3d')};
  return {...daily, span: {name: '30d', seconds: 2_592_000}, refresh: refresh('10m', '6h', '1d', '3d', '7d')};
}

test('an app is all that has to be written', () => {
  expect(plain(load({apps: [shop]}))).toEqual({
    timezone: 'Asia/Shanghai',
    apps: [
      {
        name: 'shop',
        sdkAppId: 1400000001,
        region: 'china',
        identifier: 'administrator',
        secretKey: '[secret]',
        withoutReceipts: ['fcm'],
        campaigns: {isEmpty: true},
        timezone: 'Asia/Shanghai',
      },
    ],
    campaigns: {
      schedule: '*/10 * * * *',
      refresh: [
        {name: '10m', seconds: 600},
        {name: '1h', seconds: 3600},
        {name: '6h', seconds: 21_600},
        {name: '1d', seconds: 86_400},
        {name: '3d', seconds: 259_200},
        {name: '7d', seconds: 604_800},
      ],
    },
    jobs: [
      'chat 1h',
      'broadcast 1h',
      'chat 1d',
      'broadcast 1d',
      'chat-loss 1h',
      'broadcast-loss 1h',
      'chat-loss 1d',
      'broadcast-loss 1d',
    ].map(defaultJob),
    timpush: {
      paceMs: 1250,
      timeoutMs: 10_000,
      retries: 5,
      maxInFlight: 4,
      userSigTtl: {name: '1d', seconds: 86_400},
    },
    store: 'influxdb',
    influxdb: {
      version: 2,
      url: 'http://127.0.0.1:8086',
      org: 'push',
      bucket: 'push',
      token: '[secret]',
      database: 'push',
      username: '',
    },
    duckdb: {path: 'data/timpush.duckdb'},
    http: {host: '127.0.0.1', port: 8080},
    metrics: {push: false},
    alerts: {},
    log: {level: 'info'},
  });
});

test('the example equals the defaults and names every key', () => {
  const secrets = folder();
  writeFileSync(join(secrets, 'shop_cn'), 'key\n');
  writeFileSync(join(secrets, 'influx_token'), 'token\n');
  const example = readFileSync('config/collector.example.yaml', 'utf8');
  const loaded = load(example.replaceAll('/run/secrets', secrets));
  expect(plain(loaded)).toEqual(plain(load({apps: [{...shop, name: 'shop-cn'}]})));
  expect(loaded.apps[0]!.secretKey.read()).toBe('key');
  expect(loaded.influxdb.token!.read()).toBe('token');
  for (const {path, env} of describeConfig()) {
    expect(example).toMatch(new RegExp(`\\b${path.split('.').at(-1)!.replace('[]', '')}:`));
    if (env) expect(example).toContain(env);
  }
});

test('the environment goes before the file, and an empty variable counts as not set', () => {
  const file = {apps: [shop], timpush: {paceMs: 2000}, http: {port: 81}, log: {level: 'warn'}};
  const more = {TIMPUSH_PACE_MS: '3000', TIMPUSH_LOG_LEVEL: '', TIMPUSH_STORE: 'duckdb', TIMPUSH_USER_SIG_TTL: '2h'};
  const {timpush, http, log, store} = load(file, more);
  expect([timpush.paceMs, timpush.userSigTtl.seconds, http.port, log.level, store]).toEqual([
    3000,
    7200,
    81,
    'warn',
    'duckdb',
  ]);
});

test('an app may have its own zone, and takes the common one without it', () => {
  const other = {...shop, name: 'b', sdkAppId: 2, timezone: 'Europe/Berlin'};
  const {apps} = load({timezone: 'UTC', apps: [shop, other]});
  expect(apps.map((app) => app.timezone)).toEqual(['UTC', 'Europe/Berlin']);
});

test('a list of reports is a job for each of them, alike but for the report', () => {
  const {jobs} = load({
    apps: [shop],
    jobs: [
      {...hourly, report: ['chat', 'chat-loss']},
      {...hourly, report: 'broadcast'},
    ],
  });
  const [chat, ...others] = plain(jobs);
  expect(chat).toMatchObject({report: 'chat', step: '1h'});
  expect(others).toEqual([
    {...chat, report: 'chat-loss'},
    {...chat, report: 'broadcast'},
  ]);
});

test('chat may want more than the vendor keeps, as it always could', () => {
  expect(load({apps: [shop], jobs: [{...hourly, span: '60d'}]}).jobs).toHaveLength(1);
});

test('platforms without receipts are the names of the API, and numbers that have none', () => {
  const withoutReceipts = ['fcm', 'unknown', 'platform_9', 'platform_4711'];
  expect(load({apps: [{...shop, withoutReceipts}]}).apps[0]!.withoutReceipts).toEqual(withoutReceipts);
  expect(load({apps: [{...shop, withoutReceipts: []}]}).apps[0]!.withoutReceipts).toEqual([]);
});

test('apps that have a base URL may be asked faster, and a slash at the end of an address is dropped', () => {
  const local = {name: 'a', sdkAppId: 1, baseUrl: 'http://127.0.0.1:9010/', secretKeyEnv: 'SHOP_KEY'};
  const config = load({apps: [local], timpush: {paceMs: 0}});
  expect([config.apps[0]!.baseUrl, config.timpush.paceMs]).toEqual(['http://127.0.0.1:9010', 0]);
});

test.each([
  {baseUrl: 'http://gateway.intern:9010', allowPlainHttp: true},
  {baseUrl: 'https://gateway.intern:9010'},
  {baseUrl: 'http://[::1]:9010'},
  {baseUrl: 'http://LOCALHOST:9010'},
])('an app may be asked at %j', (keys) => {
  expect(complaints({apps: [{...shop, region: undefined, ...keys}]})).toEqual([]);
});

test('only the secrets of the chosen store are asked for', () => {
  const without = {TIMPUSH_INFLUXDB_TOKEN: ''};
  expect(complaints({apps: [shop], store: 'duckdb'}, without)).toEqual([]);
  expect(complaints({apps: [shop], influxdb: {version: 1}}, without)).toEqual([]);
  expect(complaints({apps: [shop]}, without)).toEqual([expect.stringContaining('influxdb.tokenEnv')]);
  const named = {apps: [shop], influxdb: {version: 1, username: 'u'}};
  expect(complaints(named, without)).toEqual([expect.stringContaining('influxdb.passwordEnv')]);
  expect(load(named, {TIMPUSH_INFLUXDB_PASSWORD: 'p'}).influxdb.password!.read()).toBe('p');
});

test('TIMPUSH_CONFIG names the file when the command line does not', () => {
  const path = join(folder(), 'named.yaml');
  writeFileSync(path, 'apps: [{name: a, sdkAppId: 7, region: china, secretKeyEnv: SHOP_KEY}]');
  expect(loadConfig({env: {...env, TIMPUSH_CONFIG: path}}, known).apps[0]!.sdkAppId).toBe(7);
});

test('a description has one row for each key, with default and variable', () => {
  const rows = describeConfig();
  expect(rows.find(({path}) => path === 'timpush.paceMs')).toMatchObject({default: 1250, env: 'TIMPUSH_PACE_MS'});
  expect(rows.find(({path}) => path === 'apps[].identifier')).toMatchObject({default: 'administrator'});
  expect(rows.find(({path}) => path === 'jobs[].step')).toMatchObject({default: null});
  expect(rows.every(({doc}) => doc.length > 0 && !doc.includes('\n'))).toBe(true);
});
