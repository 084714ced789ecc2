import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {expect, test} from '@jest/globals';
import {StoreUnavailableError} from '../../src/domain/errors.js';
import {influxDeps} from '../support/doubles/influx-deps.js';
import {failure, influxBehindShim, retry, sent, T0} from '../support/fixtures/influx-behind-shim.js';

const {open, shim, stored} = influxBehindShim();

test.each([408, 425, 429, 500, 502, 503, 504])('a write that meets %d is repeated', async (status) => {
  shim().fail({status}, 2);
  await open().write([sent(1)]);
  expect(await stored()).toEqual([1]);
});

test('a write that fails every time says so after the last try', async () => {
  shim().fail({status: 503, body: '{"code":"unavailable","message":"shard is loading"}'}, 3);
  const error = await failure(open().write([sent(1)]));
  expect(error).toBeInstanceOf(StoreUnavailableError);
  expect(error.message).toBe('InfluxDB cannot serve us now (503): shard is loading');
  expect(shim().requests).toHaveLength(3);
});

test('pauses double, and half of each is chance', async () => {
  const deps = {...influxDeps(), random: () => 0};
  shim().fail('drop', 2);
  await open({}, deps).write([sent(1)]);
  expect(deps.pauses).toEqual([50, 100]);
});

test('Retry-After is read as seconds and obeyed up to the longest pause', async () => {
  const deps = influxDeps();
  shim().fail({status: 429, headers: {'retry-after': '3'}});
  shim().fail({status: 429, headers: {'retry-after': '3600'}});
  await open({}, deps).write([sent(1)]);
  expect(deps.pauses).toEqual([3000, 5000]);
});

test('a query is repeated and obeys Retry-After too', async () => {
  const deps = influxDeps();
  await open().write([sent(1)]);
  shim().fail({status: 503, headers: {'retry-after': '2'}});
  expect(
    await open({}, deps).points({measurement: 'timpush_chat_total_1h', span: {start: 0, end: 4_000_000_000}}),
  ).toEqual([sent(1)]);
  expect(deps.pauses).toEqual([2000]);
});

test('a write whose acknowledgement is lost is written again, and is there once', async () => {
  shim().fail('lost');
  await open().write([sent(1), sent(2, T0 + 3600)]);
  expect(await stored()).toEqual([1, 2]);
  expect(shim().requests.filter(({path}) => path.startsWith('/api/v2/write'))).toHaveLength(2);
});

test('a server that hangs is given up at the deadline', async () => {
  shim().fail('hang', 2);
  const store = open({timeoutMs: 100, retry: {...retry, retries: 0}});
  const error = await failure(store.write([sent(1)]));
  expect(error).toBeInstanceOf(StoreUnavailableError);
  expect(error.message).toBe(`InfluxDB at ${shim().url} gave no answer within 100 ms`);
  expect((await failure(store.ping())).message).toBe(error.message);
});

test('the deadline survives a garbage collection', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  shim().fail('hang', 2);
  const store = open({timeoutMs: 300, retry: {...retry, retries: 0}}, influxDeps(new AbortController().signal));
  const writing = failure(store.write([sent(1)]));
  const asking = failure(store.ping());
  while (shim().requests.length < 2) await new Promise((done) => setTimeout(done, 5));
  collectGarbage();
  expect((await writing).message).toContain('gave no answer within 300 ms');
  expect((await asking).message).toContain('gave no answer within 300 ms');
});

test('no attempt starts after the budget is used up', async () => {
  shim().fail('hang', 3);
  await failure(open({timeoutMs: 150, retry: {...retry, budgetMs: 100}}).write([sent(1)]));
  expect(shim().requests).toHaveLength(1);
});

test('nobody at the address is told as such', async () => {
  await shim().stop();
  const store = open();
  for (const error of [await failure(store.write([sent(1)])), await failure(store.ping())]) {
    expect(error).toBeInstanceOf(StoreUnavailableError);
    expect(error.message).toContain(`InfluxDB at ${shim().url} was not reached: connect ECONNREFUSED`);
    expect(error.details).toEqual({code: 'ECONNREFUSED'});
  }
});

test.each([
  ['a page', {status: 200, headers: {'content-type': 'text/html'}, body: '<html>Please log in</html>'}],
  ['JSON of another kind', {status: 200, body: '{"results":"none"}'}],
  ['a redirect', {status: 302, headers: {location: '/login'}}],
])('%s instead of an acknowledgement means that something else answers', async (_, fault) => {
  shim().fail(fault, 6);
  const store = open();
  for (const error of [await failure(store.write([sent(1)])), await failure(store.ping())]) {
    expect(error).toBeInstanceOf(StoreUnavailableError);
    expect(error.message).toBe(
      `Something other than InfluxDB answers at ${shim().url} (${fault.status}); check the address.`,
    );
  }
});

test('an abort ends a request in flight and what would follow', async () => {
  const stop = new AbortController();
  shim().fail('hang', 3);
  const writing = failure(open({}, influxDeps(stop.signal)).write([sent(1)]));
  while (shim().requests.length === 0) await new Promise((done) => setTimeout(done, 5));
  stop.abort();
  expect(await writing).toBeInstanceOf(StoreUnavailableError);
  expect(shim().requests).toHaveLength(1);
});

test('an abort during a pause ends the write', async () => {
  const stop = new AbortController();
  const sleep = async () => {
    stop.abort();
    throw stop.signal.reason;
  };
  const base = influxDeps(stop.signal);
  const deps = {...base, clock: {...base.clock, sleep}};
  shim().fail({status: 503});
  expect(await failure(open({}, deps).write([sent(1)]))).toBeInstanceOf(StoreUnavailableError);
  expect(shim().requests).toHaveLength(1);
});

test('an answer that the server cut short is not taken for the whole', async () => {
  shim().fail(
    {status: 200, body: '{"results":[{"series":[{"name":"m","columns":["time"],"values":[[1]],"partial":true}]}]}'},
    6,
  );
  await expect(stored()).rejects.toThrow('InfluxDB cut an answer short');
});
