import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {pushMaturing} from '../../grafana/source/dashboards/push-maturing.js';
import {ALL} from './interpolation.js';
import {byTags, overTime, rounded, type SimulatedInflux, startSimulatedInflux} from './simulated-influx.js';
import {apps, BEGIN, DAY, FROM, oracle, platforms, playPush, type StepName, TO} from './simulated-push.js';

let influx: SimulatedInflux;
let {sum} = oracle([]);
beforeAll(async () => {
  const {points, seen} = await playPush();
  ({sum} = oracle(seen));
  // Windows of the last day have not reached their final age.
  const young = (time: number, age: string | undefined) => time >= FROM + 6 * DAY && ['3d', '7d'].includes(age ?? '');
  influx = await startSimulatedInflux(points.filter(({time, tags}) => !young(time, tags.age)));
});
afterAll(() => influx?.stop());

const mature = {from: FROM, to: FROM + 6 * DAY};
const ages = ['10m', '1h', '6h', '1d', '3d', '7d'];
const selections = [
  {step: '1h' as const, final: '3d', app: 'shop-cn', platform: 'huawei', apps: ['shop-cn'], platforms: ['huawei']},
  {step: '1h' as const, final: '3d', app: [...apps], platform: ['apns', 'huawei'], apps, platforms: ['apns', 'huawei']},
  {step: '1d' as const, final: '7d', app: ALL, platform: ALL, apps, platforms},
  {step: '1d' as const, final: '3d', app: ALL, platform: ALL, apps, platforms},
];

describe.each(selections)('step $step, final age $final, $platforms', ({apps, platforms, ...selection}) => {
  const share = (field: 'delivered' | 'clicked' | 'sent', platform: string, age: string, span = mature) => {
    const wanted = {step: selection.step as StepName, apps, platforms: [platform], ...span};
    return sum(field, {...wanted, age}) / sum(field, {...wanted, age: selection.final});
  };
  const expected = (field: 'delivered' | 'clicked' | 'sent', age: string) => {
    const all = platforms.map((platform): [string, number] => [platform, share(field, platform, age)]);
    // An age that windows of the step do not have is an empty column.
    return rounded(Object.fromEntries(all.filter(([, value]) => value > 0)));
  };

  test.each([
    [1, 'delivered'],
    [2, 'clicked'],
    [3, 'sent'],
  ] as const)('the share of the final count at each age is that of the simulator (panel %s)', async (id, field) => {
    for (const [index, age] of ages.entries()) {
      const drawn = byTags(await influx.draw(pushMaturing, `${id}${'ABCDEF'[index]}`, selection));
      expect(rounded(drawn)).toEqual(expected(field, age));
    }
  });

  test.each([
    [10, 'delivered'],
    [11, 'clicked'],
    [12, 'sent'],
  ] as const)('the share at the chosen age is drawn day by day (panel %s)', async (id, field) => {
    const days = Array.from({length: 6}, (_, day) => ({from: FROM + day * DAY, to: FROM + (day + 1) * DAY}));
    const wanted = platforms.flatMap((platform) =>
      days.map((day): [string, number] => [`${platform} ${day.from}`, share(field, platform, '6h', day)]),
    );
    const finite = wanted.filter(([, value]) => Number.isFinite(value));
    const drawn = overTime(await influx.draw(pushMaturing, `${id}A`, selection));
    expect(rounded(drawn)).toEqual(rounded(Object.fromEntries(finite)));
  });
});

test('deliveries come before clicks, and both grow until the final age', async () => {
  const at = async (name: string) => byTags(await influx.draw(pushMaturing, name)).apns!;
  const [deliveries, clicks] = [
    [await at('1A'), await at('1C'), await at('1E')],
    [await at('2A'), await at('2C'), await at('2E')],
  ];
  expect(deliveries).toEqual(deliveries.toSorted((a, b) => a - b));
  expect(clicks).toEqual(clicks.toSorted((a, b) => a - b));
  expect(clicks[0]).toBeLessThan(deliveries[0]!);
  expect([deliveries[2], clicks[2]]).toEqual([1, 1]);
});

test('of hours the last two weeks are told, and a day without one of them is left out', async () => {
  const {points} = await playPush();
  const lost = FROM + DAY + 3600;
  const known = points.filter(({time, tags}) => !(time === lost && tags.age === '6h'));
  const later = await startSimulatedInflux(known, {from: BEGIN * 1000, to: (TO + 7 * DAY) * 1000});
  const selection = {step: '1h', platform: 'apns', final: '3d', age: '6h'};
  const days = Object.keys(overTime(await later.draw(pushMaturing, '10A', selection)));
  await later.stop();
  expect(days).toEqual([0, 2, 3, 4, 5, 6].map((day) => `apns ${FROM + day * DAY}`));
});
