import {expect, test} from '@jest/globals';
import {fieldText, inputText, instantText, minuteText} from '../../src/console/format.js';

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

test('an instant is shown in the zone of the page, and a local time as it stands', () => {
  const instant = minuteText(Date.parse('2026-10-25T00:30:59Z') / 1000);
  expect(instant).toBe('2026-10-25T00:30Z');
  expect(fieldText(instant, 'Europe/Berlin')).toBe('2026-10-25T02:30');
  expect(fieldText('2026-11-23T00:00', 'Europe/Berlin')).toBe('2026-11-23T00:00');
  expect(fieldText('', 'Europe/Berlin')).toBe('');
});
