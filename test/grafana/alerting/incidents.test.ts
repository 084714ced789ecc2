import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {at} from '../../support/doubles/manual-clock.js';
import type {Episode} from './alerts.js';
import type {Story} from './collection.js';
import {startCollectorFixture} from './collector-fixture.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** A Sunday evening: the night that follows makes a drop of a day's rate as slow as it can be. */
const T = at('2026-03-08T21:00+08:00');
const span = (hours: number) => ({from: T, to: T + hours * HOUR});
const lasting = (hours: number) => ({start: T, end: T + hours * HOUR});
const HUAWEI = 3;
/** As many pushes on each of these platforms as an app with all of them has. */
const some = {volume: 108_000, platforms: {1: 0.3, 3: 0.16, 4: 0.08}};

const stories: readonly Story[] = [
  {name: 'drop30', ...some, incidents: [{platform: HUAWEI, ...span(22), delivery: 0.7}]},
  {name: 'drop60', ...some, incidents: [{platform: HUAWEI, ...span(22), delivery: 0.4}]},
  {name: 'undelivered', ...some, incidents: [{platform: HUAWEI, ...span(12), delivery: 0}]},
  {name: 'everywhere', incidents: [{...span(22), delivery: 0.4}]},
  {name: 'receipts-lost', ...some, lostReceipts: {...lasting(30), platforms: [HUAWEI]}},
  {name: 'unsent', ...some, incidents: [{platform: HUAWEI, ...span(12), sent: 0}]},
  {name: 'gone', ...some, incidents: [{platform: HUAWEI, ...span(12), share: 0}]},
  {name: 'unclicked', ...some, incidents: [{platform: HUAWEI, ...span(22), clicks: 0.3}]},
  {
    name: 'to-fcm',
    incidents: [
      {...span(48), share: 0.5},
      {platform: 4, ...span(48), share: 12},
    ],
  },
  {
    name: 'monday-rush',
    incidents: [
      {from: T, to: T + 10 * HOUR, share: 0.05},
      {from: T + 10 * HOUR, to: T + 14 * HOUR, share: 6},
    ],
  },
  {name: 'always-low', ...some, incidents: [{platform: HUAWEI, from: 0, to: T - 6 * HOUR, delivery: 0.35}]},
  {name: 'too-small', volume: 2000, incidents: [{...span(22), delivery: 0}]},
];

let fixture: Awaited<ReturnType<typeof startCollectorFixture>>;
beforeAll(async () => {
  fixture = await startCollectorFixture({stories, begin: T - 8 * DAY - 12 * HOUR});
  for (let minute = -120; minute <= 64 * 60; minute += minute < 200 ? 10 : 60)
    await fixture.look(T + minute * 60 + 120);
}, 180_000);
afterAll(() => fixture?.stop());

const of = (name: string) => fixture.alerts.episodes.filter(({labels}) => labels.app === name);
const what = ({uid, labels}: Episode) => `${uid} ${labels.platform}`;
/** What fired for an app, in alphabetical order. */
const fired = (name: string) => [...new Set(of(name).map(what))].sort();
/** Hours from the first window that was hit to the alert. */
const delay = (name: string, uid: string) => (of(name).find((episode) => episode.uid === uid)!.firedAt - T) / HOUR;

test('a platform that loses 30 % of its deliveries is seen within a day', () => {
  expect(fired('drop30')).toEqual(['push-delivery-drop huawei']);
  expect(delay('drop30', 'push-delivery-drop')).toBeLessThan(24);
});

test('a platform that loses 60 % of its deliveries is seen within three hours, and again by the slower rule', () => {
  expect(fired('drop60')).toEqual(['push-delivery-collapse huawei', 'push-delivery-drop huawei']);
  expect(delay('drop60', 'push-delivery-collapse')).toBeLessThan(3);
});

test('a platform that delivers nothing is seen within three hours', () => {
  expect(fired('undelivered')).toEqual(['push-delivery-collapse huawei', 'push-delivery-drop huawei']);
  expect(delay('undelivered', 'push-delivery-collapse')).toBeLessThan(3);
});

test('when every platform fails, every platform that reports receipts and has the volume is named', () => {
  const platforms = ['apns', 'honor', 'huawei', 'meizu', 'oppo', 'unknown', 'vivo', 'xiaomi'];
  expect(fired('everywhere')).toEqual([
    ...platforms.map((platform) => `push-delivery-collapse ${platform}`),
    ...platforms.map((platform) => `push-delivery-drop ${platform}`),
  ]);
  for (const {uid, firedAt} of of('everywhere')) {
    if (uid === 'push-delivery-collapse') expect((firedAt - T) / HOUR).toBeLessThan(3);
  }
});

test('receipts that get lost look like a collapse first, and after a day are told for what they are', () => {
  expect(fired('receipts-lost')).toEqual([
    'push-delivery-collapse huawei',
    'push-delivery-drop huawei',
    'push-receipts-missing huawei',
  ]);
  expect(delay('receipts-lost', 'push-receipts-missing')).toBeGreaterThan(24);
});

test('a channel that refuses every send is a send rate of nothing, and silent', () => {
  expect(fired('unsent')).toEqual(['push-platform-silent huawei', 'push-send-drop huawei']);
  for (const uid of ['push-platform-silent', 'push-send-drop']) expect(delay('unsent', uid)).toBeLessThan(3);
});

test('a platform that vanishes from the answers is silent, and nothing else', () => {
  expect(fired('gone')).toEqual(['push-platform-silent huawei']);
  expect(delay('gone', 'push-platform-silent')).toBeLessThan(3);
});

test('a platform whose pushes are no longer clicked is seen within a day and a half', () => {
  expect(fired('unclicked')).toEqual(['push-click-drop huawei']);
  expect(delay('unclicked', 'push-click-drop')).toBeLessThan(36);
});

test('a level that has always been too low is told, and told by nothing else', () => {
  expect(fired('always-low')).toEqual(['push-delivery-floor huawei']);
});

test.each(['to-fcm', 'monday-rush', 'too-small'])('nothing fires for %s', (name) => {
  expect(of(name)).toEqual([]);
});

test('every alert is over within two days of the end of what caused it', () => {
  expect(fixture.alerts.episodes.length).toBeGreaterThan(10);
  expect(fixture.alerts.episodes.filter(({resolvedAt}) => resolvedAt === undefined)).toEqual([]);
});

test('an incident fires each alert once: none flaps', () => {
  const names = fixture.alerts.episodes.map((episode) => `${episode.labels.app} ${what(episode)}`);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
