import {expect, test} from '@jest/globals';
import {inputText, instantText} from '../../src/console/format.js';

test.each([
  ['2026-11-24T09:00', 'Asia/Shanghai', '2026-11-24T01:00:00.000Z'],
  ['2026-11-24T09:00', 'America/Los_Angeles', '2026-11-24T17:00:00.000Z'],
  ['2026-07-01T00:30', 'Europe/Berlin', '2026-06-30T22:30:00.000Z'],
  ['2026-03-29T03:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
  ['2026-10-25T04:00', 'Europe/Berlin', '2026-10-25T03:00:00.000Z'],
])('%s in %s is an instant', (text, zone, instant) => {
  expect(instantText(text, zone)).toBe(instant);
  expect(inputText(Date.parse(instant) / 1000, zone)).toBe(text);
});
