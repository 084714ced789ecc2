import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {openRunningCollector, type RunningCollector} from '../support/fixtures/running-collector-fixture.js';
import {comparable} from '../support/fixtures/store-lines.js';
import {shopKeys, shops} from '../support/fixtures/three-apps-fixture.js';
import {eventually} from '../support/oracle/eventually.js';
import {Evidence, watchUserSigs} from '../support/oracle/leaks.js';
import {expectedLines} from '../support/oracle/oracle.js';
import {metricSum} from '../support/servers/served.js';

let experiment: RunningCollector;
let userSigs: ReturnType<typeof watchUserSigs>;

beforeEach(async () => {
  userSigs = watchUserSigs();
  experiment = await openRunningCollector();
});
afterEach(async () => {
  userSigs.stop();
  await experiment?.close();
});

const status = async (path: string) => (await experiment.get(path)).status;
const metric = async (name: string, labels?: string) =>
  metricSum((await experiment.get('/metrics')).text, name, labels);

test('start outlives a store that is down at first and again later, and an API that goes away, and catches up by itself', async () => {
  const {influxd, job} = experiment;
  const first = await experiment.simulate({latencyMs: 20});
  influxd.kill('SIGKILL');
  const running = await experiment.start();
  await eventually(async () => (await status('/readyz')) === 503);
  expect(await status('/healthz')).toBe(200);
  expect(first.requests).toEqual([]);

  await influxd.restart();
  await eventually(async () => (await experiment.windowsKept()) >= 12);
  influxd.kill('SIGKILL');
  await eventually(async () => (await status('/readyz')) === 503);
  await influxd.restart();
  const kept = await experiment.windowsKept();
  await eventually(async () => (await experiment.windowsKept()) >= kept + 12, 30_000);

  await first.close();
  await eventually(async () => (await metric('calls_total', 'code="transport"')) > 3);
  const second = await experiment.simulate({port: first.port});
  await eventually(async () => (await experiment.windowsKept()) === experiment.windowsDue(), 40_000);
  expect(await status('/readyz')).toBe(200);
  const simulator = {requests: [...first.requests, ...second.requests], counts: second.counts};
  const lines = await experiment.lines();
  expect(comparable(lines)).toEqual(expectedLines({apps: shops.map(({app}) => app), jobs: [job], simulator}));

  const evidence = new Evidence();
  for (const path of ['/metrics', '/api/status', '/api/report', '/readyz'])
    evidence.add(path, (await experiment.get(path)).text);
  const {code, stdout, stderr} = await running.stop();
  expect(code).toBe(0);
  evidence.add('output', stdout + stderr);
  evidence.add('points', lines.join('\n'));
  await evidence.addFilesOf(experiment.workplace);
  expect(evidence.leaks([...shopKeys, ...userSigs.seen])).toEqual([]);
}, 150_000);

test('what a running collector did stands in its metrics', async () => {
  const {requests, setFaults} = await experiment.simulate();
  setFaults({internal: 0.1});
  await experiment.start({span: '6h'});
  await eventually(async () => (await metric('windows_total', 'outcome="ok"')) >= experiment.windowsDue(6 * 3600));
  const codes = requests.map(({code}) => code);
  expect(await metric('calls_total', 'code="ok"')).toBe(codes.filter((code) => code === 0).length);
  expect(await metric('calls_total', 'code="90102"')).toBe(codes.filter((code) => code === 90102).length);
  expect(await metric('retries_total')).toBe(codes.filter((code) => code !== 0).length);
  await eventually(async () => (await metric('runs_total', 'ok="1"')) > 6);
});
