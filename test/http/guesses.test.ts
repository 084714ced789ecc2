import {expect, test} from '@jest/globals';
import {Guesses} from '../../src/http/guesses.js';

function guessing() {
  const clock = {ms: 1000, elapsed: () => clock.ms};
  return {clock, guesses: new Guesses(clock)};
}

test('ten wrong ones are free, and then one comes every three seconds', () => {
  const {clock, guesses} = guessing();
  for (let guess = 0; guess < 10; guess++) {
    expect(guesses.waitMs('192.0.2.1')).toBe(0);
    guesses.wrong('192.0.2.1');
  }
  expect(guesses.waitMs('192.0.2.1')).toBe(3000);
  clock.ms += 2999;
  expect(guesses.waitMs('192.0.2.1')).toBe(1);
  clock.ms += 1;
  guesses.wrong('192.0.2.1');
  expect(guesses.waitMs('192.0.2.1')).toBe(3000);
  clock.ms += 30_000;
  expect(guesses.waitMs('192.0.2.1')).toBe(0);
});

test('addresses do not wait for each other, but an IPv6 network is one', () => {
  const {guesses} = guessing();
  const wrong = (address: string) => {
    for (let guess = 0; guess < 10; guess++) guesses.wrong(address);
  };
  wrong('192.0.2.1');
  expect(guesses.waitMs('192.0.2.2')).toBe(0);
  expect(guesses.waitMs('::ffff:192.0.2.1')).toBe(3000);
  wrong('2001:db8:0:1::5');
  expect(guesses.waitMs('2001:db8:0:1:ffff:1:2:3')).toBe(3000);
  expect(guesses.waitMs('2001:db8::1:0:0:0:9')).toBe(3000);
  expect(guesses.waitMs('2001:db8:0:2::5')).toBe(0);
  wrong('::1');
  expect(guesses.waitMs('::1')).toBe(3000);
});

test('however many addresses guess, only the last thousand are remembered', () => {
  const {guesses} = guessing();
  for (let guess = 0; guess < 10; guess++) guesses.wrong('192.0.2.1');
  for (let other = 0; other < 999; other++) guesses.wrong(`10.0.${other >> 8}.${other & 255}`);
  expect(guesses.waitMs('192.0.2.1')).toBe(3000);
  guesses.wrong('10.1.0.0');
  expect(guesses.waitMs('192.0.2.1')).toBe(0);
});
