import {expect, test} from '@jest/globals';
import {pushProfile} from '../../src/simulator/app.js';
import {countsOf} from '../../src/simulator/counts.js';
import type {Incident} from '../../src/simulator/incident.js';

const FROM = 1_741_788_000;
const TO = FROM + 3600;
const shop = pushProfile({sdkAppId: 1400000001, secretKey: 'key', volume: 10_000_000});
const counts = (incidents: Incident[], start = FROM) =>
  countsOf(shop, {start, end: start + 3600}, FROM + 30 * 86_400, {seed: 1, incidents}).platforms;

test('a delivery incident lowers what is delivered on its platform by its factor, and leaves the rest alone', () => {
  const usual = counts([]);
  const hit = counts([{platform: 3, from: FROM, to: TO, delivery: 0.5}]);
  expect(hit.get(3)!.delivered / usual.get(3)!.delivered).toBeCloseTo(0.5, 2);
  expect(hit.get(3)!.sent).toBe(usual.get(3)!.sent);
  expect(hit.get(2)).toEqual(usual.get(2));
});

test('an incident touches only pushes sent while it lasts', () => {
  const incident = {from: FROM, to: TO, delivery: 0};
  expect(counts([incident], TO)).toEqual(counts([], TO));
  expect(counts([incident], FROM - 3600)).toEqual(counts([], FROM - 3600));
});

test('a silent platform sends nothing of what it could', () => {
  const {total, ...rest} = counts([{platform: 1, from: FROM, to: TO, sent: 0}]).get(1)!;
  expect(total).toBe(counts([]).get(1)!.total);
  expect(rest).toEqual({sent: 0, delivered: 0, clicked: 0});
});

test('clicks and shares can be moved alone', () => {
  const usual = counts([]).get(6)!;
  const fewer = counts([{platform: 6, from: FROM, to: TO, clicks: 0.5}]).get(6)!;
  expect(fewer.clicked / usual.clicked).toBeCloseTo(0.5, 1);
  expect(fewer.delivered).toBe(usual.delivered);
  const more = counts([{platform: 6, from: FROM, to: TO, share: 3}]).get(6)!;
  expect(more.total / usual.total).toBeCloseTo(3, 2);
  expect(more.delivered / more.sent).toBeCloseTo(usual.delivered / usual.sent, 2);
});

test('incidents at the same time multiply, and those of another app do not count', () => {
  const half = {from: FROM, to: TO, platform: 2, delivery: 0.5};
  const other = {...half, sdkAppId: 1400000002};
  const usual = counts([]).get(2)!;
  expect(counts([half, half, other]).get(2)!.delivered / usual.delivered).toBeCloseTo(0.25, 2);
});
