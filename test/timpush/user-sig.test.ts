import {createHmac} from 'node:crypto';
import {inflateSync} from 'node:zlib';
import {expect, test} from '@jest/globals';
import {CollectorError} from '../../src/domain/errors.js';
import {UserSig, type UserSigOptions} from '../../src/timpush/user-sig.js';
import {ManualClock} from '../support/doubles/manual-clock.js';

const KEY = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
const DAY = 86_400;

function aUserSig(more: Partial<UserSigOptions> = {}) {
  const clock = new ManualClock('2026-03-01T00:00:00Z');
  const secret = {key: KEY, reads: 0};
  const secretKey = () => {
    secret.reads += 1;
    return secret.key;
  };
  const options = {sdkAppId: 1_400_000_001, identifier: 'administrator', secretKey, ttl: DAY, ...more};
  return {userSig: new UserSig(options, clock), clock, secret};
}

/** An own reading of the algorithm: JSON, deflated with a zlib header, Base64 with `*-_` for `+/=`. */
function read(signature: string): Record<string, unknown> {
  const base64 = signature.replace(/[*_-]/g, (letter) => ({'*': '+', '-': '/', _: '='})[letter]!);
  return JSON.parse(inflateSync(Buffer.from(base64, 'base64')).toString());
}

test.each(['administrator', 'admin & co', '管理员'])(
  'the signature of %s holds what the server recomputes',
  (identifier) => {
    const {userSig} = aUserSig({identifier});
    const begun = Math.floor(Date.now() / 1000);
    const signature = userSig.current();
    expect(signature).toMatch(/^eJ[\w*-]+$/);
    expect(encodeURIComponent(signature)).toBe(signature);
    const {'TLS.time': time, ...rest} = read(signature);
    expect(time).toBeGreaterThanOrEqual(begun);
    expect(time).toBeLessThanOrEqual(begun + 60);
    const content = `TLS.identifier:${identifier}\nTLS.sdkappid:1400000001\nTLS.time:${time}\nTLS.expire:86400\n`;
    expect(rest).toEqual({
      'TLS.ver': '2.0',
      'TLS.identifier': identifier,
      'TLS.sdkappid': 1_400_000_001,
      'TLS.expire': DAY,
      'TLS.sig': createHmac('sha256', Buffer.from(KEY, 'utf8')).update(content).digest('base64'),
    });
  },
);

test('a signature is kept for half of its life, and the key read once for it', () => {
  const {userSig, clock, secret} = aUserSig();
  const first = userSig.current();
  secret.key = 'another';
  clock.set('2026-03-01T11:59:59.999Z');
  expect([userSig.current(), secret.reads]).toEqual([first, 1]);
  clock.set('2026-03-01T12:00:00Z');
  const second = userSig.current();
  expect(second).not.toBe(first);
  clock.set('2026-03-01T23:59:59Z');
  expect([userSig.current(), secret.reads]).toEqual([second, 2]);
});

test('renewed, a signature is made with the key of now, and lives for half of its life again', () => {
  const {userSig, clock, secret} = aUserSig();
  const first = userSig.current();
  clock.set('2026-03-01T06:00:00Z');
  secret.key = 'another';
  userSig.renew();
  const second = userSig.current();
  expect(second).not.toBe(first);
  clock.set('2026-03-01T17:59:59Z');
  expect([userSig.current(), secret.reads]).toEqual([second, 2]);
});

test('a key that is the same as before changes nothing', () => {
  const {userSig, secret} = aUserSig();
  const first = userSig.current();
  expect([userSig.keyChanged(), userSig.current(), secret.reads]).toEqual([false, first, 2]);
});

test('a key that has changed is signed with from then on', () => {
  const {userSig, secret} = aUserSig();
  const first = userSig.current();
  secret.key = 'another';
  expect(userSig.keyChanged()).toBe(true);
  expect(userSig.current()).not.toBe(first);
  expect(userSig.keyChanged()).toBe(false);
});

test('a secret that cannot be read stops the app, says what to do and tells nothing of it', () => {
  const cause = new Error('no such file');
  let key: string | undefined = KEY;
  const secretKey = () => {
    if (key === undefined) throw cause;
    return key;
  };
  const {userSig, clock} = aUserSig({secretKey});
  userSig.current();
  key = undefined;
  clock.set('2026-03-01T12:00:00Z');
  for (const use of [() => userSig.current(), () => userSig.renew(), () => userSig.keyChanged()]) {
    const error = thrownBy(use);
    expect(error).toBeInstanceOf(CollectorError);
    expect(error).toMatchObject({recovery: 'stop', cause});
    expect(error.message).toBe('the secret key cannot be read; put it back where the configuration says');
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain(KEY);
  }
  key = KEY;
  expect(userSig.current()).toMatch(/^eJ/);
});

function thrownBy(use: () => unknown): Error {
  try {
    use();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

test('a clock that is set makes a new signature when the old one would lie outside its life', () => {
  const {userSig, clock, secret} = aUserSig();
  userSig.current();
  for (const [seconds, reads] of [
    [-1, 2],
    [3600, 2],
    [-2 * DAY, 3],
    [2 * DAY, 4],
  ] as const) {
    clock.jump(seconds);
    userSig.current();
    expect([seconds, secret.reads]).toEqual([seconds, reads]);
  }
});

test('a clock that is set back again and again does not prolong a signature', () => {
  const {userSig, clock, secret} = aUserSig();
  userSig.current();
  clock.set('2026-03-01T11:00:00Z');
  clock.jump(-10 * 3600);
  userSig.current();
  expect(secret.reads).toBe(1);
  clock.set('2026-03-01T02:00:00Z');
  userSig.current();
  expect(secret.reads).toBe(2);
});
