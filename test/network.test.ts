import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {openTwoApps, type TwoApps, twoAppsKeys} from './support/fixtures/two-apps-fixture.js';
import {Evidence, watchUserSigs} from './support/oracle/leaks.js';
import {commandLine} from './support/servers/command-line.js';
import {type ForwardProxy, startForwardProxy} from './support/servers/forward-proxy.js';
import {createDatabase, type Influxd, startInfluxd} from './support/servers/influxd.js';

const CREDENTIALS = {text: 'office:p@ss-of-the-proxy', inUrl: 'office:p%40ss-of-the-proxy'};
let bench: TwoApps;
let proxy: ForwardProxy;
let influxd: Influxd | undefined;

beforeEach(async () => {
  bench = await openTwoApps();
  proxy = await startForwardProxy();
});
afterEach(async () => {
  await proxy.stop();
  await influxd?.stop();
  influxd = undefined;
  await bench.close();
});

/** Runs `check` with apps of these hosts, which are all this machine for the proxy, and with these variables. */
async function check(hosts: readonly string[], env: NodeJS.ProcessEnv, settings: object = {}) {
  const apps = hosts.map((host, index) => ({
    name: ['red', 'blue'][index],
    sdkAppId: 101 + index,
    baseUrl: `http://${host}:${bench.simulator.port}`,
    allowPlainHttp: true,
    secretKeyFile: bench.workplace.path(`secrets/${['red', 'blue'][index]}`),
  }));
  await bench.configure({apps, ...settings});
  return commandLine(['check', '--config', bench.workplace.path('collector.yaml')], env);
}

const through = (host: string) =>
  `POST http://${host}:${bench.simulator.port}/v4/timpush/normal_push_statistics for ${host}:${bench.simulator.port}`;

test.each(['HTTP_PROXY', 'http_proxy'])(
  'calls go through the proxy that %s names, each with its own Host',
  async (name) => {
    const {code, stdout} = await check(['red.example', 'blue.example'], {[name]: `http://127.0.0.1:${proxy.port}`});
    expect({code, stdout}).toMatchObject({code: 0, stdout: expect.stringContaining('SDKAppID 102 is answered')});
    expect([...proxy.seen].sort()).toEqual([through('blue.example'), through('red.example')]);
  },
);

test('a proxy may be named without its scheme', async () => {
  expect(await check(['red.example'], {HTTP_PROXY: `127.0.0.1:${proxy.port}`})).toMatchObject({code: 0});
  expect(proxy.seen).toEqual([through('red.example')]);
});

test('hosts that NO_PROXY names are asked directly, the others are not', async () => {
  // For the kernel 0.0.0.0 is this machine as well, and yet not loopback.
  const env = {HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: '.intern, 0.0.0.0'};
  const {code} = await check(['0.0.0.0', 'blue.example'], env);
  expect(code).toBe(0);
  expect(proxy.seen).toEqual([through('blue.example')]);
});

test.each(['*', '0.0.0.0/8'])('NO_PROXY may be %s', async (exceptions) => {
  const {code} = await check(['0.0.0.0'], {HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, no_proxy: exceptions});
  expect({code, seen: proxy.seen}).toEqual({code: 0, seen: []});
});

test('loopback is never asked through a proxy', async () => {
  const {code} = await check(['127.0.0.1', 'localhost'], {http_proxy: `http://127.0.0.1:${proxy.port}`});
  expect({code, seen: proxy.seen}).toEqual({code: 0, seen: []});
});

test('InfluxDB is written and asked through the proxy', async () => {
  influxd = await startInfluxd();
  const {name: database} = await createDatabase(influxd.url);
  const origin = `http://influx.example:${influxd.port}`;
  const {code, stdout} = await check(
    [],
    {HTTP_PROXY: `http://127.0.0.1:${proxy.port}`},
    {
      apps: [
        {name: 'red', sdkAppId: 101, baseUrl: bench.simulator.url, secretKeyFile: bench.workplace.path('secrets/red')},
      ],
      store: 'influxdb',
      influxdb: {version: 1, url: origin, database},
    },
  );
  expect({code, stdout}).toMatchObject({code: 0, stdout: expect.stringContaining('store: written and read back')});
  const asked = `for influx.example:${influxd.port}`;
  expect(new Set(proxy.seen)).toEqual(new Set([`POST ${origin}/query ${asked}`, `POST ${origin}/write ${asked}`]));
});

test.each([
  ['right', CREDENTIALS.inUrl, 0],
  ['wrong', 'office:p%40ss-that-is-wrong', 1],
])('credentials of the proxy that are %s show nowhere', async (_, inUrl, expected) => {
  await proxy.stop();
  proxy = await startForwardProxy({credentials: CREDENTIALS.text});
  const userSigs = watchUserSigs();
  const {code, stdout, stderr} = await check(
    ['red.example'],
    {HTTP_PROXY: `http://${inUrl}@127.0.0.1:${proxy.port}`},
    {log: {level: 'debug'}},
  );
  userSigs.stop();
  expect(code).toBe(expected);
  if (expected === 1) expect(stdout).toMatch(/FAILED app red: .*no answer from http:\/\/red\.example:\d+: .*407/);
  const evidence = new Evidence();
  evidence.add('output', stdout + stderr);
  await evidence.addFilesOf(bench.workplace);
  const password = decodeURIComponent(inUrl.split(':')[1]!);
  expect(evidence.leaks([password, inUrl, ...twoAppsKeys, ...userSigs.seen])).toEqual([]);
});

test('a proxy that is not there is named, beside the host that was asked', async () => {
  await proxy.stop();
  const {stdout} = await check(['red.example'], {HTTP_PROXY: `http://127.0.0.1:${proxy.port}`});
  expect(stdout).toMatch(new RegExp(`FAILED app red: .*http://red.example:.*ECONNREFUSED 127.0.0.1:${proxy.port}`));
});
