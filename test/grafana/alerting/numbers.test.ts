import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {pushOverview} from '../../../grafana/source/dashboards/push-overview.js';
import {platformRules} from '../../../grafana/source/rules/platform-rules.js';
import {byTags, type SimulatedInflux, startSimulatedInflux} from '../simulated-influx.js';
import {apps, type Field, HOUR, oracle, platforms, playPush, TO, type Wanted} from '../simulated-push.js';
import {frozenAt} from './frozen-query.js';

let influx: SimulatedInflux;
let {sum} = oracle([]);
beforeAll(async () => {
  const {points, seen} = await playPush();
  ({sum} = oracle(seen));
  influx = await startSimulatedInflux(points);
});
afterAll(() => influx?.stop());

/** In hours before now, which is the end of what was pushed: the newest two windows that have been collected, and so on. */
const span = (from: number, to: number) => ({from: TO - from * HOUR, to: TO - to * HOUR});
const recent = span(3, 1);
const sameHours = [1, 2, 3, 4, 5, 6, 7].map((days) => span(3 + days * 24, 1 + days * 24));
const dayAfterAnHour = {now: span(26, 2), before: span(26 + 7 * 24, 26)};
const dayAfterSix = {now: span(31, 7), before: span(31 + 7 * 24, 31)};

type Counted = (of: Wanted) => number;
const count =
  (field: Field, age: string, when: Wanted): Counted =>
  (of) =>
    sum(field, {...of, ...when, age});
const ofDays = (field: Field) => (of: Wanted) => sameHours.map((day) => count(field, '10m', day)(of));
const added = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function median(numbers: readonly number[]): number {
  const [lower, upper] = [Math.ceil(numbers.length / 2) - 1, Math.floor(numbers.length / 2)];
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[lower]! + sorted[upper]!) / 2;
}

function recentRate(part: Field, whole: Field): Record<string, Counted> {
  return {
    part: count(part, '10m', recent),
    volume: count(whole, '10m', recent),
    usualPart: (of) => added(ofDays(part)(of)),
    usualVolume: (of) => added(ofDays(whole)(of)),
  };
}

function dayRate(part: Field, whole: Field, age: string, {now, before}: typeof dayAfterSix): Record<string, Counted> {
  return {
    part: count(part, age, now),
    volume: count(whole, age, now),
    usualPart: count(part, age, before),
    usualVolume: count(whole, age, before),
  };
}

const week = span(7 + 7 * 24, 7);
const wanted: Readonly<Record<string, Readonly<Record<string, Counted>>>> = {
  'push-delivery-collapse': recentRate('receipt_delivered', 'receipt_sent'),
  'push-delivery-drop': dayRate('receipt_delivered', 'receipt_sent', '1h', dayAfterAnHour),
  'push-delivery-floor': {
    part: count('receipt_delivered', '6h', week),
    volume: count('receipt_sent', '6h', week),
  },
  'push-send-drop': recentRate('sent', 'total'),
  'push-platform-silent': {
    upToNow: count('sent', '10m', span(3 + 7 * 24, 1)),
    before: count('sent', '10m', span(3 + 7 * 24, 3)),
    usual: (of) => median(ofDays('sent')(of).filter((sends) => sends > 0)),
    days: (of) => ofDays('sent')(of).filter((sends) => sends > 0).length,
  },
  'push-click-drop': dayRate('receipt_clicked', 'receipt_delivered', '6h', dayAfterSix),
  'push-receipts-missing': {
    part: count('receipt_delivered', '1h', dayAfterAnHour.now),
    volume: count('receipt_sent', '1h', dayAfterAnHour.now),
  },
};

/** What every query of a rule says now, by its name; tags are app, platform and sdkappid. */
async function numbersOf(uid: string): Promise<Record<string, Record<string, number>>> {
  const {data} = platformRules.find((rule) => rule.uid === uid)!;
  // What only the texts need is tried with the alerts.
  const nodes = data.filter(({refId, model}) => 'query' in model && !/^(codes|most)/.test(refId));
  const asked = nodes.map(async ({refId, model}) => {
    const series = await influx.ask(frozenAt(String(model.query), TO), pushOverview);
    return [refId.replace(/Rows$/, ''), byTags(series)] as const;
  });
  return Object.fromEntries(await Promise.all(asked));
}

test.each(platformRules.map(({uid}) => uid))('every number of %s is that of the simulator', async (uid) => {
  const {collected, ...numbers} = await numbersOf(uid);
  expect(Object.keys(numbers)).toEqual(Object.keys(wanted[uid]!));
  for (const [name, drawn] of Object.entries(numbers)) {
    const pairs = apps.flatMap((app, index) =>
      platforms.map((platform): [string, number] => [
        `${app} ${platform} ${1_400_000_001 + index}`,
        wanted[uid]![name]!({apps: [app], platforms: [platform]}),
      ]),
    );
    // Where there is nothing to divide by there is no row.
    const there = pairs.filter(([tags]) => tags in drawn);
    expect(drawn).toEqual(Object.fromEntries(there));
    expect(pairs.filter(([tags, number]) => number > 0 && !(tags in drawn))).toEqual([]);
  }
  if (collected) expect(collected).toEqual({'shop-cn 1400000001': 2, 'shop.sg 1400000002': 2});
});
