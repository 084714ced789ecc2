import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {marksOf} from '../../grafana/source/dashboards/annotations.js';
import type {Dashboard} from '../../grafana/source/dashboards/dashboard.js';
import {pushOverview} from '../../grafana/source/dashboards/push-overview.js';
import {pushPlatform} from '../../grafana/source/dashboards/push-platform.js';
import {TransportError} from '../../src/domain/errors.js';
import {findingPoint} from '../../src/domain/finding-point.js';
import {isoUtc} from '../../src/domain/local-time.js';
import {countFields, measurement} from '../../src/domain/measurements.js';
import type {Point} from '../../src/domain/point.js';
import {runPoint} from '../../src/domain/run-summary.js';
import {vendorRules} from '../../src/domain/vendor-rules.js';
import {at} from '../support/doubles/manual-clock.js';
import {aFindingView} from '../support/fixtures/a-finding.js';
import {anApp, anEntry} from '../support/fixtures/examples.js';
import {recordEntries} from '../support/fixtures/record-entries.js';
import {type Series, type SimulatedInflux, startSimulatedInflux} from './simulated-influx.js';

const HOUR = 3600;
/** From here on Meizu has new rules. */
const SINCE = at('2025-05-07T00:00+08:00');
const DAY_BEFORE = SINCE - 24 * HOUR;

let influx: SimulatedInflux;
beforeAll(async () => {
  const points: Point[] = [
    ...[-1, 2, 3].map((hour) => sent('shop-cn', 'meizu', SINCE + hour * HOUR)),
    ...[-1, 3, 4].map((hour) => sent('shop.sg', 'meizu', SINCE + hour * HOUR)),
    ...[-1, 0, 1].map((hour) => sent('shop-cn', 'vivo', SINCE + hour * HOUR)),
    ...findings(),
    run('shop-cn', DAY_BEFORE + 600, new TransportError('first reason')),
    run('shop-cn', DAY_BEFORE + 1200, new TransportError('second reason')),
    run('shop.sg', DAY_BEFORE + 1200, undefined),
    run('shop.sg', DAY_BEFORE + HOUR + 600, new TransportError('no answer')),
    run('shop.sg', DAY_BEFORE + 2 * HOUR + 600, new TransportError('no answer'), 'broadcast'),
    run('shop.sg', DAY_BEFORE + 3 * HOUR + 600, new TransportError('no answer'), 'chat-loss'),
  ];
  const window = (hour: number) => ({start: DAY_BEFORE + hour * HOUR, end: DAY_BEFORE + (hour + 1) * HOUR});
  await recordEntries({write: async (more) => void points.push(...more)}, [
    anEntry({app: 'shop-cn', window: window(5)}),
    anEntry({app: 'shop-cn', window: window(6), outcome: 'rejected', errorCode: 90100}),
  ]);
  influx = await startSimulatedInflux(points, {from: DAY_BEFORE * 1000, to: (SINCE + 24 * HOUR) * 1000 - 1});
});
afterAll(() => influx?.stop());

function sent(app: string, platform: string, time: number): Point {
  const fields = Object.fromEntries(countFields.map((field) => [field, 7]));
  return {measurement: measurement.chatPlatform('1h'), tags: {app, sdkappid: '1', platform}, fields, time};
}

/** One that is over, one that goes on, one of a whole app, and one of broadcasts. */
function findings(): Point[] {
  const since = (hour: number) => isoUtc(DAY_BEFORE + hour * HOUR);
  return [
    aFindingView({since: since(1), until: since(5)}),
    aFindingView({since: since(2), platform: 'vivo'}),
    aFindingView({since: since(3), app: 'shop.sg', platform: null, kind: 'failed', report: 'chat-loss'}),
    aFindingView({since: since(4), report: 'broadcast'}),
  ].map((finding) => findingPoint(finding, anApp({name: finding.app})));
}

function run(app: string, startedAt: number, error: unknown, report = 'chat'): Point {
  const counts = {windowsOk: 1, windowsFailed: 0, windowsLeft: 0, calls: 1, retries: 0, durationMs: 9, lag: HOUR};
  return runPoint({app: anApp({name: app}), report, step: '1h', startedAt, ...counts, survey: [], error});
}

/** Hours after the range began, then what the columns `text` and `tags` say. */
async function marks(name: string, selection = {}, dashboard: Dashboard = pushOverview) {
  const {target} = marksOf(dashboard.annotations).find((mark) => mark.name === name)!;
  const series = await influx.ask(target.query, dashboard, selection);
  // Grafana mixes up the columns of several series.
  expect(series.length).toBeLessThan(2);
  return series.flatMap(({columns, values}) =>
    values.map((row) => {
      // Grafana shows the time in place of a title that is not there.
      expect(row[columns.indexOf('title')]).toEqual(expect.stringMatching(/^\w/));
      const said = columns.flatMap((column, index) => (['text', 'tags'].includes(column) ? [row[index]] : []));
      return [(Number(row[0]) - DAY_BEFORE) / HOUR, ...said].join(' ');
    }),
  );
}

/** `hour reason app` as the run's point tells it: with what the operator does about it. */
function noVerdict(mark: string): unknown {
  const [hour, reason, app] = /^(\S+) (.*); (\S+)$/.exec(mark)!.slice(1);
  return expect.stringMatching(new RegExp(`^${hour} no verdict of the API: ${reason}; what to do: .* ${app}$`));
}

test('a finding is marked from its beginning to its end with its sentence, where its app and platform are chosen', async () => {
  const [over, goesOn, ofApp] = [
    '1 huawei at shop-cn: delivery fell shop-cn',
    '2 vivo at shop-cn: delivery fell shop-cn',
    '3 null at shop.sg: failed fell shop.sg',
  ];
  expect(await marks('Findings')).toEqual([over, goesOn, ofApp]);
  expect(await marks('Findings', {platform: ['vivo', 'apns']})).toEqual([goesOn, ofApp]);
  expect(await marks('Findings', {app: 'shop-cn'}, pushPlatform)).toEqual([over, goesOn]);
  const {target} = marksOf(pushOverview.annotations).find(({name}) => name === 'Findings')!;
  const [{columns, values}] = (await influx.ask(target.query, pushOverview)) as [Series];
  // Grafana draws no span to an end of zero.
  expect(values.map((row) => row[columns.indexOf('timeEnd')])).toEqual([(DAY_BEFORE + 5 * HOUR) * 1000, 0, 0]);
});

test('what goes on is in the table, the newest first', async () => {
  const rows = async (selection = {}) => {
    const series = await influx.draw(pushOverview, '12A', selection);
    return series.flatMap(({values}) => values.map(([, severity, what]) => `${severity}: ${what}`));
  };
  expect(await rows()).toEqual(['critical: null at shop.sg: failed fell', 'critical: vivo at shop-cn: delivery fell']);
  expect(await rows({platform: 'huawei', app: 'shop-cn'})).toEqual([]);
  expect(await rows({pushes: 'broadcast'})).toEqual(['critical: huawei at shop-cn: delivery fell']);
});

test('an hour in which runs of an app failed has one mark, with the first reason', async () => {
  const name = 'Failed runs of the collector';
  const [first, ...others] = ['0 first reason; shop-cn', '1 no answer; shop.sg', '3 no answer; shop.sg'].map(noVerdict);
  expect(await marks(name)).toEqual([first, ...others]);
  expect(await marks(name, {app: 'shop.sg'})).toEqual(others);
});

test('what happened to the chosen pushes and their losses alone is marked', async () => {
  const name = 'Failed runs of the collector';
  expect(await marks(name, {pushes: 'broadcast'})).toEqual(['2 no answer; shop.sg'].map(noVerdict));
  expect(await marks(name, {pushes: '(chat|broadcast)'})).toHaveLength(4);
});

test('a rejected window of the step has a mark where the charts lack it', async () => {
  expect(await marks('Rejected windows')).toEqual(['6 rejected shop-cn']);
  expect(await marks('Rejected windows', {step: '1d'})).toEqual([]);
});

test('new rules of a phone maker are marked at its first window under them, and nowhere else', async () => {
  const name = 'New rules of the phone maker';
  expect(await marks(name)).toEqual(['26 meizu']);
  expect(await marks(name, {app: 'shop.sg'})).toEqual(['27 meizu']);
  expect(await marks(name, {platform: ['vivo', 'apns']})).toEqual([]);
  expect(await marks(name, {platform: 'meizu'}, pushPlatform)).toEqual(['26 meizu']);
});

test('days of new rules are days of China, and a platform is named as in the database', () => {
  expect(vendorRules.at(-1)).toEqual({platform: 'meizu', date: '2025-05-07', since: SINCE});
  expect(vendorRules.map(({platform}) => platform)).toEqual(['xiaomi', 'vivo', 'huawei', 'oppo', 'honor', 'meizu']);
});

test('windows that are younger than six hours are marked up to the end of the range', async () => {
  const now = Math.floor(Date.now() / 1000);
  const total = (hoursAgo: number): Point => ({
    ...sent('shop-cn', 'meizu', now - hoursAgo * HOUR),
    measurement: measurement.chatTotal('1h'),
    tags: {app: 'shop-cn', sdkappid: '1'},
  });
  const recent = await startSimulatedInflux([1, 5, 9].map(total), {from: (now - 24 * HOUR) * 1000, to: now * 1000});
  const {target, mappings} = marksOf(pushOverview.annotations).find(({name}) => name === 'Still growing')!;
  const [series, ...others] = await recent.ask(target.query, pushOverview);
  await recent.stop();
  expect(others).toEqual([]);
  expect(series!.columns).toEqual(['time', target.timeEndColumn, target.textColumn, target.titleColumn]);
  const [[start, end, seen], ...more] = series!.values as [(number | string | null)[]];
  expect(more).toEqual([]);
  expect([end, seen]).toEqual([now * 1000, 14]);
  expect(Math.abs(Number(start) - (now - 7 * HOUR))).toBeLessThan(60);
  expect(mappings.text?.value).toContain('less than six hours ago');
  // Where the range ended before, nothing grows any more.
  expect(await influx.ask(target.query, pushOverview)).toEqual([]);
});

test('dashboards of pushes have the marks, and every dashboard those of the alerts', () => {
  const names = ({annotations}: Dashboard) => annotations.list.map(({name}) => name);
  const alerts = 'Alerts of every app';
  const pushes = [
    alerts,
    'Findings',
    'Failed runs of the collector',
    'Rejected windows',
    'New rules of the phone maker',
    'Still growing',
  ];
  expect([names(pushOverview), names(pushPlatform)]).toEqual([pushes, pushes]);
});

test('alerts of other apps are marked only when somebody wants it', () => {
  const [alerts] = pushOverview.annotations.list;
  expect(alerts).toMatchObject({builtIn: 1, enable: false, hide: false});
});
