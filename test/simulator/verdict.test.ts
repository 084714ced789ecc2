import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {type Simulator, startSimulator} from '../../src/simulator/simulator.js';
import {address, app, NOW, post, sign, verdict, WINDOW} from './caller.js';

const MONTH = 30 * 86_400;
let simulator: Simulator;

beforeEach(async () => {
  const neighbour = {sdkAppId: 1400000002, secretKey: 'another-key'};
  simulator = await startSimulator({apps: [app, neighbour], minGapMs: 0}, {now: () => NOW * 1000});
});
afterEach(() => simulator.close());

const ask = (changes: Record<string, string | undefined>, body: unknown = WINDOW) =>
  verdict(post(address(simulator.url, changes), body));
const window = (StartTime: unknown, EndTime: unknown) => ask({}, {StartTime, EndTime});

test('a correct call is answered with the counts of its window, spelt as the vendor spells them', async () => {
  const answer = await post(address(simulator.url));
  const {total, platforms} = simulator.counts(app.sdkAppId, {start: WINDOW.StartTime, end: WINDOW.EndTime}, NOW);
  const row = ({
    total,
    sent,
    delivered,
    clicked,
  }: typeof platforms extends ReadonlyMap<number, infer C> ? C : never) => ({
    TotalCount: total,
    SentCount: sent,
    DeliveredCount: delivered,
    ClickCount: clicked,
  });
  expect(answer.headers.get('date')).toBe('Wed, 12 Mar 2025 16:00:00 GMT');
  expect(await answer.json()).toEqual({
    ActionStatus: 'OK',
    ErrorCode: 0,
    ErrorInfo: 'sucess',
    ...row(total),
    PlatformStatistics: [...platforms].map(([PushPlatform, counts]) => ({PushPlatform, ...row(counts)})),
  });
  expect(platforms.size).toBe(9);
});

test('an address that is not the API gets 60002, an unknown command 60009', async () => {
  expect(await verdict(fetch(address(simulator.url)))).toBe(60002);
  expect(await verdict(post(`${simulator.url}/elsewhere`))).toBe(60002);
  expect(await verdict(post(`${simulator.url}/v4/timpush/unheard_of?sdkappid=1`))).toBe(60009);
});

test('a query that lacks something gets 60012 or 60025', async () => {
  expect(await ask({sdkappid: undefined})).toBe(60012);
  expect(await ask({sdkappid: 'many'})).toBe(60025);
  expect(await ask({identifier: undefined})).toBe(60025);
  expect(await ask({usersig: ''})).toBe(60025);
  expect(await ask({contenttype: 'xml'})).toBe(60025);
  expect(await ask({random: '4294967296'})).toBe(60025);
  expect(await ask({random: '-1'})).toBe(60025);
});

test('an SDKAppID that does not exist gets 70020', async () => {
  expect(await ask({sdkappid: '1400000009', usersig: sign({sdkAppId: 1400000009})})).toBe(70020);
});

test('a bad UserSig gets the code of what is wrong with it', async () => {
  expect(await ask({usersig: sign({expire: -1_000_000_000})})).toBe(70001);
  expect(await ask({usersig: 'eJyrVgrxCdYrSy1SslIy0jNQ0lEqzk'})).toBe(70003);
  expect(await ask({usersig: 'not base64!'})).toBe(70003);
  expect(await ask({usersig: sign({key: 'another-key'})})).toBe(70009);
  expect(await ask({usersig: sign({identifier: 'somebody'})})).toBe(70013);
  expect(await ask({usersig: sign({sdkAppId: 1400000002, key: 'another-key'})})).toBe(70014);
});

test('an account that is not the administrator gets 90009', async () => {
  expect(await ask({identifier: 'somebody', usersig: sign({identifier: 'somebody'})})).toBe(90009);
});

test('a body that is not a JSON object gets 60003', async () => {
  for (const body of ['', '{"StartTime":', '[1, 2]', 'null', ' '.repeat(100_000) + JSON.stringify(WINDOW)]) {
    expect(await ask({}, body)).toBe(60003);
  }
});

test('a window that is not one gets 90100', async () => {
  for (const [start, end] of [
    [NOW - 1.5, NOW],
    ['1741708800', NOW],
    [NOW, NOW],
    [NOW, NOW - 1],
    [-1, NOW],
    [undefined, NOW],
    [NOW - MONTH - 1, NOW],
  ]) {
    expect(await window(start, end)).toBe(90100);
  }
  expect(await window(NOW - MONTH, NOW)).toBe(0);
  expect(await window(NOW - 60, NOW + 3600)).toBe(0);
});

test('windows that start before the days it keeps get 90100, where it keeps only some', async () => {
  const strict = await startSimulator({apps: [app], minGapMs: 0, keepDays: 30}, {now: () => NOW * 1000});
  const from = (StartTime: number) => verdict(post(address(strict.url), {StartTime, EndTime: StartTime + 3600}));
  expect([await from(NOW - MONTH), await from(NOW - MONTH - 1)]).toEqual([0, 90100]);
  expect(await window(NOW - 3 * MONTH, NOW - 2 * MONTH)).toBe(0);
  await strict.close();
});

test('an app can be changed while it is played: another key, another code for every call', async () => {
  simulator.setApp(app.sdkAppId, {secretKey: 'a-new-key'});
  expect([await ask({}), await ask({usersig: sign({key: 'a-new-key'})})]).toEqual([70009, 0]);
  simulator.setApp(app.sdkAppId, {secretKey: app.secretKey, errorCode: 90045});
  expect(await ask({})).toBe(90045);
  simulator.setApp(app.sdkAppId, {errorCode: undefined});
  expect(await ask({})).toBe(0);
  expect(() => simulator.setApp(1, {})).toThrow('no simulated app 1');
});
