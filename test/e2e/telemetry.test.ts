import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {type Simulator, startSimulator} from '../../src/simulator/simulator.js';
import {appSettingsOf, shopKeys, shops} from '../support/fixtures/three-apps-fixture.js';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';
import {eventually} from '../support/oracle/eventually.js';
import {Evidence, watchUserSigs} from '../support/oracle/leaks.js';
import {launchCollector} from '../support/servers/collector-process.js';
import {freePort} from '../support/servers/free-port.js';
import {type OtlpReceiver, startOtlpReceiver} from '../support/servers/otlp-receiver.js';

const HEADER = 'key-of-the-backend-7d1f';

let workplace: Workplace;
let simulator: Simulator;
let receiver: OtlpReceiver;
let port: number;
let userSigs: ReturnType<typeof watchUserSigs>;

beforeEach(async () => {
  userSigs = watchUserSigs();
  workplace = await makeWorkplace();
  simulator = await startSimulator({apps: shops.map(({simulated}) => simulated), minGapMs: 0}, {now: Date.now});
  receiver = await startOtlpReceiver();
  port = await freePort();
  await workplace.configure({
    apps: await appSettingsOf(workplace, simulator.url),
    jobs: [{report: 'chat', step: '1h', schedule: '0 0 1 1 *', span: '6h', refresh: ['10m']}],
    timpush: {paceMs: 50, retries: 2},
    store: 'duckdb',
    http: {port},
  });
});
afterEach(async () => {
  userSigs.stop();
  receiver?.close();
  await simulator?.close();
  await workplace?.remove();
});

/** Nothing of OpenTelemetry can be loaded: whoever tries ends. */
const forbidden = (() => {
  const hooks = `export const resolve = (name, context, next) => {
    if (name.startsWith('@opentelemetry')) throw new Error('loaded: ' + name);
    return next(name, context);
  };`;
  const asUrl = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
  return `--import ${asUrl(`import {register} from 'node:module'; register(${JSON.stringify(asUrl(hooks))});`)}`;
})();

const start = (env: NodeJS.ProcessEnv) => launchCollector(workplace.folder, ['start', '-c', 'collector.yaml'], env);
const runs = async () => {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return [...text.matchAll(/^timpush_collector_runs_total\{.*\} 1$/gm)].length;
};

interface Told {
  readonly key: string;
  readonly value: {stringValue?: string; intValue?: number; doubleValue?: number};
}

interface Span {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: Told[];
  readonly status: {code?: number};
}

const factsOf = (attributes: readonly Told[]) =>
  Object.fromEntries(attributes.map(({key, value}) => [key, value.stringValue ?? value.intValue ?? value.doubleValue]));

/** What has come on a path, read as OTLP's JSON: the lists of that name, with what they are told of. */
function told<T>(path: string, [outer, inner, list]: [string, string, string]): {resource: Told[]; items: T[]} {
  const bodies = receiver.received.filter((each) => each.path === path).map(({body}) => JSON.parse(body.toString()));
  const resources = bodies.flatMap((body) => body[outer] as {resource: {attributes: Told[]}}[]);
  const items = resources.flatMap((each) =>
    (each as unknown as Record<string, Record<string, T[]>[]>)[inner]!.flatMap((scope) => scope[list]!),
  );
  return {resource: resources[0]?.resource.attributes ?? [], items};
}

const spans = () => told<Span>('/v1/traces', ['resourceSpans', 'scopeSpans', 'spans']);

test('runs and calls are told as spans, and numbers as on /metrics, by OTLP; no secret is among them', async () => {
  simulator.setFaults({internal: 0.2});
  const running = start({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_HEADERS: `api-key=${HEADER}`,
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  });
  await eventually(async () => (await runs()) === shops.length);
  const {code, stdout, stderr} = await running.stop();
  expect(code).toBe(0);

  const {resource, items} = spans();
  expect(factsOf(resource)).toMatchObject({
    'service.name': 'timpush-collector',
    'service.version': expect.stringMatching(/^\d+\.\d+\.\d+/),
    'deployment.environment.name': 'test',
  });
  const ran = items.filter(({name}) => name === 'run chat 1h');
  const calls = items.filter(({name}) => name === 'call chat');
  expect(ran).toHaveLength(shops.length);
  expect(items).toHaveLength(ran.length + calls.length);
  // Each call that the API has seen is there, within the run of its app.
  expect(calls).toHaveLength(simulator.requests.length);
  for (const call of calls) {
    const run = ran.find(({spanId}) => spanId === call.parentSpanId)!;
    expect(call.traceId).toBe(run.traceId);
    expect(factsOf(call.attributes)['timpush.app']).toBe(factsOf(run.attributes)['timpush.app']);
  }
  const codes = calls.map(({attributes}) => factsOf(attributes)['timpush.code']).sort();
  expect(codes).toEqual(simulator.requests.map(({code}) => (code === 0 ? 'ok' : String(code))).sort());
  const failed = calls.filter(({status}) => status.code === 2);
  expect(failed).toHaveLength(codes.filter((code) => code !== 'ok').length);
  for (const run of ran) {
    const {'timpush.calls': counted, 'timpush.app': app} = factsOf(run.attributes);
    expect(Number(counted)).toBe(calls.filter(({attributes}) => factsOf(attributes)['timpush.app'] === app).length);
  }

  const metrics = told<{
    name: string;
    sum?: {dataPoints: {attributes: Told[]; asDouble: number}[]; isMonotonic: boolean};
  }>('/v1/metrics', ['resourceMetrics', 'scopeMetrics', 'metrics']).items;
  const {sum} = metrics.findLast(({name}) => name === 'timpush_collector_calls_total')!;
  expect(sum!.isMonotonic).toBe(true);
  expect(sum!.dataPoints.reduce((all, {asDouble}) => all + asDouble, 0)).toBe(simulator.requests.length);
  const names = new Set(metrics.map(({name}) => name));
  for (const name of [
    'timpush_collector_build_info',
    'timpush_collector_run_duration_seconds',
    'nodejs_heap_size_used_bytes',
  ])
    expect(names).toContain(name);

  for (const {headers} of receiver.received) expect(headers['api-key']).toBe(HEADER);
  const evidence = new Evidence();
  for (const {path, body} of receiver.received) evidence.add(path, body.toString());
  evidence.add('output', stdout + stderr);
  expect(userSigs.seen.size).toBeGreaterThan(0);
  expect(evidence.leaks([...shopKeys, ...userSigs.seen, HEADER, 'usersig', 'sdkappid='])).toEqual([]);
}, 60_000);

test('without another word it is told in protobuf', async () => {
  const running = start({OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url});
  await eventually(async () => (await runs()) === shops.length);
  await running.stop();
  const of = (path: string) => receiver.received.filter((each) => each.path === path);
  expect(of('/v1/traces').length).toBeGreaterThan(0);
  for (const {headers} of receiver.received) expect(headers['content-type']).toBe('application/x-protobuf');
  expect(Buffer.concat(of('/v1/traces').map(({body}) => body)).includes('run chat 1h')).toBe(true);
  expect(Buffer.concat(of('/v1/metrics').map(({body}) => body)).includes('timpush_collector_calls_total')).toBe(true);
}, 60_000);

test('a backend that refuses is told of once, and keeps nobody from collecting or ending', async () => {
  receiver.close();
  receiver = await startOtlpReceiver(401);
  const endpoint = receiver.url.replace('//', '//me:pass-of-the-backend@');
  const running = start({OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_METRIC_EXPORT_INTERVAL: '200'});
  await eventually(async () => (await runs()) === shops.length);
  await eventually(() => receiver.received.length > 4);
  const {code, stdout, stderr} = await running.stop();
  expect(code).toBe(0);
  const lines = (stdout + stderr).split('\n').filter((line) => line.includes('telemetry does not arrive'));
  expect(lines.filter((line) => line.includes('"metrics"'))).toHaveLength(1);
  expect(lines.length).toBeLessThanOrEqual(2);
  expect(stdout + stderr).not.toContain('pass-of-the-backend');
}, 60_000);

test('nothing of OpenTelemetry is loaded unless somebody wants it', async () => {
  const running = start({NODE_OPTIONS: forbidden});
  await eventually(async () => (await runs()) === shops.length);
  expect((await running.stop()).code).toBe(0);
  const wanted = await start({NODE_OPTIONS: forbidden, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url}).ended;
  expect(wanted.code).toBe(1);
  expect(wanted.stdout + wanted.stderr).toContain('loaded: @opentelemetry');
}, 60_000);

test.each([
  ['OTEL_EXPORTER_OTLP_ENDPOINT', {OTEL_EXPORTER_OTLP_ENDPOINT: 'me:pass@backend:4318'}],
  [
    'OTEL_EXPORTER_OTLP_PROTOCOL',
    {OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc'},
  ],
  [
    'OTEL_METRIC_EXPORT_INTERVAL',
    {OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_METRIC_EXPORT_INTERVAL: '1s'},
  ],
])('a wrong %s is named, with what would be right', async (name, env) => {
  const {code, stderr} = await start(env).ended;
  expect(code).toBe(2);
  expect(stderr).toMatch(new RegExp(`^${name} is .*right would be `, 'm'));
  expect(stderr).not.toContain('pass@');
});
