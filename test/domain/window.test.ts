import {expect, test} from '@jest/globals';
import {type Grid, parseStep, windowsTouching} from '../../src/domain/window.js';

const grid = (step: string, timezone: string, maxWindow = 2_592_000): Grid => ({step: parseStep(step)!, timezone, maxWindow});
const at = (iso: string) => Date.parse(iso) / 1000;

test('a day of a clock change has 23 or 25 hours', () => {
  const spring = windowsTouching(grid('1h', 'Europe/Berlin'), {start: at('2026-03-28T23:00Z'), end: at('2026-03-29T22:00Z')});
  expect(spring).toHaveLength(23);
  const autumn = windowsTouching(grid('1h', 'Europe/Berlin'), {start: at('2026-10-24T22:00Z'), end: at('2026-10-25T23:00Z')});
  expect(autumn).toHaveLength(25);
});
