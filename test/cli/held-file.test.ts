import {existsSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';
import {eventually} from '../support/oracle/eventually.js';
import {type CollectorProcess, launchCollector} from '../support/servers/collector-process.js';
import {freePort} from '../support/servers/free-port.js';
import {served} from '../support/servers/served.js';

const password = 'a-password-for-the-console';
let bench: TwoApps;
let running: CollectorProcess;
let port: number;

beforeEach(async () => {
  bench = await openTwoApps();
  port = await freePort();
  await bench.configure({http: {port, passwordFile: await bench.workplace.secret('console', password)}});
  running = launchCollector(bench.workplace.folder, ['start', '--config', 'collector.yaml']);
  await eventually(async () => (await served(port, '/readyz', password)).status === 200);
  await eventually(async () => JSON.parse((await served(port, '/api/status', password)).text)[0].windows.missing === 0);
});
afterEach(async () => {
  await running.stop('SIGKILL');
  await bench.close();
});

test('while start holds the file, status and report ask it, and collect says who holds it', async () => {
  const status = await bench.run('status', '--json');
  expect(status).toMatchObject({code: 0, stderr: ''});
  expect(JSON.parse(status.stdout)).toMatchObject([{app: 'red', windows: {missing: 0}}, {app: 'blue'}]);

  const report = await bench.run('report', '--json', '--last', '2d', '--step', '6h');
  expect(report).toMatchObject({code: 0, stderr: ''});
  const {step, rows} = JSON.parse(report.stdout) as {step: string; rows: {app: string; platform: string | null}[]};
  expect({step, totals: rows.filter(({platform}) => platform === null).map(({app}) => app)}).toEqual({
    step: '6h',
    totals: ['blue', 'red'],
  });

  const filtered = ['report', '--json', '--app', 'red', '--platform', 'apns', '--by', 'day', '--compare'];
  expect(JSON.parse((await bench.run(...filtered)).stdout).rows[0]).toMatchObject({app: 'red', platform: 'apns'});

  const why = await bench.run('why', '--json', '--app', 'red', '--last', '2d');
  expect(why).toMatchObject({code: 0, stderr: ''});
  expect(JSON.parse(why.stdout)).toMatchObject({app: 'red', step: '6h', findings: expect.any(Array)});
  const digest = await bench.run('digest', '--format', 'json', '--last', '2d');
  expect(JSON.parse(digest.stdout)).toMatchObject({reports: [{report: 'chat'}], collecting: {apps: 2, jobs: 2}});

  const collect = await bench.run('collect');
  expect({code: collect.code, stdout: collect.stdout}).toEqual({code: 1, stdout: ''});
  expect(collect.stderr).toContain(`PID ${running.pid}`);
  expect(collect.stderr).not.toMatch(/^\s+at /m);
});

test('a question that the running collector does not understand is bad usage here, too', async () => {
  const {code, stderr} = await bench.run('report', '--last', 'week');
  expect(code).toBe(2);
  expect(stderr).toContain('week');
});

test('commands ask at the socket beside the file, which needs no password; without it over HTTP', async () => {
  const socket = `${bench.database}.sock`;
  await bench.configure({http: {port: 0}});
  expect(await bench.run('status')).toMatchObject({code: 0, stderr: ''});
  await bench.configure({http: {port, passwordFile: await bench.workplace.secret('other', 'another-password')}});
  expect(await bench.run('status')).toMatchObject({code: 0, stderr: ''});
  await rm(socket);
  expect(await bench.run('status')).toMatchObject({code: 1, stderr: expect.stringContaining('does not show')});
  await bench.configure({http: {port, passwordFile: await bench.workplace.secret('console', password)}});
  expect(await bench.run('status')).toMatchObject({code: 0, stderr: ''});
  await bench.configure({http: {port: 0}});
  expect(await bench.run('status')).toMatchObject({code: 1, stderr: expect.stringContaining('is held by')});
});

test('the socket goes away with the collector; what a killed one leaves is replaced', async () => {
  const socket = `${bench.database}.sock`;
  await running.stop('SIGKILL');
  expect(existsSync(socket)).toBe(true);
  running = launchCollector(bench.workplace.folder, ['start', '--config', 'collector.yaml']);
  await eventually(async () => (await served(port, '/readyz', password)).status === 200);
  expect(await bench.run('status')).toMatchObject({code: 0, stderr: ''});
  expect(await running.stop('SIGTERM')).toMatchObject({code: 0});
  expect(existsSync(socket)).toBe(false);
});
