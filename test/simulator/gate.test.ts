import {expect, test} from '@jest/globals';
import {type Simulator, startSimulator} from '../../src/simulator/simulator.js';
import {address, app, NOW, post, sign, verdict} from './caller.js';

/** A simulator whose monotonic clock is set by hand. */
async function withClock(use: (simulator: Simulator, at: (ms: number) => void) => Promise<void>): Promise<void> {
  let atMs = 0;
  const neighbour = {sdkAppId: 1400000002, secretKey: 'another-key'};
  const deps = {now: () => NOW * 1000, monotonicMs: () => atMs};
  const simulator = await startSimulator({apps: [app, neighbour]}, deps);
  await use(simulator, (ms) => {
    atMs = ms;
  });
  await simulator.close();
}

test('calls closer than a second get 60007, and even those count as calls', () =>
  withClock(async (simulator, at) => {
    const call = async (ms: number) => {
      at(ms);
      return verdict(post(address(simulator.url)));
    };
    expect([await call(0), await call(999.9), await call(1900), await call(2900)]).toEqual([0, 60007, 60007, 0]);
  }));

test('apps and unauthenticated calls do not use up the quota of an app', () =>
  withClock(async (simulator) => {
    const usersig = sign({sdkAppId: 1400000002, key: 'another-key'});
    expect(await verdict(post(address(simulator.url, {usersig: sign({key: 'wrong'})})))).toBe(70009);
    expect(await verdict(post(address(simulator.url)))).toBe(0);
    expect(await verdict(post(address(simulator.url, {sdkappid: '1400000002', usersig})))).toBe(0);
  }));

test('ten bad signatures within a minute shut an app out for a minute, good signatures too', () =>
  withClock(async (simulator, at) => {
    const bad = () => verdict(post(address(simulator.url, {usersig: sign({key: 'wrong'})})));
    const good = () => verdict(post(address(simulator.url)));
    for (let i = 0; i < 10; i++) {
      at(i * 5_000);
      expect(await bad()).toBe(70009);
    }
    expect([await bad(), await good()]).toEqual([70050, 70050]);
    at(45_000 + 59_999);
    expect(await good()).toBe(70050);
    at(45_000 + 60_000);
    expect(await good()).toBe(0);
  }));

test('bad signatures that are spread over more than a minute shut nobody out', () =>
  withClock(async (simulator, at) => {
    for (let i = 0; i < 12; i++) {
      at(i * 7_000);
      expect(await verdict(post(address(simulator.url, {usersig: sign({key: 'wrong'})})))).toBe(70009);
    }
  }));
