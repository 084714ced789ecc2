import {expect, test} from '@jest/globals';
import {dueCampaigns, type KnownCampaign, knownCampaigns, noCounts} from '../../src/domain/campaign.js';
import {at} from '../support/doubles/manual-clock.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const seen = at('2026-03-01T09:00Z');
const refresh = [
  {name: '10m', seconds: 600},
  {name: '1h', seconds: HOUR},
  {name: '7d', seconds: 7 * DAY},
];
const known = (more: Partial<KnownCampaign> = {}): KnownCampaign => ({
  time: at('2026-02-28T16:00Z'),
  name: 'Spring',
  appearedAt: seen,
  fetchedAt: seen,
  outcome: 'ok',
  counts: noCounts,
  ...more,
});
const isDue = (now: number, campaign?: KnownCampaign) =>
  dueCampaigns(
    [{taskId: 'spring', name: 'Spring'}],
    new Map(campaign && [['spring', campaign]]),
    {refresh, retention: 30 * DAY},
    now,
  ).length === 1;

test('a campaign is asked for as soon as it is seen, and then when it has passed an age', () => {
  expect(isDue(seen)).toBe(true);
  expect([seen + 599, seen + 600].map((now) => isDue(now, known()))).toEqual([false, true]);
  const asked = (age: number) => known({fetchedAt: seen + age});
  expect(isDue(seen + HOUR - 1, asked(600))).toBe(false);
  expect(isDue(seen + HOUR, asked(600))).toBe(true);
  expect(isDue(seen + 7 * DAY, asked(HOUR))).toBe(true);
  expect(isDue(seen + 29 * DAY, asked(7 * DAY))).toBe(false);
});

test('an age that was missed is made up for, until the vendor has forgotten the task', () => {
  expect(isDue(seen + 30 * DAY - 1, known())).toBe(true);
  expect(isDue(seen + 30 * DAY, known())).toBe(false);
});

test('a clock that was ahead does not keep a campaign from being asked for', () => {
  expect(isDue(seen, known({appearedAt: seen + 365 * DAY, fetchedAt: seen + 365 * DAY}))).toBe(true);
  expect(isDue(seen + HOUR, known({fetchedAt: seen + 365 * DAY}))).toBe(true);
});

test('of two points of one task the earlier is the one that goes on', () => {
  const point = (time: number, name: string) => ({
    measurement: 'timpush_campaign_total',
    tags: {app: 'shop', sdkappid: '1', task: 'spring'},
    fields: {...noCounts, sent: 7, name, appeared_at: seen, fetched_at: seen + 5, outcome: 'ok', error_code: 0},
    time,
  });
  const found = knownCampaigns([point(2000, 'later'), point(1000, 'earlier'), point(3000, 'latest')]);
  expect([...found]).toEqual([
    ['spring', known({time: 1000, name: 'earlier', fetchedAt: seen + 5, counts: {...noCounts, sent: 7}})],
  ]);
});
