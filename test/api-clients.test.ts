import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {type ApiClients, openClients} from '../src/api-clients.js';
import {known} from '../src/collector.js';
import {loadConfig} from '../src/config/load.js';
import {noopMeter} from '../src/domain/noop-meter.js';
import {type Simulator, startSimulator} from '../src/simulator/simulator.js';
import {systemClock} from '../src/system-clock.js';
import {makeWorkplace, type Workplace} from './support/fixtures/workplace.js';

const KEY = 'key-of-shop';
const {signal} = new AbortController();
let workplace: Workplace;
let simulator: Simulator;
let clients: ApiClients;

beforeEach(async () => {
  workplace = await makeWorkplace();
  simulator = await startSimulator({apps: [{sdkAppId: 101, secretKey: KEY}], minGapMs: 0}, {now: Date.now});
  clients = openClients(await config(), {clock: systemClock(), meter: noopMeter});
});
afterEach(async () => {
  await clients.close();
  await simulator.close();
  await workplace.remove();
});

async function config({name = 'shop', file = 'one', key = KEY, ...more}: Record<string, string> = {}) {
  const secretKeyFile = await workplace.secret(file, key);
  await workplace.configure({
    apps: [{name, sdkAppId: 101, baseUrl: simulator.url, secretKeyFile, ...more}],
    timpush: {paceMs: 200, retries: 0},
    store: 'duckdb',
  });
  return loadConfig({path: workplace.path('collector.yaml'), env: {}}, known);
}

const ask = async ({apps, source}: ApiClients) => {
  const end = Math.floor(Date.now() / 3_600_000) * 3600;
  await source(apps[0]!).fetch(known.reports.chat!, {start: end - 3600, end}, {signal});
};
const changed = async (to: Record<string, string>) => clients.withApps((await config(to)).apps);

test('an app that is as it was keeps its client, wherever its key comes from', async () => {
  const [before] = clients.apps;
  for (const to of [{file: 'one'}, {file: 'two'}]) {
    const after = await changed(to);
    expect(after.apps[0]).toBe(before);
    expect(after.source(before!)).toBe(clients.source(before!));
  }
  const moved = await changed({identifier: 'boss'});
  expect(moved.source(before!)).not.toBe(clients.source(before!));
});

test('a key from another file is used by the next call', async () => {
  await ask(clients);
  simulator.setApp(101, {secretKey: 'another-key'});
  await ask(await changed({file: 'two', key: 'another-key'}));
  expect(simulator.requests.map(({code}) => code)).toEqual([0, 0]);
});

test('an app that rests for the sake of its key is asked again when it has another, and not before', async () => {
  simulator.setApp(101, {secretKey: 'another-key'});
  await expect(ask(clients)).rejects.toMatchObject({recovery: 'reload-secret'});
  await expect(ask(await changed({}))).rejects.toMatchObject({recovery: 'reload-secret'});
  expect(simulator.requests).toHaveLength(1);
  await ask(await changed({key: 'another-key'}));
  expect(simulator.requests).toHaveLength(2);
});

test.each([
  [60028, 1],
  [60020, 2],
])('with another name an app that rests after %i has made %i calls', async (errorCode, calls) => {
  simulator.setApp(101, {errorCode});
  await expect(ask(clients)).rejects.toMatchObject({code: errorCode});
  simulator.setApp(101, {errorCode: undefined});
  await ask(await changed({name: 'store'})).catch(() => undefined);
  expect(simulator.requests).toHaveLength(calls);
});

test('the pace of an app goes on, whatever of it was changed', async () => {
  await ask(clients);
  await ask(await changed({name: 'store'}));
  const [first, second] = simulator.requests;
  // A server may see two calls a little closer than they were sent.
  expect(second!.clockMs - first!.clockMs).toBeGreaterThan(180);
});
