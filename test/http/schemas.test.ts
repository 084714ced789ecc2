import {readFile} from 'node:fs/promises';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {Ajv2020, type ValidateFunction} from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type {FindingsView} from '../../src/domain/finding.js';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';
import {eventually} from '../support/oracle/eventually.js';
import {type CollectorProcess, launchCollector} from '../support/servers/collector-process.js';
import {freePort} from '../support/servers/free-port.js';
import {served} from '../support/servers/served.js';

const reports = ['chat', 'broadcast', 'chat-loss', 'broadcast-loss'];
const job = {report: reports, step: '1h', schedule: '0 * * * *', span: '1d', refresh: ['10m', '1h']};

let bench: TwoApps;
let running: CollectorProcess;
let port: number;

beforeAll(async () => {
  bench = await openTwoApps();
  port = await freePort();
  const secretKeyFile = await bench.workplace.secret('key', '11aa-the-key-of-red');
  const red = {name: 'red', sdkAppId: 101, baseUrl: bench.simulator.url, secretKeyFile};
  // Nobody knows its key: its runs fail, and its windows are missing.
  const blue = {...red, name: 'blue', sdkAppId: 102};
  const campaigns = [{taskId: 'task-spring', name: 'Spring'}];
  await bench.configure({apps: [{...red, campaigns}, blue], jobs: [job], http: {port}});
  running = launchCollector(bench.workplace.folder, ['start', '--config', 'collector.yaml']);
  await eventually(async () => {
    const {text} = await served(port, '/api/status').catch(() => ({text: ''}));
    return text !== '' && JSON.parse(text).every(({lastRun}: {lastRun: unknown}) => lastRun !== null);
  }, 50_000);
});
afterAll(async () => {
  await running.stop('SIGKILL');
  await bench.close();
});

/** By the published schema, but that nothing else may stand in the answer: what is answered is published, too. */
async function validatorOf(name: string): Promise<ValidateFunction> {
  const ajv = new Ajv2020({allErrors: true, allowUnionTypes: true});
  addFormats.default(ajv);
  return ajv.compile(closed(JSON.parse(await readFile(`docs/api/${name}.schema.json`, 'utf8'))));
}

function closed<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(closed) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  const members = Object.entries(schema).map(([key, value]) => [key, closed(value)]);
  const isObject = 'properties' in schema && 'type' in schema;
  return {...Object.fromEntries(members), ...(isObject && {additionalProperties: false})};
}

const answered = async (path: string) => JSON.parse((await served(port, path)).text);

test.each([
  ['status', '/api/status'],
  ['query', '/api/query?sql=FROM+timpush_ledger'],
  ['report', '/api/report'],
  ['report', '/api/report?last=2d&report=broadcast&by=platform'],
  ['report', '/api/report?last=12h&app=red&by=hour&compare=true'],
  ['report', '/api/report?last=12h&step=1h&platform=apns&compare=true'],
  ['report', '/api/report?from=2020-01-01&to=2020-01-03&by=day&step=1h'],
  ['campaigns', '/api/campaigns'],
  ['findings', '/api/findings?last=1d'],
  ['why', '/api/why?last=12h&app=red'],
  ['why', '/api/why?from=2020-01-01&to=2020-01-03'],
  ['digest', '/api/digest?last=1d'],
])('the schema of %s holds %s', async (name, path) => {
  const validate = await validatorOf(name);
  const answer = await answered(path);
  validate(answer);
  expect(validate.errors ?? []).toEqual([]);
  if (name === 'report' && path.includes('app=red')) expect(answer.rows[0].comparison).toMatchObject({windows: 1});
  expect(
    (Array.isArray(answer) ? answer : (answer.rows ?? answer.reports ?? answer.findings)).length > 0 ||
      path.includes('2020'),
  ).toBe(true);
});

test('what the schema does not say is no answer', async () => {
  const validate = await validatorOf('report');
  const answer = await answered('/api/report?last=1d&app=red');
  expect(validate(answer)).toBe(true);
  for (const wrong of [
    {...answer, from: 'yesterday'},
    {...answer, rows: undefined},
    {...answer, more: 1},
    {...answer, rows: [{...answer.rows[0], counts: {}}]},
  ])
    expect(validate(JSON.parse(JSON.stringify(wrong)))).toBe(false);
});

test('the schema of findings holds what they are declared to be', async () => {
  const finding: FindingsView['findings'][number] = {
    ...{id: 'f1', kind: 'delivery', severity: 'critical', app: 'red', platform: 'huawei', report: 'chat', step: null},
    ...{class: null, since: '2026-11-24T05:00:00+08:00', until: null, now: 0.36, usual: 0.92, pushes: 24_000},
    ...{volume: 42_000, age: '6h', reasons: [], note: '', sentence: 'Huawei at red: delivery fell.'},
  };
  const [from, to] = ['2026-11-17T00:00:00Z', '2026-11-24T00:00:00Z'];
  const view: FindingsView = {
    ...{timezone: 'Asia/Shanghai', from, to, findings: [finding]},
    windows: {collected: 167, expected: 168},
  };
  const validate = await validatorOf('findings');
  validate(view);
  expect(validate.errors ?? []).toEqual([]);
  expect(validate({...view, findings: [{...finding, severity: 'fatal'}]})).toBe(false);
});
