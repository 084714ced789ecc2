import {expect, test} from '@jest/globals';
import {pushFindings} from '../../../src/findings/push-findings.js';
import type {ReasonDeps} from '../../../src/findings/reasons.js';
import {sentence} from '../../../src/findings/sentence.js';
import {lookUp} from '../../../src/timpush/loss-codes.js';
import {reports} from '../../../src/timpush/reports.js';
import {at} from '../../support/doubles/manual-clock.js';
import type {Story} from './collection.js';
import {startCollectorFixture} from './collector-fixture.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const LOOK_EVERY = 1.5 * HOUR;
const BEGIN = at('2026-03-01T00:00+08:00');
const FIRST_LOOK = BEGIN + 9 * DAY;
const END = FIRST_LOOK + 28 * DAY;

/** The mix changes from week to week: FCM grows, Honor comes and goes, one week is busier than the others. */
const changes = [
  {platform: 4, from: BEGIN + 14 * DAY, to: END, share: 1.6},
  {platform: 4, from: BEGIN + 21 * DAY, to: END, share: 1.6},
  {platform: 8, from: BEGIN + 17 * DAY, to: BEGIN + 24 * DAY, share: 0.4},
  {from: BEGIN + 28 * DAY, to: BEGIN + 35 * DAY, share: 1.7},
];

/** Every night from one to six: some phone makers hold pushes back until morning, and some apps send nothing. */
const nights = Array.from({length: 37}, (_, day) => ({
  platform: 3,
  from: BEGIN + day * DAY + HOUR,
  to: BEGIN + day * DAY + 6 * HOUR,
}));

const stories: readonly Story[] = [
  {name: 'shop', reports: Object.keys(reports), incidents: changes},
  {name: 'held-at-night', platforms: {1: 1, 3: 1}, incidents: nights.map((night) => ({...night, delivery: 0.3}))},
  {name: 'silent-at-night', platforms: {1: 1, 3: 1}, incidents: nights.map((night) => ({...night, share: 0}))},
  {name: 'small', volume: 3000, platforms: {1: 2, 3: 1, 4: 1}},
];

/** What the collector says of all of it. */
async function findingsOf(reader: ReasonDeps['store']): Promise<string[]> {
  const asked = {apps: stories.map(({name}) => name), span: {start: FIRST_LOOK, end: END}, now: END};
  const deps = {store: reader, explainLoss: lookUp};
  const found = await Promise.all(
    (['chat', 'broadcast'] as const).map((report) => pushFindings({...asked, report}, deps)),
  );
  return found.flat().map((finding) => sentence(finding, 'Asia/Shanghai'));
}

test('in 28 quiet days with nights, weekends, late data, losses and a changing mix no alert is even pending, and nothing is found', async () => {
  const fixture = await startCollectorFixture({stories, begin: BEGIN});
  try {
    const seen = new Set<string>();
    // Each two hours in a row are looked at, and each time at another minute: before and after the newest window has come in.
    for (let look = 0; FIRST_LOOK + look * LOOK_EVERY < END; look += 1) {
      await fixture.look(FIRST_LOOK + look * LOOK_EVERY + 60 * (look % 4) * 15 + 120);
      for (const alert of fixture.alerts.active()) seen.add(alert);
    }
    expect([...seen]).toEqual([]);
    expect(await findingsOf(fixture.reader)).toEqual([]);
  } finally {
    await fixture.stop();
  }
}, 300_000);
