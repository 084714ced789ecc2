import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {marksOf} from '../../grafana/source/dashboards/annotations.js';
import {dashboards} from '../../grafana/source/dashboards/files.js';
import {vendorRuleTitle} from '../../grafana/source/dashboards/vendor-rules.js';
import {ApiError} from '../../src/domain/errors.js';
import type {Point} from '../../src/domain/point.js';
import {runPoint} from '../../src/domain/run-summary.js';
import {anApp, anEntry} from '../support/fixtures/examples.js';
import {recordEntries} from '../support/fixtures/record-entries.js';
import {ALL, type Selection} from './interpolation.js';
import {type SimulatedInflux, startSimulatedInflux, targetsOf} from './simulated-influx.js';
import {playLosses} from './simulated-losses.js';
import {apps, FROM, HOUR, platforms, playPush} from './simulated-push.js';

let influx: SimulatedInflux;
beforeAll(async () => {
  const points: Point[] = [
    ...(await playPush()).points,
    ...playLosses().points.filter(({measurement}) => /loss|broadcast/.test(measurement)),
    ...apps.flatMap((app) => [failedRun(app, 'chat'), failedRun(app, 'chat-loss')]),
  ];
  const rejected = {window: {start: FROM, end: FROM + HOUR}, outcome: 'rejected', errorCode: 90100} as const;
  const entries = apps.map((app) => anEntry({app, ...rejected}));
  await recordEntries({write: async (more) => void points.push(...more)}, entries);
  influx = await startSimulatedInflux(points);
});
afterAll(() => influx?.stop());

function failedRun(name: string, report: string) {
  const numbers = {windowsOk: 0, windowsFailed: 0, windowsLeft: 1, calls: 1, retries: 0, durationMs: 1, lag: HOUR};
  const survey = [{window: {start: FROM, end: FROM + HOUR}, previous: undefined, coverage: 'missing' as const}];
  const error = new ApiError(90045, 'not enabled', 'stop');
  const identity = {app: anApp({name}), report, step: '1h', startedAt: FROM + 2 * HOUR};
  return runPoint({...identity, ...numbers, survey, error});
}

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
    // No phone maker made new rules in this week.
    expect((await Promise.all(unanswered)).flat().filter((name) => name !== vendorRuleTitle)).toEqual([]);
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
