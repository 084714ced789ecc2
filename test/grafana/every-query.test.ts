import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {marksOf} from '../../grafana/source/dashboards/annotations.js';
import {dashboards} from '../../grafana/source/dashboards/files.js';
import {vendorRuleTitle} from '../../grafana/source/dashboards/vendor-rules.js';
import {ALL, type Selection} from './interpolation.js';
import {type SimulatedInflux, targetsOf} from './simulated-influx.js';
import {apps, platforms} from './simulated-push.js';
import {startWholeInflux} from './whole-influx.js';

let influx: SimulatedInflux;
beforeAll(async () => {
  influx = await startWholeInflux();
});
afterAll(() => influx?.stop());

const selections: readonly {name: string; selection: Selection}[] = [
  {name: 'one', selection: {app: 'shop-cn', platform: 'huawei'}},
  {name: 'many', selection: {app: [...apps], platform: ['huawei', 'apns']}},
  {name: 'All', selection: {app: ALL, platform: ALL, pushes: '(chat|broadcast)'}},
];

/** Where there is rightly nothing: no platform of shop-cn is undocumented, hours have no age of a week, and so on. */
const empty: Readonly<Record<string, RegExp>> = {
  'push-overview': /^$/,
  'push-platform': /^20/,
  'push-losses': /^$/,
  'push-maturing': /^\dF$/,
  'push-collector': /^$/,
};

describe.each(dashboards.map((dashboard) => ({uid: dashboard.uid, dashboard})))('$uid', ({uid, dashboard}) => {
  test.each(selections)('every query of every panel is answered with $name selected', async ({selection}) => {
    const unanswered = targetsOf(dashboard).map(async ({name, target}) => {
      const series = await influx.ask(target.query, dashboard, selection);
      return series.every(({values}) => values.every(([, value]) => value === null)) ? [name] : [];
    });
    const names = (await Promise.all(unanswered)).flat();
    expect(names.filter((name) => !empty[uid]!.test(name))).toEqual([]);
  });

  test.each(selections)('every variable offers what is there with $name selected', async ({name, selection}) => {
    for (const variable of dashboard.templating.list.filter(({type}) => type === 'query')) {
      const series = await influx.ask(variable.query, dashboard, selection);
      const offered = series.flatMap(({values}) => values.map(([, value]) => String(value)));
      const expected: Record<string, readonly string[]> = {
        app: apps,
        platform: name === 'one' ? platforms.filter((platform) => platform !== 'platform_12') : offeredPlatforms(name),
        report: ['chat', 'chat-loss'],
        final: ['1d', '1h', '3d', '6h', '10m'],
      };
      // Grafana shows each once.
      expect([...new Set(offered)].sort()).toEqual(expected[variable.name]!.toSorted());
    }
  });

  test.each(selections)('every mark is answered with $name selected', async ({selection}) => {
    const unanswered = marksOf(dashboard.annotations).map(async ({name, target}) => {
      const series = await influx.ask(target.query, dashboard, selection);
      return series.length === 0 ? [name] : [];
    });
    // No phone maker made new rules in this week, and it ended long ago.
    const rightly = [vendorRuleTitle, 'Still growing'];
    expect((await Promise.all(unanswered)).flat().filter((name) => !rightly.includes(name))).toEqual([]);
  });
});

/** Broadcasts through the vendor's own connection have no platform. */
const offeredPlatforms = (name: string) => (name === 'All' ? [...platforms, 'unknown'] : platforms);

test('the final age offers days only, the longest first', async () => {
  const maturing = dashboards.find(({uid}) => uid === 'push-maturing')!;
  const final = maturing.templating.list.find(({name}) => name === 'final')!;
  const [series] = await influx.ask(final.query, maturing, {step: '1d'});
  const pattern = new RegExp(String(final.regex).slice(1, -1));
  const offered = series!.values.map(([, value]) => String(value)).filter((value) => pattern.test(value));
  expect(final.sort).toBe(4);
  expect(offered.toSorted((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10))).toEqual(['7d', '3d', '1d']);
});
