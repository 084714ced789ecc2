import {expect, test} from '@jest/globals';
import type {FindingsView} from '../../../src/domain/finding.js';
import type {Store} from '../../../src/domain/ports.js';
import type {WhyView} from '../../../src/domain/why-view.js';
import {currentPushFindings} from '../../../src/findings/current.js';
import type {ReasonDeps} from '../../../src/findings/reasons.js';
import {sentence} from '../../../src/findings/sentence.js';
import {lookUp} from '../../../src/timpush/loss-codes.js';
import {reports} from '../../../src/timpush/reports.js';
import {queries} from '../../../src/views/query.js';
import {coverage, live, losses, pushOf} from '../../console/answer-fixture.js';
import {servePage} from '../../console/page-fixture.js';
import {text, visit} from '../../console/visitor.js';
import {at, ManualClock} from '../../support/doubles/manual-clock.js';
import {aJob, anApp} from '../../support/fixtures/examples.js';
import {openBrowser} from '../../support/servers/browser.js';
import type {Story} from './collection.js';
import {startCollectorFixture} from './collector-fixture.js';

const HOUR = 3600;
const ZONE = 'Asia/Shanghai';
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

const jobs = Object.values(reports).map((report) => aJob({report}));
const counts = ['chat', 'broadcast'] as const;

/** What a running collector would tell Alertmanager. */
async function toldAt(now: number, reader: ReasonDeps['store']): Promise<string[]> {
  const found = await currentPushFindings(now, counts, {store: reader, explainLoss: lookUp});
  return found.map((finding) => sentence(finding, ZONE));
}

/** What `why` says of all of it. */
function whyOf(store: Store): Promise<WhyView> {
  const clock = new ManualClock(new Date((END + HOUR) * 1000).toISOString());
  const apps = stories.map(({name}, index) => anApp({name, sdkAppId: 1_400_000_001 + index}));
  const collector = queries({jobs, apps, store, clock, explainLoss: lookUp, timezone: ZONE});
  return collector.why({from: '2026-03-10', to: '2026-04-07'});
}

/** What the page says when it is told the same findings. */
async function pageOf(findings: FindingsView): Promise<string> {
  const answers = {push: async () => pushOf({}), coverage: async () => coverage, losses: async () => losses};
  const server = await servePage({...answers, findings: async () => findings, live: () => live});
  const browser = await openBrowser();
  try {
    const {page} = await visit(browser, server.url);
    await page.locator('#findings :is(.tick, .finding)').first().waitFor();
    return await text(page, '#findings');
  } finally {
    await browser.close();
    await server.close();
  }
}

test('in 28 quiet days with nights, weekends, late data, losses and a changing mix no alert is even pending, and nobody says anything', async () => {
  const fixture = await startCollectorFixture({stories, begin: BEGIN});
  try {
    const seen = new Set<string>();
    // Each two hours in a row are looked at, and each time at another minute: before and after the newest window has come in.
    for (let look = 0; FIRST_LOOK + look * LOOK_EVERY < END; look += 1) {
      const now = FIRST_LOOK + look * LOOK_EVERY + 60 * (look % 4) * 15 + 120;
      await fixture.look(now);
      for (const alert of fixture.alerts.active()) seen.add(alert);
      if (look % 15 === 0) for (const told of await toldAt(now, fixture.reader)) seen.add(told);
    }
    expect([...seen]).toEqual([]);
    const why = await whyOf(fixture.store);
    expect(why.findings.map((finding) => finding.sentence)).toEqual([]);
    expect(why.summary).toMatch(/^Nothing unusual in 28 days \(/);
    expect(await pageOf(why)).toMatch(/Nothing unusual in 28 days \(/);
  } finally {
    await fixture.stop();
  }
}, 600_000);
