import {expect, test} from '@jest/globals';
import {RequestLog} from '../../src/simulator/request-log.js';
import {type LoggedRequest, startSimulator} from '../../src/simulator/simulator.js';
import {address, app, NOW, post, sign, WINDOW} from './caller.js';

test('every call is logged with its arrival, its window and what came of it, and told to whoever listens', async () => {
  let atMs = 0.25;
  const told: LoggedRequest[] = [];
  const deps = {
    now: () => NOW * 1000 + 700,
    monotonicMs: () => atMs,
    onRequest: (request: LoggedRequest) => told.push(request),
  };
  const simulator = await startSimulator({apps: [app]}, deps);
  await post(address(simulator.url));
  await post(address(simulator.url));
  atMs = 5000.5;
  simulator.setFaults({badGateway: 1});
  await post(address(simulator.url));
  await post(`${simulator.url}/elsewhere`, 'hello');
  await simulator.close();

  const host = new URL(simulator.url).host;
  const call = {host, sdkAppId: app.sdkAppId, command: 'normal_push_statistics', clockMs: NOW * 1000 + 700, asOf: NOW};
  const window = {start: WINDOW.StartTime, end: WINDOW.EndTime};
  expect(simulator.requests).toEqual([
    {...call, ...window, at: 0.25, code: 0},
    {...call, ...window, at: 0.25, code: 60007},
    {...call, ...window, at: 5000.5, code: 'http-502'},
    {...call, start: undefined, end: undefined, at: 5000.5, sdkAppId: undefined, command: '/elsewhere', code: 60002},
  ]);
  expect(told).toEqual(simulator.requests);
});

test('no UserSig is ever in the log', async () => {
  const simulator = await startSimulator({apps: [app]}, {now: () => NOW * 1000});
  const usersig = sign({key: 'wrong'});
  await post(address(simulator.url, {usersig}));
  await simulator.close();
  expect(simulator.requests).toHaveLength(1);
  expect(JSON.stringify(simulator.requests)).not.toContain(usersig);
});

test('the oldest requests go when there are too many', () => {
  const log = new RequestLog(20);
  for (let at = 0; at < 25; at++) log.open({at, clockMs: 0, host: '', sdkAppId: 1, command: 'c', asOf: 0});
  expect(log.requests.map(({at}) => at)).toEqual(Array.from({length: 19}, (_, i) => i + 6));
});
