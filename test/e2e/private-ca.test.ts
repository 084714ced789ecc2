import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {answer, startRawServer} from '../support/doubles/raw-server.js';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';
import {runCollector} from '../support/servers/collector-process.js';
import {type ForwardProxy, startForwardProxy} from '../support/servers/forward-proxy.js';
import {createDatabase, type Influxd, startInfluxd} from '../support/servers/influxd.js';
import {CERTIFICATE, startTlsFront} from '../support/servers/tls-front.js';

let bench: TwoApps;
let influxd: Influxd;
let fronts: {readonly port: number; stop(): Promise<void>}[];
let proxy: ForwardProxy;

beforeEach(async () => {
  bench = await openTwoApps();
  influxd = await startInfluxd();
  fronts = await Promise.all([bench.simulator, influxd].map(({url}) => startTlsFront(url)));
  proxy = await startForwardProxy();
});
afterEach(async () => {
  await Promise.all([proxy.stop(), ...fronts.map((front) => front.stop())]);
  await influxd.stop();
  await bench.close();
});

/** Runs `check` of an app and an InfluxDB whose certificates nobody but us has signed. */
async function check([api, influx]: readonly [string, string], env: NodeJS.ProcessEnv) {
  const secretKeyFile = bench.workplace.path('secrets/red');
  const {name: database} = await createDatabase(influxd.url);
  await bench.configure({
    apps: [{name: 'red', sdkAppId: 101, baseUrl: `https://${api}:${fronts[0]!.port}`, secretKeyFile}],
    store: 'influxdb',
    influxdb: {version: 1, url: `https://${influx}:${fronts[1]!.port}`, database},
  });
  return runCollector(bench.workplace.folder, ['check', '--config', 'collector.yaml'], env);
}

test('a certificate of a private CA is refused with what to do, and accepted with it', async () => {
  const refused = await check(['localhost', '127.0.0.1'], {});
  expect(refused.code).toBe(1);
  const advice = 'what to do: let NODE_EXTRA_CA_CERTS name a file';
  expect(refused.stdout).toMatch(
    new RegExp(`^FAILED app red: .*https://localhost:${fronts[0]!.port}: DEPTH_ZERO_SELF_SIGNED_CERT.*${advice}`, 'm'),
  );
  expect(refused.stdout).toMatch(new RegExp(`^FAILED store: InfluxDB at https://127.0.0.1:\\d+ .*${advice}`, 'm'));
  expect(await check(['localhost', '127.0.0.1'], {NODE_EXTRA_CA_CERTS: CERTIFICATE})).toMatchObject({code: 0});
});

test('https goes through a proxy by CONNECT, its certificates are looked at all the same', async () => {
  const hosts = ['api.example', 'influx.example'] as const;
  const proxied = {HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`};
  const refused = await check(hosts, proxied);
  expect(refused.stdout.match(/^FAILED .*NODE_EXTRA_CA_CERTS/gm)).toHaveLength(2);
  expect(await check(hosts, {...proxied, NODE_EXTRA_CA_CERTS: CERTIFICATE})).toMatchObject({code: 0, stderr: ''});
  const [api, influx] = fronts.map(({port}) => port);
  expect(new Set(proxy.seen)).toEqual(new Set([`CONNECT api.example:${api}`, `CONNECT influx.example:${influx}`]));
});

test('so it is with Alertmanager', async () => {
  const alertmanager = await startRawServer((socket) => socket.write(answer('')));
  const front = await startTlsFront(alertmanager.origin);
  await bench.configure({alerts: {alertmanagerUrl: `https://localhost:${front.port}`}});
  const args = ['check', '--config', 'collector.yaml'];
  const refused = await runCollector(bench.workplace.folder, args, {});
  const accepted = await runCollector(bench.workplace.folder, args, {NODE_EXTRA_CA_CERTS: CERTIFICATE});
  await front.stop();
  await alertmanager.close();
  expect(refused.stdout).toMatch(/^FAILED alertmanager: .*DEPTH_ZERO_SELF_SIGNED_CERT.*NODE_EXTRA_CA_CERTS/m);
  expect(accepted).toMatchObject({code: 0, stdout: expect.stringContaining('ok     alertmanager: takes alerts')});
});
