import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {panelsOf} from '../../grafana/source/checks/validate.js';
import {pushCollector} from '../../grafana/source/dashboards/push-collector.js';
import {ApiError, TransportError} from '../../src/domain/errors.js';
import type {Point} from '../../src/domain/point.js';
import {runPoint} from '../../src/domain/run-summary.js';
import {codeTable} from '../../src/timpush/codes.js';
import {anApp, anEntry} from '../support/fixtures/examples.js';
import {recordEntries} from '../support/fixtures/record-entries.js';
import {byTags, overTime, type SimulatedInflux, startSimulatedInflux} from './simulated-influx.js';
import {DAY, FROM, HOUR} from './simulated-push.js';
import {transformed} from './transformations.js';

interface Run {
  readonly app?: 'shop-cn' | 'shop.sg';
  readonly report?: string;
  readonly step?: '1h' | '1d';
  readonly at: number;
  readonly lag?: number;
  readonly left?: number;
  /** How long before the run its oldest hole began. */
  readonly hole?: number;
  readonly error?: unknown;
}

const noPush = new ApiError(90045, 'not enabled', 'stop');
const runs: readonly Run[] = [
  {at: FROM, lag: 4500, hole: 27 * DAY},
  {at: FROM + 600, lag: 4200},
  {at: FROM + HOUR, lag: 7200, left: 2, hole: DAY, error: noPush},
  {at: FROM + HOUR + 600, lag: 7800, left: 3, hole: DAY + 600, error: noPush},
  {at: FROM + 600, step: '1d', lag: DAY},
  {at: FROM + 600, app: 'shop.sg', lag: 3000, error: new TransportError('no answer')},
  {at: FROM + 1200, app: 'shop.sg', lag: 3000},
  {at: FROM + 1800, app: 'shop.sg', report: 'chat-loss', lag: 9000, left: 5, hole: 5 * DAY},
];

let influx: SimulatedInflux;
beforeAll(async () => {
  const points: Point[] = runs.map(toPoint);
  const window = (hour: number) => ({start: FROM + hour * HOUR, end: FROM + (hour + 1) * HOUR});
  await recordEntries({write: async (more) => void points.push(...more)}, [
    anEntry({app: 'shop-cn', window: window(0)}),
    anEntry({app: 'shop-cn', window: window(2), outcome: 'rejected', errorCode: 90100}),
    anEntry({app: 'shop.sg', window: window(1)}),
    anEntry({app: 'shop.sg', report: 'chat-loss', window: window(1), outcome: 'rejected', errorCode: 90100}),
    anEntry({app: 'shop.sg', step: '1d', window: {start: FROM, end: FROM + DAY}}),
  ]);
  influx = await startSimulatedInflux(points);
});
afterAll(() => influx?.stop());

function toPoint({app = 'shop-cn', report = 'chat', step = '1h', at, lag = 0, left = 0, hole = 0, error}: Run): Point {
  const start = at - hole;
  const survey =
    hole > 0 ? [{window: {start, end: start + HOUR}, previous: undefined, coverage: 'missing' as const}] : [];
  const counts = {windowsOk: 1, windowsFailed: 0, windowsLeft: left, calls: 3, retries: 1, durationMs: 900};
  return runPoint({app: anApp({name: app}), report, step, startedAt: at, ...counts, lag, survey, error});
}

const draw = (name: string, selection = {}) => influx.draw(pushCollector, name, selection);
const hour = (number: number) => FROM + number * HOUR;

test('the numbers of now are those of the newest run of the step, app by app, of the chosen reports', async () => {
  expect(byTags(await draw('1A'))).toEqual({'shop-cn': 7800, 'shop.sg': 9000});
  expect(byTags(await draw('1B'))).toEqual({'shop-cn': 3, 'shop.sg': 5});
  expect(byTags(await draw('1C'))).toEqual({'shop-cn': DAY + 600, 'shop.sg': 5 * DAY});
  expect(byTags(await draw('1A', {step: '1d'}))).toEqual({'shop-cn': DAY});
  expect(byTags(await draw('1A', {report: 'chat'}))).toEqual({'shop-cn': 7800, 'shop.sg': 3000});
  expect(byTags(await draw('1B', {app: 'shop.sg', report: 'chat'}))).toEqual({'shop.sg': 0});
});

test('an hour of runs of a report is well only if every one of them was', async () => {
  expect(overTime(await draw('10A'))).toEqual({
    [`shop-cn chat 1h ${hour(0)}`]: 1,
    [`shop-cn chat 1h ${hour(1)}`]: 0,
    [`shop-cn chat 1d ${hour(0)}`]: 1,
    [`shop.sg chat 1h ${hour(0)}`]: 0,
    [`shop.sg chat-loss 1h ${hour(0)}`]: 1,
  });
});

test('a window of a report is collected, rejected, or a gap', async () => {
  expect(overTime(await draw('11A'))).toEqual({
    [`shop-cn chat ${hour(0)}`]: 'ok',
    [`shop-cn chat ${hour(2)}`]: 'rejected',
    [`shop.sg chat ${hour(1)}`]: 'ok',
    [`shop.sg chat-loss ${hour(1)}`]: 'rejected',
  });
  expect(overTime(await draw('11A', {step: '1d', app: ['shop-cn', 'shop.sg']}))).toEqual({
    [`shop.sg chat ${FROM}`]: 'ok',
  });
});

test('lag is the longest of an hour, and a hole expires when the vendor forgets it', async () => {
  expect(overTime(await draw('20A', {report: 'chat'}))).toEqual({
    [`shop-cn ${hour(0)}`]: 4500 / 3600,
    [`shop-cn ${hour(1)}`]: 7800 / 3600,
    [`shop.sg ${hour(0)}`]: 3000 / 3600,
  });
  expect(overTime(await draw('20A', {app: 'shop.sg'}))).toEqual({[`shop.sg ${hour(0)}`]: 2.5});
  expect(overTime(await draw('21A'))).toEqual({
    [`shop-cn chat ${hour(0)}`]: 3,
    [`shop-cn chat ${hour(1)}`]: 29 - 600 / DAY,
  });
  expect(overTime(await draw('21B'))).toEqual({[`shop.sg chat-loss ${hour(0)}`]: 2});
});

test('calls and retries are added up, hour by hour', async () => {
  const [series] = await draw('30A');
  const rows = series!.values.filter(([, calls]) => calls !== null);
  expect(rows).toEqual([
    [hour(0), 18, 6],
    [hour(1), 6, 2],
  ]);
});

test('failures and rejections are counted by app, report, step and code', async () => {
  expect(await tableOf(40)).toEqual([
    {
      App: 'shop.sg',
      Report: 'chat',
      Step: '1h',
      Code: 0,
      'Next step': 0,
      'Time (count)': 1,
      'Time (lastNotNull)': hour(0) + 600,
    },
    {
      App: 'shop-cn',
      Report: 'chat',
      Step: '1h',
      Code: 90045,
      'Next step': 90045,
      'Time (count)': 2,
      'Time (lastNotNull)': hour(1) + 600,
    },
  ]);
  expect(await tableOf(41)).toEqual([rejected('shop.sg', 'chat-loss', hour(1)), rejected('shop-cn', 'chat', hour(2))]);
});

function rejected(App: string, Report: string, last: number) {
  const code = {Code: 90100, 'Next step': 90100};
  return {App, Report, Step: '1h', ...code, 'Time (count)': 1, 'Time (lastNotNull)': last};
}

async function tableOf(id: number) {
  const panel = panelsOf(pushCollector).find((each) => each.id === id)!;
  return transformed(panel, [await draw(`${id}A`)]);
}

test('every code of the API is told with what the operator does about it', () => {
  const panel = panelsOf(pushCollector).find(({id}) => id === 40)!;
  const column = panel.fieldConfig.overrides.find(({matcher}) => matcher.options === 'Next step')!;
  const mappings = column.properties.find((each) => each.id === 'mappings')!;
  const [{options}] = mappings.value as [{options: Record<string, {text: string}>}];
  for (const {codes, advice} of codeTable) for (const code of codes) expect(options[code]!.text).toContain(advice);
  expect(options['0']!.text).toContain('log');
});
