import {expect, test} from '@jest/globals';
import {ApiError, CollectorError, TransportError} from '../../src/domain/errors.js';
import {at} from '../support/doubles/manual-clock.js';
import {until} from '../support/oracle/until.js';
import {envelope, failure, scriptedApi, WINDOW} from './scripted-api.js';

test('a call is signed, names its window in seconds and comes back with its body and when it was asked', async () => {
  const text = '{"ActionStatus":"OK","ErrorCode":0,"TotalCount":7}';
  const api = scriptedApi([text], {baseUrl: 'http://api.test/gateway/', identifier: 'admin & co'});
  expect(await api.ask()).toEqual({body: JSON.parse(text), fetchedAt: at('2026-03-01T12:00Z'), clockLead: 0});
  const [call] = api.calls;
  expect(call!.path).toBe('/gateway/v4/timpush/normal_push_statistics');
  expect(Object.fromEntries(call!.query)).toEqual({
    sdkappid: '1400000001',
    identifier: 'admin & co',
    usersig: 'key-1',
    random: '2147483648',
    contenttype: 'json',
  });
  expect(JSON.parse(call!.body)).toEqual({StartTime: WINDOW.start, EndTime: WINDOW.end});
});

test('the random number stays within 32 bits', async () => {
  const api = scriptedApi([], {}, {random: () => 1 - Number.EPSILON / 2});
  await api.ask();
  expect(api.calls[0]!.query.get('random')).toBe('4294967295');
});

test.each([
  [90102, 'an internal error'],
  [12345, 'a code that is not documented'],
  ['<html>502', 'a page'],
  [new Error('reset'), 'an error of the wire'],
])('%s (%s) is asked again until it passes', async (trouble, _what) => {
  const attempts: number[] = [];
  await scriptedApi([trouble, trouble]).ask({onCall: (attempt) => attempts.push(attempt)});
  expect(attempts).toEqual([1, 2, 3]);
});

test('with no retry left the last error comes out', async () => {
  const api = scriptedApi([90102, 90102, 91000]);
  expect(await failure(api.ask())).toMatchObject({code: 91000, recovery: 'retry'});
  expect(api.calls).toHaveLength(3);
  expect(await failure(scriptedApi([90102], {retries: 0}).ask())).toMatchObject({code: 90102});
});

test('an error of the wire comes out as a TransportError with its cause', async () => {
  const cause = new Error('read ECONNRESET');
  const error = await failure(scriptedApi([cause], {retries: 0}).ask());
  expect(error).toBeInstanceOf(TransportError);
  expect(error).toMatchObject({message: 'no answer from http://api.test: read ECONNRESET', cause});
});

test.each([60007, 60018, 60011, 60019])('%d is a delay, however often it comes', async (code) => {
  const api = scriptedApi(Array(9).fill(code), {retries: 2, paceMs: 1000});
  await api.ask();
  expect(api.calls).toHaveLength(10);
  expect(Math.max(...api.clock.slept)).toBeCloseTo(10_000 * 1.008);
});

test('“too often” is a delay even when no retry is left', async () => {
  await scriptedApi([60007], {retries: 0}).ask();
  const api = scriptedApi([90102, 60007, 90102, 60007, 60007], {retries: 2});
  await api.ask();
  expect(api.calls).toHaveLength(6);
});

test('“too often” widens the pace for a minute', async () => {
  const api = scriptedApi([60007], {paceMs: 1000});
  const gap = async () => {
    const before = api.clock.slept.length;
    await api.ask();
    return Math.round(api.clock.slept.slice(before).reduce((sum, ms) => sum + ms, 0));
  };
  expect([await gap(), await gap(), await gap()]).toEqual([2016, 2032, 2032]);
  api.clock.set('2026-03-01T12:02:00Z');
  expect([await gap(), await gap(), await gap()]).toEqual([0, 1008, 1008]);
});

test('90100 rejects the window after one call, and the next window is asked', async () => {
  const api = scriptedApi([90100]);
  const error = await failure(api.ask());
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({code: 90100, recovery: 'reject'});
  expect(api.calls).toHaveLength(1);
  await api.ask();
  expect(api.calls).toHaveLength(2);
});

test('90001 is a fault of ours: there is no second try, and other calls of the app go on', async () => {
  const api = scriptedApi([90001]);
  const error = await failure(api.ask());
  expect(error).toMatchObject({code: 90001, recovery: 'stop-report'});
  expect(error.message).toContain('a fault of the collector');
  await api.ask();
  expect(api.calls).toHaveLength(2);
});

test('a secret that cannot be read ends a fetch before any call', async () => {
  const unreadable = new CollectorError('the secret key cannot be read', 'stop');
  const userSig = {
    current: () => {
      throw unreadable;
    },
    renew: () => {},
    keyChanged: () => false,
  };
  const api = scriptedApi([], {maxInFlight: 1}, {userSig});
  const told: number[] = [];
  for (let turn = 0; turn < 2; turn += 1) {
    expect(await failure(api.ask({onCall: (attempt) => told.push(attempt)}))).toBe(unreadable);
  }
  expect([api.calls, told]).toEqual([[], []]);
});

test('every call is told of and counted, with its verdict', async () => {
  const counted: unknown[][] = [];
  const meter = {
    call: (...call: unknown[]) => counted.push(['call', ...call]),
    retry: (...retry: unknown[]) => counted.push(['retry', ...retry]),
    paceWait: (...wait: unknown[]) => counted.push(['wait', ...wait]),
  };
  const told: number[] = [];
  const api = scriptedApi([90102, 'x', envelope(0)], {paceMs: 1000}, {meter});
  await api.ask({onCall: (attempt) => told.push(attempt)});
  expect(told).toEqual([1, 2, 3]);
  expect(counted.map((row) => row.map((value) => (typeof value === 'number' ? Math.round(value) : value)))).toEqual([
    ['wait', 'shop', 'chat', 0],
    ['call', 'shop', 'chat', '90102'],
    ['wait', 'shop', 'chat', 1008],
    ['retry', 'shop', 'chat'],
    ['call', 'shop', 'chat', 'transport'],
    ['wait', 'shop', 'chat', 1008],
    ['retry', 'shop', 'chat'],
    ['call', 'shop', 'chat', 'ok'],
  ]);
});

test('who leaves finishes the call under way, and waits for no further one', async () => {
  const leave = new AbortController();
  const api = scriptedApi([0, 90102, 90102], {backoffMs: 60_000});
  const answered = api.ask({leave: leave.signal});
  const failed = failure(api.ask({leave: leave.signal}));
  await until(() => api.calls.length === 2);
  const reason = new Error('somebody else goes on');
  leave.abort(reason);
  expect((await answered).body).toMatchObject({ErrorCode: 0});
  expect(await failed).toBe(reason);
  expect(api.calls).toHaveLength(2);
});

test('an abort between two tries comes out as its reason', async () => {
  const stop = new AbortController();
  const reason = new Error('enough');
  const api = scriptedApi([90102], {backoffMs: 20_000});
  const asking = failure(api.ask({signal: stop.signal}));
  await until(() => api.calls.length > 0);
  stop.abort(reason);
  expect(await asking).toBe(reason);
  expect(await failure(api.ask({signal: stop.signal}))).toBe(reason);
  expect(api.calls).toHaveLength(1);
});
