import {expect, test} from '@jest/globals';
import {at} from '../../support/doubles/manual-clock.js';
import {startCollectorFixture} from './collector-fixture.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const T = at('2026-03-08T21:00+08:00');

test('where nobody collects losses the same alerts fire, and say that there are no reasons', async () => {
  const incidents = [{from: T, to: T + 3 * HOUR, delivery: 0.2, sent: 0.5}];
  const story = {name: 'shop', volume: 30_000, platforms: {3: 1}, reports: ['chat'], incidents};
  const fixture = await startCollectorFixture({stories: [story], begin: T - 8 * 24 * HOUR});
  try {
    for (let now = T + HOUR; now <= T + 3 * HOUR; now += 10 * MINUTE) await fixture.look(now + 120);
    const told = fixture.alerts.episodes.map(({uid, texts}) => `${uid}: ${texts.description}`);
    expect(told.sort()).toEqual([
      'push-delivery-collapse: No reason is known: the vendor told none, or losses are not collected.',
      'push-send-drop: No reason is known: the vendor told none, or losses are not collected.',
    ]);
  } finally {
    await fixture.stop();
  }
}, 60_000);
