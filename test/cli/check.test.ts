import {chmod} from 'node:fs/promises';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {answer, startRawServer} from '../support/doubles/raw-server.js';
import {openTwoApps, type TwoApps, twoAppsKeys} from '../support/fixtures/two-apps-fixture.js';
import {Evidence} from '../support/oracle/leaks.js';
import {until} from '../support/oracle/until.js';
import {launchCollector} from '../support/servers/collector-process.js';
import {commandLine} from '../support/servers/command-line.js';
import {freePort} from '../support/servers/free-port.js';

let bench: TwoApps;

beforeEach(async () => {
  bench = await openTwoApps();
});
afterEach(() => bench.close());

const wrongKey = '33cc-a-key-that-is-wrong';

test('check tries the configuration, the store and each app, a line each', async () => {
  const {code, stdout, stderr} = await bench.run('check');
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  expect(stdout.split('\n')).toEqual([
    'ok     configuration: 2 apps, 1 job',
    'ok     store: written and read back',
    'ok     app red: SDKAppID 101 is answered',
    'ok     app blue: SDKAppID 102 is answered',
    "ok     clock: within a minute of the vendor's, where it tells",
    `ok     file: ${bench.database} is not there yet: start or collect makes it`,
    '',
  ]);
  expect(bench.simulator.requests.map(({sdkAppId}) => sdkAppId).sort()).toEqual([101, 102]);
});

test('a wrong key fails with what to do about it, and is not shown', async () => {
  await bench.workplace.secret('blue', wrongKey);
  const {code, stdout, stderr} = await bench.run('check');
  expect(code).toBe(1);
  expect(stdout).toContain('ok     app red: SDKAppID 101 is answered');
  expect(stdout).toMatch(/^FAILED app blue: code 70009: .*what to do: put the key of this very SDKAppID/m);
  const evidence = new Evidence();
  evidence.add('output', stdout + stderr);
  expect(evidence.leaks([wrongKey, ...twoAppsKeys])).toEqual([]);
});

test('for machines check prints the same as JSON', async () => {
  bench.simulator.setApp(101, {errorCode: 60020});
  const {code, stdout} = await bench.run('check', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toEqual([
    {what: 'configuration', ok: true, text: '2 apps, 1 job'},
    {what: 'store', ok: true, text: 'written and read back'},
    {what: 'app red', ok: false, text: expect.stringContaining('renew or pay the plan')},
    {what: 'app blue', ok: true, text: 'SDKAppID 102 is answered'},
    {what: 'clock', ok: true, text: "within a minute of the vendor's, where it tells"},
    {what: 'file', ok: true, text: expect.stringContaining('is not there yet')},
  ]);
});

test('Alertmanager is told that there is nothing; a token that it refuses is not shown', async () => {
  const token = 'a-token-for-alertmanager';
  let reply = answer('');
  const server = await startRawServer((socket) => socket.write(reply));
  const alertmanagerTokenFile = await bench.workplace.secret('alertmanager', token);
  await bench.configure({alerts: {alertmanagerUrl: server.origin, alertmanagerTokenFile, webhookUrl: server.origin}});
  expect(await bench.run('check')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('ok     alertmanager: takes alerts\n'),
  });
  reply = answer(`wrong: ${token}`, '400 Bad Request');
  const {code, stdout, stderr} = await bench.run('check');
  await server.close();
  expect({code, stdout}).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^FAILED alertmanager: .* \(400\): wrong/m),
  });
  expect(server.requests.map((text) => text.split('\r\n\r\n')[1])).toEqual(['[]', '[]']);
  const evidence = new Evidence();
  evidence.add('output', stdout + stderr);
  expect(evidence.leaks([token])).toEqual([]);
});

test('a key file that every user of the machine can read is warned about, and works', async () => {
  await chmod(bench.workplace.folder, 0o755);
  await chmod(bench.workplace.path('secrets/blue'), 0o600);
  const file = bench.workplace.path('secrets/red');
  const {code, stdout} = await bench.run('check');
  expect(code).toBe(0);
  expect(stdout.split('\n').filter((line) => line.startsWith('warn'))).toEqual([
    `warn   apps[0].secretKey: every user of this machine can read ${file} (mode 644); what to do: chmod 600 ${file}`,
  ]);
  expect(JSON.parse((await bench.run('check', '--json')).stdout)).toContainEqual({
    what: 'apps[0].secretKey',
    ok: true,
    warning: true,
    text: expect.stringContaining(file),
  });
});

test('start warns about it, too', async () => {
  await chmod(bench.workplace.folder, 0o755);
  await bench.configure({log: {level: 'warn'}});
  const running = launchCollector(bench.workplace.folder, ['start', '--config', 'collector.yaml']);
  await until(() => running.stderr.includes('apps[1].secretKey'));
  const {stderr} = await running.stop();
  expect(JSON.parse(stderr.split('\n')[0]!)).toMatchObject({
    msg: 'every user of this machine can read a secret',
    secret: 'apps[0].secretKey',
    file: bench.workplace.path('secrets/red'),
    mode: '644',
  });
});

test('a store that is not there fails, and the apps are tried all the same', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  await bench.configure({store: 'influxdb', influxdb: {version: 1, url, database: 'push'}});
  const {code, stdout} = await bench.run('check');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^FAILED store: .*127\.0\.0\.1/m);
  expect(stdout).toContain('ok     app red: SDKAppID 101 is answered');
});

test('a collector that is not there fails as the collector and not as the store', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const {code, stdout} = await bench.run('check', '--url', url);
  expect(code).toBe(1);
  expect(stdout).toContain(`FAILED collector: no collector answers at ${url}: `);
  expect(stdout).not.toContain(' store: ');
});

test('what the configuration warns of stands beside it, and in the log', async () => {
  await bench.configure({log: {level: 'warn'}});
  const env = {TIMPUSH_HTTP_PORT: 'tcp://10.0.0.1:8080'};
  const {code, stdout, stderr} = await commandLine(['check', '--config', bench.workplace.path('collector.yaml')], env);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ok {5}configuration: 2 apps, 1 job; TIMPUSH_HTTP_PORT is left aside: .*enableServiceLinks/);
  expect(JSON.parse(stderr)).toMatchObject({level: 40, reason: expect.stringContaining('TIMPUSH_HTTP_PORT')});
});

test('an app that the store knows under another name is refused', async () => {
  const day = new Date(Date.now() - 48 * 3_600_000).toISOString().slice(0, 10);
  await bench.run('collect', '--from', `${day}T00:00`, '--to', `${day}T06:00`);
  const secretKeyFile = bench.workplace.path('secrets/red');
  const apps = [{name: 'rouge', sdkAppId: 101, baseUrl: bench.simulator.url, secretKeyFile}];
  await bench.configure({apps});
  const {code, stdout} = await bench.run('check');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^FAILED store: .*“red”.*“rouge”.*set the old name again/m);
});
