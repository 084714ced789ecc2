import {writeFile} from 'node:fs/promises';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';
import {commandLine} from '../support/servers/command-line.js';

const KEY = '11aa-the-key-of-shop';

let workplace: Workplace;

beforeEach(async () => {
  workplace = await makeWorkplace();
});
afterEach(() => workplace.remove());

/** What `config print` shows of a configuration, with paths from the folder it is in: origin by key. */
async function printed(text: string, env: NodeJS.ProcessEnv = {}, others: Record<string, string> = {}) {
  const secretKeyFile = await workplace.secret('key', KEY);
  await writeFile(workplace.path('collector.yaml'), text.replace('THE_KEY', secretKeyFile));
  for (const [name, content] of Object.entries(others)) await writeFile(workplace.path(name), content);
  const args = ['config', 'print', '--config', workplace.path('collector.yaml')];
  const [people, machines] = [await commandLine(args, env), await commandLine([...args, '--json'], env)];
  expect([people.code, people.stderr, machines.code, machines.stderr]).toEqual([0, '', 0, '']);
  const rows: {path: string; value: unknown; from: unknown}[] = JSON.parse(
    machines.stdout.replaceAll(`${workplace.folder}/`, ''),
  );
  return {text: people.stdout.replaceAll(`${workplace.folder}/`, ''), all: people.stdout + machines.stdout, rows};
}

const SHOP = `apps:
  - name: shop
    sdkAppId: 1
    region: china
    secretKeyFile: THE_KEY
`;

test('each value has the line, the variable or the default it comes from', async () => {
  const file = `${SHOP}store: duckdb\nhttp: {port: 81}\ntimpush:\n  userSigTtl: 2h\n  retries: 3\n`;
  const {rows, text} = await printed(file, {TIMPUSH_RETRIES: '4', TIMPUSH_LOG_LEVEL: 'warn'});
  const row = (path: string) => rows.find((each) => each.path === path);
  expect(row('store')).toEqual({path: 'store', value: 'duckdb', from: {file: 'collector.yaml', line: 6}});
  expect(row('http.port')).toEqual({path: 'http.port', value: 81, from: {file: 'collector.yaml', line: 7}});
  expect(row('timpush.userSigTtl')).toMatchObject({value: '2h', from: {line: 9}});
  expect(row('timpush.retries')).toMatchObject({value: 4, from: {variable: 'TIMPUSH_RETRIES'}});
  expect(row('timpush.paceMs')).toMatchObject({value: 1250, from: 'default'});
  expect(row('apps[0].name')).toMatchObject({value: 'shop', from: {file: 'collector.yaml', line: 2}});
  expect(row('apps[0].withoutReceipts')).toMatchObject({value: ['fcm'], from: 'default'});
  expect(row('jobs[1].span')).toMatchObject({value: '30d', from: 'default'});
  expect(row('influxdb.tokenFile')).toBeUndefined();
  expect(text).toMatch(/^store +duckdb +collector\.yaml:6$/m);
  expect(text).toMatch(/^log\.level +warn +TIMPUSH_LOG_LEVEL$/m);
  expect(text).toMatch(/^jobs\[0\]\.refresh +\[10m, 1h, 6h, 1d, 3d\] +default$/m);
});

test('apps are counted over all files, each with its own lines', async () => {
  const others = {'apps.yaml': `# Apps\n${SHOP.replace('THE_KEY', workplace.path('secrets/key'))}`};
  const {rows} = await printed('apps: {file: apps.yaml}\nstore: duckdb\n', {}, others);
  expect(rows.find(({path}) => path === 'apps[0].sdkAppId')).toEqual({
    path: 'apps[0].sdkAppId',
    value: 1,
    from: {file: 'apps.yaml', line: 4},
  });
});

test('an app of variables is shown with them', async () => {
  const {rows} = await printed('store: duckdb\n', {
    TIMPUSH_APP_NAME: 'shop',
    TIMPUSH_APP_SDK_APP_ID: '7',
    TIMPUSH_APP_REGION: 'china',
    TIMPUSH_APP_SECRET_KEY: KEY,
  });
  expect(rows.find(({path}) => path === 'apps[0].sdkAppId')).toMatchObject({
    value: 7,
    from: {variable: 'TIMPUSH_APP_SDK_APP_ID'},
  });
  expect(rows.at(-1)).toEqual({
    path: 'apps[0].secretKey',
    value: '[secret]',
    from: {variable: 'TIMPUSH_APP_SECRET_KEY'},
  });
});

test('no secret is shown, and no path of an address that is told of findings', async () => {
  const alerts = 'alerts: {webhookUrl: "https://hooks.example.com/services/q7-path"}\n';
  const env = {TIMPUSH_INFLUXDB_TOKEN: 'q7-token', HTTPS_PROXY: 'http://u:q7-password@proxy.example'};
  const {all, rows} = await printed(SHOP + alerts, env);
  expect(all).not.toMatch(/q7-/);
  expect(all).not.toContain(KEY);
  expect(rows.filter(({value}) => value === '[secret]').map(({path, from}) => [path, from])).toEqual([
    ['apps[0].secretKey', {file: 'secrets/key'}],
    ['influxdb.token', {variable: 'TIMPUSH_INFLUXDB_TOKEN'}],
    ['HTTPS_PROXY', {variable: 'HTTPS_PROXY'}],
  ]);
  expect(rows.find(({path}) => path === 'alerts.webhookUrl')?.value).toBe('https://hooks.example.com/…');
});

test('what cannot be used is told as everywhere, and not printed', async () => {
  await writeFile(workplace.path('collector.yaml'), 'store: x\n');
  const {code, stdout, stderr} = await commandLine(['config', 'print', '--config', workplace.path('collector.yaml')]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('collector.yaml:1: store: "x" is not a store');
});

test('config alone shows what there is, and what it does not know is named', async () => {
  const {code, stderr} = await commandLine(['config']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^ {2}print .*\n(?:.*\n)*? {2}schema /m);
  expect((await commandLine(['config', 'pint'])).stderr).toContain('pint');
  expect((await commandLine(['config', 'print', '--jsn'])).stderr).toContain('--jsn');
});
