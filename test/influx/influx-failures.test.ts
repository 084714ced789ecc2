import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from '@jest/globals';
import {
  type CollectorError,
  PointsRefusedError,
  StoreDeniedError,
  StoreUnavailableError,
} from '../../src/domain/errors.js';
import type {Point} from '../../src/domain/point.js';
import {type InfluxOptions, openInflux} from '../../src/influx/influx-store.js';
import {influxDeps} from '../support/influx-deps.js';
import {type InfluxShim, startInfluxShim} from '../support/influx-v2-shim.js';
import {createDatabase, type Influxd, startInfluxd} from '../support/influxd.js';

const TOKEN = 'q7-very-secret-token==';
const T0 = 1_772_380_800;
const ALWAYS = {start: 0, end: 4_000_000_000};
const retry = {retries: 2, pauseMs: 100, maxPauseMs: 5_000, budgetMs: 10_000};
let influxd: Influxd;
let shim: InfluxShim;
let database: Awaited<ReturnType<typeof createDatabase>>;

beforeAll(async () => {
  influxd = await startInfluxd();
});
afterAll(() => influxd?.stop());
beforeEach(async () => {
  shim = await startInfluxShim(influxd.url, TOKEN);
  database = await createDatabase(influxd.url);
});
afterEach(async () => {
  await shim.stop();
  await database.drop();
});

function open(over: Partial<InfluxOptions> = {}, deps = influxDeps()) {
  const options: InfluxOptions = {
    version: 2,
    url: shim.url,
    org: 'push',
    bucket: database.name,
    token: () => TOKEN,
    retry,
  };
  return openInflux({...options, ...over}, deps);
}

function sent(count: number, time = T0): Point {
  return {measurement: 'timpush_chat_total_1h', tags: {app: 'shop'}, fields: {sent: count}, time};
}

async function failure(attempt: Promise<unknown>): Promise<CollectorError> {
  return attempt.then(
    () => Promise.reject(new Error('it succeeded')),
    (error) => error,
  );
}

const stored = async () =>
  (await open().points({measurement: 'timpush_chat_total_1h', span: ALWAYS})).map(({fields}) => fields.sent);

test.each([408, 425, 429, 500, 502, 503, 504])('a write that meets %d is repeated', async (status) => {
  shim.fail({status}, 2);
  await open().write([sent(1)]);
  expect(await stored()).toEqual([1]);
});

test('a write that fails every time says so after the last try', async () => {
  shim.fail({status: 503, body: '{"code":"unavailable","message":"shard is loading"}'}, 3);
  const error = await failure(open().write([sent(1)]));
  expect(error).toBeInstanceOf(StoreUnavailableError);
  expect(error.message).toBe('InfluxDB cannot serve us now (503): shard is loading');
  expect(shim.requests).toHaveLength(3);
});

test('pauses double, and half of each is chance', async () => {
  const deps = {...influxDeps(), random: () => 0};
  shim.fail('drop', 2);
  await open({}, deps).write([sent(1)]);
  expect(deps.pauses).toEqual([50, 100]);
});

test('Retry-After is read as seconds and obeyed up to the longest pause', async () => {
  const deps = influxDeps();
  shim.fail({status: 429, headers: {'retry-after': '3'}});
  shim.fail({status: 429, headers: {'retry-after': '3600'}});
  await open({}, deps).write([sent(1)]);
  expect(deps.pauses).toEqual([3000, 5000]);
});

test('a query is repeated and obeys Retry-After too', async () => {
  const deps = influxDeps();
  await open().write([sent(1)]);
  shim.fail({status: 503, headers: {'retry-after': '2'}});
  expect(await open({}, deps).points({measurement: 'timpush_chat_total_1h', span: ALWAYS})).toEqual([sent(1)]);
  expect(deps.pauses).toEqual([2000]);
});

test('a write whose acknowledgement is lost is written again, and is there once', async () => {
  shim.fail('lost');
  await open().write([sent(1), sent(2, T0 + 3600)]);
  expect(await stored()).toEqual([1, 2]);
  expect(shim.requests.filter(({path}) => path.startsWith('/api/v2/write'))).toHaveLength(2);
});

test('a server that hangs is given up at the deadline', async () => {
  shim.fail('hang', 2);
  const store = open({timeoutMs: 100, retry: {...retry, retries: 0}});
  const error = await failure(store.write([sent(1)]));
  expect(error).toBeInstanceOf(StoreUnavailableError);
  expect(error.message).toBe(`InfluxDB at ${shim.url} gave no answer within 100 ms`);
  expect((await failure(store.ping())).message).toBe(error.message);
});

test('no attempt starts after the budget is used up', async () => {
  shim.fail('hang', 3);
  await failure(open({timeoutMs: 150, retry: {...retry, budgetMs: 100}}).write([sent(1)]));
  expect(shim.requests).toHaveLength(1);
});

test('nobody at the address is told as such', async () => {
  await shim.stop();
  const store = open();
  for (const error of [await failure(store.write([sent(1)])), await failure(store.ping())]) {
    expect(error).toBeInstanceOf(StoreUnavailableError);
    expect(error.message).toContain(`InfluxDB at ${shim.url} was not reached: connect ECONNREFUSED`);
    expect(error.details).toEqual({code: 'ECONNREFUSED'});
  }
});

test.each([
  ['a page', {status: 200, headers: {'content-type': 'text/html'}, body: '<html>Please log in</html>'}],
  ['JSON of another kind', {status: 200, body: '{"results":"none"}'}],
  ['a redirect', {status: 302, headers: {location: '/login'}}],
])('%s instead of an acknowledgement means that something else answers', async (_, fault) => {
  shim.fail(fault, 6);
  const store = open();
  for (const error of [await failure(store.write([sent(1)])), await failure(store.ping())]) {
    expect(error).toBeInstanceOf(StoreUnavailableError);
    expect(error.message).toBe(
      `Something other than InfluxDB answers at ${shim.url} (${fault.status}); check the address.`,
    );
  }
});

test('an abort ends a request in flight and what would follow', async () => {
  const stop = new AbortController();
  shim.fail('hang', 3);
  const writing = failure(open({}, influxDeps(stop.signal)).write([sent(1)]));
  while (shim.requests.length === 0) await new Promise((done) => setTimeout(done, 5));
  stop.abort();
  expect(await writing).toBeInstanceOf(StoreUnavailableError);
  expect(shim.requests).toHaveLength(1);
});

test('an abort during a pause ends the write', async () => {
  const stop = new AbortController();
  const sleep = async () => {
    stop.abort();
    throw stop.signal.reason;
  };
  const deps = {...influxDeps(stop.signal), clock: {sleep}};
  shim.fail({status: 503});
  expect(await failure(open({}, deps).write([sent(1)]))).toBeInstanceOf(StoreUnavailableError);
  expect(shim.requests).toHaveLength(1);
});

test('a wrong token is refused at once, and the error says what to check', async () => {
  const store = open({token: () => 'another-token'});
  for (const error of [await failure(store.write([sent(1)])), await failure(store.ping())]) {
    expect(error).toBeInstanceOf(StoreDeniedError);
    expect(error.message).toBe(
      `InfluxDB refuses us (401): unauthorized access. Check the token, and that it may read and write the bucket "${database.name}".`,
    );
  }
  expect(shim.requests).toHaveLength(2);
});

test('a token that no header can carry is refused before anything is sent', async () => {
  const error = await failure(open({token: () => 'two\nlines'}).write([sent(1)]));
  expect(error).toBeInstanceOf(StoreDeniedError);
  expect(shim.requests).toEqual([]);
});

test('a missing bucket is refused with what to create', async () => {
  const error = await failure(open({bucket: 'nosuch'}).write([sent(1)]));
  expect(error).toBeInstanceOf(StoreDeniedError);
  expect(error.message).toBe(
    'InfluxDB has no such target (404): bucket "nosuch" not found. Create the bucket "nosuch" in the organisation "push", and check the configured version.',
  );
});

test('a missing retention policy is refused, though the server calls it its own failure', async () => {
  shim.fail({status: 500, body: '{"error":"retention policy not found: weekly"}'});
  expect(await failure(open().write([sent(1)]))).toBeInstanceOf(StoreDeniedError);
});

test.each([413, 422, 400])('points that are refused with %d come back with the reason', async (status) => {
  shim.fail({status, body: '{"code":"x","message":"partial write: points beyond retention policy dropped=1"}'});
  const error = await failure(open({linesPerRequest: 2}).write([sent(1), sent(2, T0 + 1), sent(3, T0 + 2)]));
  expect(error).toBeInstanceOf(PointsRefusedError);
  expect((error as PointsRefusedError).points).toEqual([sent(1), sent(2, T0 + 1)]);
  expect(error.message).toBe(
    `InfluxDB refuses points (${status}): partial write: points beyond retention policy dropped=1`,
  );
});

test.each([1, 2] as const)(
  'a field of another type is refused by version %d, and the good points are stored',
  async (version) => {
    const url = version === 1 ? influxd.url : shim.url;
    const store = open({version, url, database: database.name});
    await store.write([sent(1)]);
    const wrong = {...sent(0, T0 + 1), fields: {sent: 'many'}};
    const error = await failure(store.write([wrong, sent(2, T0 + 2)]));
    expect(error).toBeInstanceOf(PointsRefusedError);
    expect((error as PointsRefusedError).points).toEqual([wrong, sent(2, T0 + 2)]);
    expect(error.message).toContain('field type conflict: input field "sent"');
    expect(await stored()).toEqual([1, 2]);
  },
);

test('a server that repeats our secrets does not get them into an error, nor does its long page', async () => {
  const body = `Token ${TOKEN} ${encodeURIComponent(TOKEN)} ${'x'.repeat(500)}`;
  shim.fail({status: 503, body}, 9);
  shim.fail({status: 401, body});
  const deps = influxDeps();
  const store = open({}, deps);
  for (const attempt of [() => store.write([sent(1)]), () => store.ping()]) {
    const error = await failure(attempt());
    expect(error.message.length).toBeLessThan(260);
    expect(JSON.stringify([error.message, error.stack, error.details, String(error.cause)])).not.toContain('q7-very');
  }
  expect(JSON.stringify(deps.logged)).not.toContain('q7-very');
});

test('version 1 makes its database at the first ping', async () => {
  const name = `${database.name}_fresh "quoted"`;
  const store = open({version: 1, url: influxd.url, database: name});
  const error = await failure(store.write([sent(1)]));
  expect(error).toBeInstanceOf(StoreDeniedError);
  expect(error.message).toContain(`Run CREATE DATABASE "${name}"`);
  await store.ping();
  await store.write([sent(1)]);
  expect(await store.points({measurement: 'timpush_chat_total_1h', span: ALWAYS})).toEqual([sent(1)]);
});

test('version 1 that may not make its database says what to run', async () => {
  shim.fail({status: 200, body: '{"results":[{"statement_id":0,"error":"database not found: push"}]}'});
  shim.fail({status: 403, body: '{"error":"error authorizing query: requires admin privilege"}'});
  const error = await failure(open({version: 1, database: 'push'}).ping());
  expect(error).toBeInstanceOf(StoreDeniedError);
  expect(error.message).toContain('Run CREATE DATABASE "push"');
});

test('version 2 on a server of version 1 is refused with a hint at the version', async () => {
  const error = await failure(open({url: influxd.url}).write([sent(1)]));
  expect(error).toBeInstanceOf(StoreDeniedError);
  expect(error.message).toContain('404 page not found');
  expect(error.message).toContain('check the configured version');
});

test('an answer that the server cut short is not taken for the whole', async () => {
  shim.fail(
    {status: 200, body: '{"results":[{"series":[{"name":"m","columns":["time"],"values":[[1]],"partial":true}]}]}'},
    3,
  );
  await expect(stored()).rejects.toThrow('InfluxDB cut an answer short');
});
