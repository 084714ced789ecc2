import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {panelsOf} from '../../grafana/source/checks/validate.js';
import type {Dashboard} from '../../grafana/source/dashboards/dashboard.js';
import {pushOverview} from '../../grafana/source/dashboards/push-overview.js';
import {pushPlatform} from '../../grafana/source/dashboards/push-platform.js';
import {countFields, measurement} from '../../src/domain/measurements.js';
import type {Point} from '../../src/domain/point.js';
import {namesOf} from './series-names.js';
import {only, type SimulatedInflux, startSimulatedInflux} from './simulated-influx.js';
import {FROM, HOUR} from './simulated-push.js';
import {transformed} from './transformations.js';

const BOTH = '(chat|broadcast)';

/** Hours after the range began, total, sent, and delivered of what is sent with receipts. */
function point(name: string, tags: Record<string, string>, [hour, total, sent, delivered]: readonly number[]): Point {
  const values = [total, sent, delivered, 1, sent, delivered, 1];
  const fields = Object.fromEntries(countFields.map((field, index) => [field, values[index]!]));
  return {measurement: name, tags: {app: 'shop-cn', sdkappid: '1', ...tags}, fields, time: FROM + hour! * HOUR};
}

const [chat, broadcast] = [
  {total: measurement.chatTotal('1h'), platform: measurement.chatPlatform('1h')},
  {total: measurement.broadcastTotal('1h'), platform: measurement.broadcastPlatform('1h')},
];
const points = [
  point(chat.total, {}, [0, 100, 80, 40]),
  point(chat.platform, {platform: 'huawei'}, [0, 70, 60, 30]),
  point(chat.platform, {platform: 'unknown'}, [0, 30, 20, 10]),
  point(broadcast.total, {}, [0, 1000, 500, 100]),
  point(broadcast.platform, {platform: 'huawei', event: 'offline'}, [0, 600, 300, 60]),
  point(broadcast.platform, {platform: 'unknown', event: 'offline'}, [0, 100, 50, 10]),
  point(broadcast.platform, {platform: 'unknown', event: 'online'}, [0, 300, 150, 30]),
  point(broadcast.total, {app: 'ads'}, [1, 20, 10, 5]),
];

let influx: SimulatedInflux;
beforeAll(async () => {
  influx = await startSimulatedInflux(points);
});
afterAll(() => influx?.stop());

/** Sums of what each name that people read stands for. */
async function drawn(dashboard: Dashboard, id: number, pushes: string): Promise<Record<string, number>> {
  const panel = panelsOf(dashboard).find((each) => each.id === id)!;
  const sums: Record<string, number> = {};
  for (const target of panel.targets) {
    const series = await influx.ask(target.query, dashboard, {pushes});
    for (const [index, name] of namesOf(panel, target, series).entries()) {
      const sum = series[index]!.values.reduce((all, [, value]) => all + Number(value), 0);
      if (name in sums) throw new Error(`Two series are called ${name}.`);
      sums[name] = sum;
    }
  }
  return sums;
}

test('a number is that of the chosen pushes; those of chat have no further name', async () => {
  expect(await drawn(pushOverview, 1, 'chat')).toEqual({Sent: 80});
  expect(await drawn(pushOverview, 1, 'broadcast')).toEqual({'Sent broadcast': 510});
  expect(await drawn(pushOverview, 1, BOTH)).toEqual({Sent: 80, 'Sent broadcast': 510});
  expect(only(await influx.draw(pushOverview, '5A', {pushes: 'broadcast', app: 'shop-cn'}))).toBe(0.2);
});

test('a chart by app draws broadcasts beside chat, and no push twice', async () => {
  expect(await drawn(pushOverview, 20, BOTH)).toEqual({'shop-cn': 80, 'shop-cn broadcast': 500, 'ads broadcast': 10});
});

test('a chart by platform tells online broadcasts from those whose platform nobody told', async () => {
  const broadcasts = {'huawei broadcast': 300, 'unknown broadcast': 50, 'unknown online broadcast': 150};
  expect(await drawn(pushOverview, 30, 'broadcast')).toEqual(broadcasts);
  expect(await drawn(pushOverview, 30, BOTH)).toEqual({huawei: 60, unknown: 20, ...broadcasts});
  expect(await drawn(pushPlatform, 30, BOTH)).toEqual({huawei: 60, unknown: 20, ...broadcasts});
});

test('a table has a row for each kind of pushes of a platform', async () => {
  const panel = panelsOf(pushOverview).find(({id}) => id === 11)!;
  const asked = panel.targets.map(({query}) => influx.ask(query, pushOverview, {pushes: BOTH}));
  const rows = transformed(panel, await Promise.all(asked));
  expect(Object.keys(rows[0]!).slice(0, 3)).toEqual(['app', 'platform', 'event']);
  expect(rows.map((row) => [row.platform, row.event, row.Sent, row['Delivery rate']].join(' ')).sort()).toEqual([
    'huawei  60 0.5',
    'huawei offline 300 0.2',
    'unknown  20 0.5',
    'unknown offline 50 0.2',
    'unknown online 150 0.2',
  ]);
});

test('the variables offer what chat or broadcasts have', async () => {
  const app = pushOverview.templating.list.find(({name}) => name === 'app')!;
  const offered = async (pushes: string) =>
    (await influx.ask(app.query, pushOverview, {pushes})).flatMap(({values}) => values.map(([, value]) => value));
  expect(await offered('chat')).toEqual(['shop-cn']);
  expect(new Set(await offered(BOTH))).toEqual(new Set(['ads', 'shop-cn']));
  const pushes = pushOverview.templating.list.find(({name}) => name === 'pushes')!;
  expect(pushes.query).toBe(`chat,broadcast,both : ${BOTH}`);
});
