import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {faultAt} from '../../src/simulator/faults.js';
import {type Faults, type Simulator, startSimulator} from '../../src/simulator/simulator.js';
import {address, app, NOW, post, sign, verdict} from './caller.js';

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator({apps: [app], minGapMs: 0}, {now: () => NOW * 1000});
});
afterEach(() => simulator.close());

function ask(faults: Partial<Faults>): Promise<Response> {
  simulator.setFaults(faults);
  return post(address(simulator.url));
}

test('codes come inside HTTP 200', async () => {
  expect(await verdict(ask({internal: 1}))).toBe(90102);
  expect(await verdict(ask({tooOften: 1}))).toBe(60007);
  expect(await verdict(ask({code: {code: 91000, rate: 1}}))).toBe(91000);
  expect(await verdict(ask({}))).toBe(0);
});

test('a bad gateway answers 502 with HTML, a portal 200 with HTML, an empty answer 200 with nothing', async () => {
  const gateway = await ask({badGateway: 1});
  expect([gateway.status, (await gateway.text()).slice(0, 6)]).toEqual([502, '<html>']);
  const portal = await ask({html200: 1});
  expect([portal.status, (await portal.text()).slice(0, 6)]).toEqual([200, '<html>']);
  const empty = await ask({empty: 1});
  expect([empty.status, await empty.text()]).toEqual([200, '']);
});

test('a truncated answer begins well and ends with the connection', async () => {
  const answer = await ask({truncated: 1});
  expect(answer.status).toBe(200);
  await expect(answer.text()).rejects.toThrow();
});

test('a reset connection answers nothing', async () => {
  await expect(ask({reset: 1})).rejects.toThrow('fetch failed');
});

test('a slow answer drips, and closing the simulator ends it', async () => {
  const reader = (await ask({slow: 1})).body!.getReader();
  const {value} = await reader.read();
  expect(new TextDecoder().decode(value)).toBe('{');
  await simulator.close();
  await expect(reader.read()).rejects.toThrow();
});

test('an answer can be delayed, its counts are those of its arrival, and its date that of its departure', async () => {
  let now = NOW * 1000;
  const late = await startSimulator({apps: [app], latencyMs: 50}, {now: () => now});
  const startedAt = performance.now();
  const answer = post(address(late.url));
  while (late.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
  now += 86_400_000;
  const {headers} = await answer;
  const body = (await (await answer).json()) as object;
  await late.close();
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(49);
  expect(body).toMatchObject({
    DeliveredCount: late.counts(app.sdkAppId, {start: NOW - 7200, end: NOW - 3600}, NOW).total.delivered,
  });
  expect(headers.get('date')).toBe('Thu, 13 Mar 2025 16:00:00 GMT');
});

test('every answer bears the time of the simulator, whatever else goes wrong with it', async () => {
  const date = 'Wed, 12 Mar 2025 16:00:00 GMT';
  const kinds: Partial<Faults>[] = [
    {},
    {internal: 1},
    {badGateway: 1},
    {html200: 1},
    {empty: 1},
    {truncated: 1},
    {slow: 1},
  ];
  for (const faults of kinds) {
    const answer = await ask(faults);
    expect([faults, answer.headers.get('date')]).toEqual([faults, date]);
    await answer.body?.cancel().catch(() => undefined);
  }
  expect((await post(`${simulator.url}/elsewhere`)).headers.get('date')).toBe(date);
});

test('calls that are refused anyway meet no fault', async () => {
  simulator.setFaults({reset: 1});
  expect(await verdict(post(address(simulator.url, {usersig: sign({key: 'wrong'})})))).toBe(70009);
});

test('rates share one chance, in a fixed order', () => {
  const faults = {code: {code: 91000, rate: 0.25}, reset: 0.25, internal: 0.25};
  const at = [0, 0.24, 0.25, 0.49, 0.5, 0.74, 0.75, 0.99];
  const drawn = [90102, 90102, 'reset', 'reset', 91000, 91000, undefined, undefined];
  expect(at.map((chance) => faultAt(faults, chance))).toEqual(drawn);
});

test('the same seed gives the same faults at about their rate, another seed gives others', async () => {
  const codes = async (seed: number) => {
    const faulty = await startSimulator(
      {apps: [app], minGapMs: 0, seed, faults: {internal: 0.5}},
      {now: () => NOW * 1000},
    );
    for (let i = 0; i < 40; i++) await verdict(post(address(faulty.url)));
    await faulty.close();
    return faulty.requests.map(({code}) => code);
  };
  const first = await codes(1);
  expect(await codes(1)).toEqual(first);
  expect(await codes(2)).not.toEqual(first);
  const failed = first.filter((code) => code === 90102).length;
  expect(failed).toBeGreaterThan(8);
  expect(failed).toBeLessThan(32);
});
