import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {pushOverview} from '../../grafana/source/dashboards/push-overview.js';
import {ALL} from './interpolation.js';
import {byTags, only, overTime, rounded, type SimulatedInflux, startSimulatedInflux} from './simulated-influx.js';
import {
  apps,
  DAY,
  type Field,
  FROM,
  HOUR,
  oracle,
  platforms,
  playPush,
  ripe,
  ripeBefore,
  TO,
  type Wanted,
} from './simulated-push.js';

let influx: SimulatedInflux;
let {sum, rate} = oracle([]);
beforeAll(async () => {
  const {points, seen} = await playPush();
  ({sum, rate} = oracle(seen));
  influx = await startSimulatedInflux(points);
});
afterAll(() => influx?.stop());

const draw = (name: string, selection = {}) => influx.draw(pushOverview, name, selection);
const counts: readonly Field[] = ['sent', 'delivered', 'clicked'];
const rates: readonly (readonly [Field, Field])[] = [
  ['sent', 'total'],
  ['receipt_delivered', 'receipt_sent'],
  ['receipt_clicked', 'receipt_delivered'],
];
const selections = [
  {name: 'one app', selection: {app: 'shop-cn', platform: ['huawei']}, apps: ['shop-cn'], platforms: ['huawei']},
  {name: 'many', selection: {app: [...apps], platform: ['apns', 'fcm']}, apps, platforms: ['apns', 'fcm']},
  {name: 'All', selection: {app: ALL, platform: ALL}, apps, platforms},
];
const steps = (length: number) => Array.from({length: (TO - FROM) / length}, (_, index) => FROM + index * length);

/** What the simulator says, by tag and time; empty where there is nothing to divide. */
function expected(tags: readonly string[], length: number, value: (tag: string, wanted: Wanted) => number) {
  const entries = tags.flatMap((tag) =>
    steps(length).map((from): [string, number] => [`${tag} ${from}`, value(tag, {from, to: from + length})]),
  );
  return rounded(Object.fromEntries(entries.filter(([, number]) => Number.isFinite(number))));
}

const countOf = (index: number) => (wanted: Wanted) => sum(counts[index]!, wanted);
const rateOf = (index: number) => (wanted: Wanted) => rate(...rates[index]!, wanted);

/** Every panel over time: three counts and three rates by app and by platform, those of the week before, and those of days. */
const trends = [
  ...[0, 1, 2].flatMap((index) => [
    {name: `${20 + index}A`, by: 'app', length: HOUR, value: countOf(index)},
    {name: `${23 + index}A`, by: 'app', length: HOUR, value: rateOf(index)},
    {name: `${30 + index}A`, by: 'platform', length: HOUR, value: countOf(index)},
    {name: `${33 + index}A`, by: 'platform', length: HOUR, value: rateOf(index)},
  ]),
  {name: '40A', by: 'platform', length: HOUR, value: countOf(0)},
  {name: '41A', by: 'platform', length: HOUR, value: rateOf(1)},
  {name: '42A', by: 'platform', length: DAY, value: countOf(0)},
  {name: '43A', by: 'platform', length: DAY, value: rateOf(1)},
];

describe.each(selections)('with $name selected', ({selection, apps, platforms}) => {
  test('numbers of now and their change against the week before, at equal age, are those of the simulator', async () => {
    for (const [index, field] of counts.entries()) {
      const steps = Object.values(overTime(await draw(`${1 + index}A`, selection)));
      expect(steps).toHaveLength(7 * 24);
      expect(steps.reduce((total, each) => total + each, 0)).toBe(sum(field, {apps}));
      const change = sum(field, {apps, ...ripe}) / sum(field, {apps, ...ripeBefore}) - 1;
      expect(only(await draw(`${1 + index}B`, selection))).toBeCloseTo(change, 9);
    }
    for (const [index, [part, whole]] of rates.entries()) {
      expect(only(await draw(`${4 + index}A`, selection))).toBeCloseTo(rate(part, whole, {apps}), 9);
      const change = rate(part, whole, {apps, ...ripe}) - rate(part, whole, {apps, ...ripeBefore});
      expect(only(await draw(`${4 + index}B`, selection))).toBeCloseTo(100 * change, 9);
    }
  });

  test('the funnel and the table are those of the simulator', async () => {
    const stages: readonly Field[] = ['total', 'sent', 'receipt_sent', 'receipt_delivered', 'receipt_clicked'];
    const [row] = (await draw('10A', selection))[0]!.values;
    expect(row!.slice(1)).toEqual(stages.map((field) => sum(field, {apps})));
    for (const {tags, values} of await draw('11A', selection)) {
      const wanted = {apps: [tags!.app!], platforms: [tags!.platform!]};
      expect(values[0]!.slice(1)).toEqual(['total', ...counts].map((field) => sum(field as Field, wanted)));
    }
    const pairs = apps.flatMap((app) => platforms.map((platform) => ({apps: [app], platforms: [platform]})));
    const name = ({apps, platforms}: (typeof pairs)[number]) => `${apps} ${platforms}`;
    for (const [index, [part, whole]] of rates.entries()) {
      const wanted = pairs.map((pair): [string, number] => [name(pair), rate(part, whole, pair)]);
      const finite = wanted.filter(([, value]) => Number.isFinite(value));
      const drawn = byTags(await draw(`11${'BCD'[index]}`, selection));
      expect(rounded(drawn)).toEqual(rounded(Object.fromEntries(finite)));
    }
  });

  test.each(trends)('$name is that of the simulator, $by by $by', async ({name, by, length, value}) => {
    const wanted = expected(by === 'app' ? apps : platforms, length, (one, span) => {
      const of = {apps, ...(by === 'app' ? {apps: [one]} : {platforms: [one]}), ...span};
      // Where nothing was pushed there is no row.
      return sum('total', of) === 0 ? Number.NaN : value(of);
    });
    expect(Object.keys(wanted).length).toBeGreaterThan(0);
    expect(rounded(overTime(await draw(name, selection)))).toEqual(wanted);
  });
});

test('another time zone cuts other days', async () => {
  const drawn = overTime(await draw('42A', {platform: 'apns', timezone: 'UTC'}));
  const first = {platforms: ['apns'], from: FROM, to: FROM + 8 * HOUR};
  expect(Object.keys(drawn)).toHaveLength(8);
  expect(drawn[`apns ${FROM - 16 * HOUR}`]).toBe(sum('sent', first));
});

test('a week earlier is a shift of the panel, and a platform of the table leads to its details', () => {
  const panels = pushOverview.panels as readonly {id: number; timeShift?: string}[];
  expect(panels.filter(({timeShift}) => timeShift).map(({id, timeShift}) => `${id} ${timeShift}`)).toEqual([
    '40 7d',
    '41 7d',
  ]);
  expect(JSON.stringify(pushOverview.panels)).toContain('/d/push-platform?var-platform=$' + '{__data.fields.platform}');
});

describe('where the week before is not whole', () => {
  let gaps: SimulatedInflux;
  beforeAll(async () => {
    const {points} = await playPush();
    // What a first start has fetched of it has no ages, and a day of it was never fetched.
    gaps = await startSimulatedInflux(points.filter(({time, tags}) => !tags.age || time >= FROM || time < FROM - DAY));
  });
  afterAll(() => gaps?.stop());

  test.each(['1B', '2B', '3B', '4B', '5B', '6B'])('%s tells no change', async (name) => {
    expect(only(await influx.draw(pushOverview, name))).toBeDefined();
    expect(only(await gaps.draw(pushOverview, name))).toBeUndefined();
  });
});
