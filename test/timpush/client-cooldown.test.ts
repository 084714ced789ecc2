import {expect, test} from '@jest/globals';
import {failure, scriptedApi} from './scripted-api.js';

const stops = [
  70050, 90009, 90045, 90103, 60010, 60012, 60016, 60017, 60020, 60021, 60025, 60026, 70013, 70014, 70016, 70020, 70051,
  70402, 70403, 80005, 70003, 70009,
];

test.each(stops)('after %d the app is left alone for 60 s, then asked again', async (code) => {
  const api = scriptedApi([code]);
  const error = await failure(api.ask());
  expect(error).toMatchObject({code});
  api.clock.set('2026-03-01T12:00:59.999Z');
  expect(await failure(api.ask())).toBe(error);
  expect(api.calls).toHaveLength(1);
  api.clock.set('2026-03-01T12:01:00Z');
  await api.ask();
  expect(api.calls).toHaveLength(2);
});

test('a fetch that is refused in the rest is told so at once, with no pause and no turn', async () => {
  const api = scriptedApi([70009], {backoffMs: 30_000, paceMs: 1000});
  await failure(api.ask());
  api.clock.slept.length = 0;
  expect(await failure(api.ask())).toMatchObject({code: 70009});
  expect(api.clock.slept).toEqual([]);
});

test('a fetch that already waits for its turn when the rest begins makes no call', async () => {
  const api = scriptedApi([70050], {maxInFlight: 1});
  const codes = await Promise.all([1, 2, 3, 4].map(() => failure(api.ask())));
  expect(codes).toMatchObject([{code: 70050}, {code: 70050}, {code: 70050}, {code: 70050}]);
  expect(api.calls).toHaveLength(1);
  api.clock.set('2026-03-01T12:01:00Z');
  await api.ask();
});

test('a fetch that waits to try again when the rest begins makes no further call', async () => {
  const api = scriptedApi([90102, 90045], {backoffMs: 20});
  const [first, second] = await Promise.all([failure(api.ask()), failure(api.ask())]);
  expect([first, second]).toMatchObject([{code: 90045}, {code: 90045}]);
  expect(api.calls).toHaveLength(2);
});

test.each([
  ['Asia/Shanghai', '2026-03-01T15:59:59.999Z', '2026-03-01T16:00:00Z'],
  ['America/New_York', '2026-03-02T04:59:59.999Z', '2026-03-02T05:00:00Z'],
])('after 60028 the app is left alone until its next midnight in %s', async (timezone, lastMoment, midnight) => {
  const app = {name: 'shop', sdkAppId: 1_400_000_001, timezone, withoutReceipts: []};
  const api = scriptedApi([60028], {app});
  const error = await failure(api.ask());
  expect(error).toMatchObject({code: 60028, recovery: 'stop-until-tomorrow'});
  api.clock.set(lastMoment);
  expect(await failure(api.ask())).toBe(error);
  expect(api.calls).toHaveLength(1);
  api.clock.set(midnight);
  await api.ask();
});

test('an error of a call in flight does not shorten the rest', async () => {
  const api = scriptedApi([
    {code: 60028, whenCalls: 2},
    {code: 70050, whenCalls: 3},
  ]);
  await Promise.all([failure(api.ask()), failure(api.ask()), api.ask()]);
  api.clock.set('2026-03-01T15:59:00Z');
  expect(await failure(api.ask())).toMatchObject({code: 60028});
  expect(api.calls).toHaveLength(3);
});

test.each([70003, 70009])('after %d a key that is mended is tried at the next turn', async (code) => {
  const api = scriptedApi([code]);
  await failure(api.ask());
  api.userSig.key = 'mended';
  api.clock.set('2026-03-01T12:00:01Z');
  await api.ask();
  expect(api.signatures()).toEqual(['key-1', 'mended-2']);
});

test('in the rest the key is read at most once a second, however many turns are asked for', async () => {
  const api = scriptedApi([70009]);
  await failure(api.ask());
  api.clock.set('2026-03-01T12:00:00.999Z');
  await Promise.all([failure(api.ask()), failure(api.ask())]);
  expect(api.userSig.reads).toBe(1);
  api.clock.set('2026-03-01T12:00:01Z');
  await Promise.all([failure(api.ask()), failure(api.ask())]);
  expect(api.userSig.reads).toBe(2);
  expect(api.calls).toHaveLength(1);
});

test('a mended key that is wrong, too, begins the rest anew', async () => {
  const api = scriptedApi([70009, 70009]);
  await failure(api.ask());
  api.userSig.key = 'wrong too';
  api.clock.set('2026-03-01T12:00:30Z');
  expect(await failure(api.ask())).toMatchObject({code: 70009});
  api.clock.set('2026-03-01T12:01:29.999Z');
  expect(await failure(api.ask())).toMatchObject({code: 70009});
  expect(api.calls).toHaveLength(2);
});

test.each([70050, 90045])('the rest after %d is not for the key, and a new one does not end it', async (code) => {
  const api = scriptedApi([code]);
  await failure(api.ask());
  api.userSig.key = 'another';
  api.clock.set('2026-03-01T12:00:30Z');
  expect(await failure(api.ask())).toMatchObject({code});
  expect([api.userSig.reads, api.calls.length]).toEqual([0, 1]);
});

test('another app goes on while one is left alone', async () => {
  const resting = scriptedApi([90045]);
  const other = scriptedApi([]);
  await failure(resting.ask());
  await other.ask();
  expect(other.calls).toHaveLength(1);
});

test.each([-2 * 86_400, 2 * 86_400])(
  'a clock that is set by %d s neither prolongs nor ends the cool-down',
  async (seconds) => {
    const api = scriptedApi([90045]);
    await failure(api.ask());
    api.clock.jump(seconds);
    await failure(api.ask());
    expect(api.calls).toHaveLength(1);
    await api.clock.sleep(60_000);
    await api.ask();
    expect(api.calls).toHaveLength(2);
  },
);
