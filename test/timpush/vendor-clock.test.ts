import {expect, test} from '@jest/globals';
import {VendorClock} from '../../src/timpush/vendor-clock.js';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const header = (offsetMs: number) => new Date(NOON + offsetMs).toUTCString();

test.each<[string, number, number]>([
  ['the same', 0, 0],
  ['59 s ahead', 59_000, 0],
  ['59 s behind', -59_000, 0],
  ['62 s ahead', 62_000, 63],
  ['two days ahead', 2 * 86_400_000, 2 * 86_400 + 1],
  ['two days behind', -2 * 86_400_000, -2 * 86_400 + 1],
])('a clock that is %s', (_, oursMs, lead) => {
  const clock = new VendorClock();
  clock.observe(header(0), NOON + oursMs, NOON + oursMs + 1000);
  expect(clock.lead()).toBe(lead);
});

test('an answer that took long is no difference, whenever in between the vendor wrote it', () => {
  const clock = new VendorClock();
  for (const offset of [0, 45_000, 90_000]) {
    clock.observe(header(offset), NOON, NOON + 90_000);
    expect(clock.lead()).toBe(0);
  }
});

test('an answer without a time, or with none that can be read, changes nothing', () => {
  const clock = new VendorClock();
  clock.observe(header(0), NOON + 7_200_000, NOON + 7_200_000);
  for (const date of [undefined, '', 'yesterday']) clock.observe(date, NOON, NOON);
  expect(clock.lead()).toBe(7200);
});

test('what is taken off an instant of ours never leaves it later than the vendor says', () => {
  for (const tookMs of [0, 300, 999, 1000, 1700]) {
    const clock = new VendorClock();
    const askedAtMs = NOON + 3_600_400;
    clock.observe(header(0), askedAtMs, askedAtMs + tookMs);
    expect(Math.floor(askedAtMs / 1000) - clock.lead()).toBeLessThanOrEqual(NOON / 1000);
  }
});
