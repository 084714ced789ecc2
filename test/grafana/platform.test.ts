import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {panelsOf} from '../../grafana/source/checks/validate.js';
import {pushPlatform} from '../../grafana/source/dashboards/push-platform.js';
import {ALL} from './interpolation.js';
import {only, overTime, rounded, type SimulatedInflux, startSimulatedInflux, targetsOf} from './simulated-influx.js';
import {
  apps,
  before,
  DAY,
  FROM,
  HOUR,
  oracle,
  platforms,
  playPush,
  ripe,
  ripeBefore,
  type Wanted,
} from './simulated-push.js';
import {transformed} from './transformations.js';

let influx: SimulatedInflux;
let {sum, rate} = oracle([]);
beforeAll(async () => {
  const {points, seen} = await playPush();
  ({sum, rate} = oracle(seen));
  influx = await startSimulatedInflux(points);
});
afterAll(() => influx?.stop());

const selections = [
  {name: 'one app', app: 'shop-cn', apps: ['shop-cn']},
  {name: 'many apps', app: [...apps], apps},
  {name: 'All', app: ALL, apps},
];
const delivery = (wanted: Wanted) => rate('receipt_delivered', 'receipt_sent', wanted);

describe.each(selections)('with $name selected', ({app, apps}) => {
  const draw = (name: string) => influx.draw(pushPlatform, name, {app, platform: 'huawei'});
  const huawei = {apps, platforms: ['huawei']};

  test('the numbers of the platform are those of the simulator', async () => {
    expect(only(await draw('1A'))).toBe(sum('sent', huawei));
    expect(only(await draw('2A'))).toBeCloseTo(rate('sent', 'total', huawei), 9);
    expect(only(await draw('3A'))).toBeCloseTo(delivery(huawei), 9);
    expect(only(await draw('4A'))).toBeCloseTo(rate('receipt_clicked', 'receipt_delivered', huawei), 9);
    const [row] = (await draw('31A'))[0]!.values;
    const stages = ['total', 'sent', 'receipt_sent', 'receipt_delivered', 'receipt_clicked'] as const;
    expect(row!.slice(1)).toEqual(stages.map((field) => sum(field, huawei)));
  });

  test('its volume and rates by app, and the mix of all platforms, are those of the simulator, hour by hour', async () => {
    const hourly = (names: readonly string[], value: (name: string, span: Wanted) => number) => {
      const starts = Array.from({length: 7 * 24}, (_, hour) => FROM + hour * HOUR);
      const all = names.flatMap((name) =>
        starts.map((from): [string, number] => [`${name} ${from}`, value(name, {from, to: from + HOUR})]),
      );
      return rounded(Object.fromEntries(all.filter(([, number]) => number > 0)));
    };
    const drawn = async (name: string) => rounded(overTime(await draw(name)));
    const ofApp = (app: string, span: Wanted) => ({apps: [app], platforms: ['huawei'], ...span});
    expect(await drawn('10A')).toEqual(hourly(apps, (app, span) => sum('sent', ofApp(app, span))));
    expect(await drawn('11A')).toEqual(hourly(apps, (app, span) => rate('sent', 'total', ofApp(app, span))));
    expect(await drawn('12A')).toEqual(hourly(apps, (app, span) => delivery(ofApp(app, span))));
    const clicks = hourly(apps, (app, span) => rate('receipt_clicked', 'receipt_delivered', ofApp(app, span)));
    expect(await drawn('13A')).toEqual(clicks);
    const mix = (platform: string, span: Wanted) => sum('sent', {apps, platforms: [platform], ...span});
    expect(await drawn('30A')).toEqual(hourly(platforms, mix));
  });

  test('the table has the sends and rates of both periods', async () => {
    const panel = panelsOf(pushPlatform).find(({id}) => id === 21)!;
    const rows = transformed(panel, await Promise.all(['21A', '21B', '21C', '21D'].map(draw)));
    expect(rows.length).toBeGreaterThanOrEqual(4);
    for (const {platform, event, ...row} of rows) {
      expect(event).toBe('');
      const of = (span: Wanted) => ({apps, platforms: [String(platform)], ...span});
      const names = {Sent: sum('receipt_sent', of({})), 'Sent before': sum('receipt_sent', of(before))};
      const rates = {Rate: delivery(of({})), 'Rate before': delivery(of(before))};
      const finite = Object.entries({...names, ...rates}).filter(
        ([name, value]) => Number.isFinite(value) && name in row,
      );
      expect(rounded(row as Record<string, number>)).toEqual(rounded(Object.fromEntries(finite)));
    }
    const huaweiRow = rows.find(({platform}) => platform === 'huawei')!;
    expect(Object.keys(huaweiRow)).toEqual(['platform', 'event', 'Sent', 'Sent before', 'Rate', 'Rate before']);
  });

  test('the change of the rate of all is split into what each own rate did and what the mix did', async () => {
    const change = 100 * (delivery({apps, ...ripe}) - delivery({apps, ...ripeBefore}));
    const own = platforms.map((platform): [string, number] => [platform, ownEffect(platform, apps)]);
    const there = own.filter(([, effect]) => Number.isFinite(effect));
    const total = there.reduce((total, [, effect]) => total + effect, 0);

    const names = targetsOf(pushPlatform).filter(({name}) => name.startsWith('20'));
    const drawn: Record<string, number> = {};
    for (const {name} of names) {
      const [series] = await draw(name);
      if (series) drawn[series.columns[1]!] = series.values[0]![1] as number;
    }
    const parts = Object.fromEntries(there).platform_12 === undefined ? there : withOthers(there);
    expect(rounded(drawn)).toEqual(rounded({Change: change, Mix: change - total, ...Object.fromEntries(parts)}));
    // What was planted: Huawei's deliveries fell, and Xiaomi's share grew.
    expect(drawn.huawei).toBeLessThan(-5);
  });
});

test.each([
  {timezone: 'Asia/Shanghai', hoursBehind: 0},
  {timezone: 'UTC', hoursBehind: 8},
  {timezone: 'Europe/Berlin', hoursBehind: 7},
  {timezone: 'America/Los_Angeles', hoursBehind: 15},
])('each hour of the week in $timezone has the rate of all its windows', async ({timezone, hoursBehind}) => {
  for (const [id, part, whole] of [
    [6, 'receipt_delivered', 'receipt_sent'],
    [7, 'receipt_clicked', 'receipt_delivered'],
  ] as const) {
    const selection = {app: ALL, platform: 'huawei', timezone};
    const panel = panelsOf(pushPlatform).find((each) => each.id === id)!;
    const drawn = [await influx.draw(pushPlatform, `${id}A`, selection)];
    const rows = transformed(panel, drawn, (text) => influx.fill(text, pushPlatform, selection));
    const hours = Array.from({length: 24}, (_, hour) => String(hour).padStart(2, '0'));
    expect(rows.map((row) => row['Hour\\Day'])).toEqual(hours);
    for (const [hour, row] of rows.entries()) {
      const days = Object.entries(row).slice(1);
      expect(days.map(([day]) => day)).toEqual(['1 Mon', '2 Tue', '3 Wed', '4 Thu', '5 Fri', '6 Sat', '7 Sun']);
      for (const [day, [, value]] of days.entries()) {
        const from = FROM + ((day * DAY + (hour + hoursBehind) * HOUR) % (7 * DAY));
        const wanted = {apps, platforms: ['huawei'], from, to: from + HOUR};
        expect(value).toBeCloseTo(rate(part, whole, wanted), 9);
      }
    }
  }
});

/** Points: the mean share of sends times the change of the rate; no number for a platform with one period only. */
function ownEffect(platform: string, apps: readonly string[]): number {
  const share = (span: Wanted) =>
    sum('receipt_sent', {apps, platforms: [platform], ...span}) / sum('receipt_sent', {apps, ...span});
  const of = (span: Wanted) => delivery({apps, platforms: [platform], ...span});
  return 50 * (share(ripe) + share(ripeBefore)) * (of(ripe) - of(ripeBefore));
}

const withOthers = (parts: readonly (readonly [string, number])[]) =>
  parts.map(([platform, effect]) => [platform === 'platform_12' ? 'others' : platform, effect] as const);
