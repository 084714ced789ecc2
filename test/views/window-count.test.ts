import {expect, test} from '@jest/globals';
import {parseStep} from '../../src/domain/window.js';
import {WindowCounter} from '../../src/views/window-count.js';
import {at} from '../support/doubles/manual-clock.js';
import {aJob, anApp} from '../support/fixtures/examples.js';

const now = at('2026-03-03T00:05Z');
const zones = ['UTC', 'Asia/Shanghai'];
const apps = Array.from({length: 100}, (_, i) => {
  return anApp({name: `app-${i}`, sdkAppId: i + 1, timezone: zones[i % zones.length]!});
});

test('the windows of ten years are cut once for all apps of a zone', () => {
  let cuts = 0;
  const hourly = aJob({step: parseStep('6h')!});
  const job = {
    ...hourly,
    get step() {
      cuts += 1;
      return hourly.step;
    },
  };
  const span = {start: at('2016-01-01T00:00Z'), end: at('2026-01-01T00:00Z')};
  const counter = new WindowCounter({job, apps, span, now}, new Map());
  expect(counter.of('app-99')).toEqual({collected: 0, expected: 3653 * 4});
  expect(counter.all()).toEqual({collected: 0, expected: 100 * 3653 * 4});
  expect(cuts).toBe(zones.length);
});
