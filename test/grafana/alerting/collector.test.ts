import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {at} from '../../support/doubles/manual-clock.js';
import type {Story} from './collection.js';
import {startCollectorFixture} from './collector-fixture.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const T = at('2026-03-09T09:00+08:00');
const STOPPED = {start: T + 20 * HOUR, end: T + 25 * HOUR};
const lasting = (hours: number) => ({start: T, end: T + hours * HOUR});
/** Enough for what platforms are judged by, so that a rule which takes missing windows for silence would be seen. */
const one = {volume: 30_000, platforms: {3: 1}, reports: ['chat']};

const stories: readonly Story[] = [
  {name: 'well', ...one},
  {name: 'bad-key', ...one, refused: {...lasting(6), code: 70003}},
  {name: 'no-plan', ...one, refused: {...lasting(6), code: 60020}},
  {name: 'busy', ...one, refused: {...lasting(1), code: 60007}},
  {name: 'rejected', ...one, rejected: lasting(2)},
  {name: 'old-hour', ...one, hole: {...lasting(4), step: '1h', age: 4.1 * DAY}},
  {name: 'young-hour', ...one, hole: {...lasting(4), step: '1h', age: 3.7 * DAY}},
  {name: 'old-day', ...one, hole: {...lasting(4), step: '1d', age: 27.1 * DAY}},
  {name: 'young-day', ...one, hole: {...lasting(4), step: '1d', age: 26 * DAY}},
  {name: 'old-loss-hour', ...one, hole: {...lasting(4), report: 'chat-loss', step: '1h', age: 4.1 * DAY}},
  {name: 'old-loss-day', ...one, hole: {...lasting(4), report: 'chat-loss', step: '1d', age: 4.1 * DAY}},
  {name: 'young-loss', ...one, hole: {...lasting(4), report: 'chat-loss', step: '1d', age: 3.7 * DAY}},
];

let fixture: Awaited<ReturnType<typeof startCollectorFixture>>;
beforeAll(async () => {
  fixture = await startCollectorFixture({stories, begin: T - 9 * DAY, stopped: STOPPED});
  for (let now = T - HOUR; now <= T + 12 * HOUR; now += HOUR / 3) await fixture.look(now + 120);
  for (let now = STOPPED.start - HOUR; now <= STOPPED.end + 6 * HOUR; now += HOUR / 6) await fixture.look(now + 120);
}, 180_000);
afterAll(() => fixture?.stop());

const begunBy = (time: number) => fixture.alerts.episodes.filter(({firedAt}) => firedAt < time);
const fired = (name: string) =>
  begunBy(STOPPED.start)
    .flatMap(({uid, labels}) => (labels.app === name ? [uid] : []))
    .sort();

test.each(['bad-key', 'no-plan'])('an app with %s is stopped, and then behind', (name) => {
  expect(fired(name)).toEqual(['push-app-stopped', 'push-lag']);
});

test('a code that is only waited for stops nothing', () => {
  expect(fired('busy')).toEqual([]);
});

test('rejected windows are told until they have been collected after all', () => {
  expect(fired('rejected')).toEqual(['push-rejected-windows']);
});

test('a hole is told three days before nobody asks for it any more, and not earlier', () => {
  expect(fired('old-hour')).toEqual(['push-hole-1h']);
  expect(fired('old-day')).toEqual(['push-hole-1d']);
  expect([...fired('young-hour'), ...fired('young-day')]).toEqual([]);
});

test('a hole in what the vendor keeps for seven days only is told three days before it forgets', () => {
  expect(fired('old-loss-hour')).toEqual(['push-hole-loss']);
  expect(fired('old-loss-day')).toEqual(['push-hole-loss']);
  expect(fired('young-loss')).toEqual([]);
});

test('what concerns one report is told of that report', () => {
  const reports = begunBy(STOPPED.start).map(({labels}) => `${labels.app} ${labels.report}`);
  expect(reports.filter((each) => each.endsWith(' chat-loss')).sort()).toEqual([
    'old-loss-day chat-loss',
    'old-loss-hour chat-loss',
  ]);
});

test('a collector that stops is told within the hour for every app and report, and no platform is taken for silent then or after', () => {
  const since = fixture.alerts.episodes.filter(({firedAt}) => firedAt >= STOPPED.start);
  expect(since.map(({uid}) => uid)).toEqual(stories.flatMap(() => ['push-no-runs', 'push-no-runs']));
  for (const {firedAt} of since) expect(firedAt).toBeLessThan(STOPPED.start + HOUR);
});

test('every alert is over at the end, and an app that is well has had none before the collector stopped', () => {
  expect(fixture.alerts.episodes.filter(({resolvedAt}) => resolvedAt === undefined)).toEqual([]);
  expect(fired('well')).toEqual([]);
});
