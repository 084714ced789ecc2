import {expect, jest, test} from '@jest/globals';
import {CollectorError} from '../../src/domain/errors.js';
import {failure, scriptedApi} from './scripted-api.js';

test('70001 signs anew and asks once more', async () => {
  const api = scriptedApi([70001]);
  await api.ask();
  expect(api.signatures()).toEqual(['key-1', 'key-2']);
});

test('70001 twice is the end of a fetch, and uses no retry up', async () => {
  const api = scriptedApi([70001, 70001], {retries: 9});
  expect(await failure(api.ask())).toMatchObject({code: 70001});
  expect(api.calls).toHaveLength(2);
  await scriptedApi([70001], {retries: 0}).ask();
});

test('70001 met by two calls at once signs anew once', async () => {
  const expired = {code: 70001, whenCalls: 2};
  const api = scriptedApi([expired, expired]);
  await Promise.all([api.ask(), api.ask()]);
  expect(api.signatures()).toEqual(['key-1', 'key-1', 'key-2', 'key-2']);
});

test.each([70003, 70009])('%d with the same key as before stops at once', async (code) => {
  const api = scriptedApi([code], {retries: 9});
  expect(await failure(api.ask())).toMatchObject({code, recovery: 'reload-secret'});
  expect(api.calls).toHaveLength(1);
  expect(api.userSig.reads).toBe(1);
});

test.each([70003, 70009])('%d with a new key asks once more, signed with that', async (code) => {
  const api = scriptedApi([code], {retries: 0});
  api.userSig.key = 'rotated';
  await api.ask();
  expect(api.signatures()).toEqual(['key-1', 'rotated-2']);
  expect(api.userSig.reads).toBe(1);
});

test('70009 with a new key that is wrong too stops after the second call', async () => {
  const api = scriptedApi([70009, 70009], {retries: 9});
  api.userSig.key = 'rotated';
  expect(await failure(api.ask())).toMatchObject({code: 70009});
  expect(api.calls).toHaveLength(2);
});

test('a key that cannot be read when a signature is refused is what the fetch tells, and the turn of the call ends', async () => {
  const api = scriptedApi([70001], {retries: 9, maxInFlight: 1});
  const {renew} = api.userSig;
  const unreadable = new CollectorError('the secret key cannot be read', 'stop');
  api.userSig.renew = () => {
    throw unreadable;
  };
  expect(await failure(api.ask())).toBe(unreadable);
  api.userSig.renew = renew;
  await api.ask();
  expect(api.calls).toHaveLength(2);
});

test('a key that cannot be read before a call is what the fetch tells, and the turn of the call ends', async () => {
  const api = scriptedApi([], {maxInFlight: 1});
  const unreadable = new CollectorError('the secret key cannot be read', 'stop');
  const current = jest.spyOn(api.userSig, 'current').mockImplementationOnce(() => {
    throw unreadable;
  });
  expect(await failure(api.ask())).toBe(unreadable);
  await api.ask();
  expect([current.mock.calls.length, api.calls.length]).toEqual([2, 1]);
});
