import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {StoreDeniedError, StoreUnavailableError} from '../../src/domain/errors.js';
import type {Point} from '../../src/domain/point.js';
import {type InfluxOptions, openInflux} from '../../src/influx/influx-store.js';
import {influxDeps} from '../support/doubles/influx-deps.js';
import {createDatabase, type InfluxAdmin, type Influxd, startInfluxd} from '../support/servers/influxd.js';

const admin: InfluxAdmin = {username: 'root', password: 'the-password'};
const point: Point = {
  measurement: 'timpush_chat_total_1h',
  tags: {app: 'shop'},
  fields: {sent: 7},
  time: 1_772_380_800,
};
const wanted = {measurement: point.measurement, span: {start: 0, end: 4_000_000_000}};
const retry = {retries: 0, pauseMs: 1, maxPauseMs: 1, budgetMs: 1000};
let influxd: Influxd;
let database: string;

beforeAll(async () => {
  influxd = await startInfluxd({auth: admin});
  database = (await createDatabase(influxd.url, admin)).name;
});
afterAll(() => influxd?.stop());

function open(over: Partial<InfluxOptions> = {}) {
  const credentials = {username: admin.username, password: () => admin.password};
  return openInflux({version: 1, url: influxd.url, database, ...credentials, retry, ...over}, influxDeps());
}

test('what was acknowledged survives a server that is killed', async () => {
  const store = open();
  await store.write([point]);
  influxd.kill('SIGKILL');
  await influxd.restart();
  expect(await store.points(wanted)).toEqual([point]);
});

test('a server that stands still is given up at the deadline, and used again when it goes on', async () => {
  const store = open({timeoutMs: 200});
  const answers = async () => (await Promise.allSettled([store.ping()]))[0].status === 'fulfilled';
  influxd.kill('SIGSTOP');
  // The signal takes a moment to reach every thread.
  while (await answers());
  await expect(store.write([point])).rejects.toThrow(StoreUnavailableError);
  await expect(store.points(wanted)).rejects.toThrow('gave no answer within 200 ms');
  influxd.kill('SIGCONT');
  await open().write([point]);
  expect(await open().points(wanted)).toEqual([point]);
});

test('a series of more rows than the server tells at once is read whole', async () => {
  const store = open();
  const hours = Array.from({length: 10_001}, (_, hour) => ({...point, measurement: 'long', time: hour * 3600}));
  await store.write(hours);
  expect(await store.points({...wanted, measurement: 'long'})).toHaveLength(hours.length);
  const sums = await store.sums([{...wanted, measurement: 'long', fields: ['sent'], by: [], every: 3600}]);
  expect(sums[0]).toHaveLength(hours.length);
});

test('a wrong password is refused, and does not show', async () => {
  const store = open({password: () => 'wrong-password'});
  for (const attempt of [() => store.write([point]), () => store.ping()]) {
    const error = await attempt().catch((caught) => caught);
    expect(error).toBeInstanceOf(StoreDeniedError);
    expect(error.message).toContain('Check username and password');
    expect(String(error.stack)).not.toContain('wrong-password');
  }
});

test('a password that cannot be read is refused before anything is sent', async () => {
  const password = () => {
    throw new Error('ENOENT');
  };
  await expect(open({password}).ping()).rejects.toThrow('The InfluxDB secret cannot be read');
});
