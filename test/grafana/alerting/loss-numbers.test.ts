import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {pushLosses} from '../../../grafana/source/dashboards/push-losses.js';
import {lossRules} from '../../../grafana/source/rules/loss-rules.js';
import {countFields, measurement} from '../../../src/domain/measurements.js';
import type {Point} from '../../../src/domain/point.js';
import {byTags, type SimulatedInflux, startSimulatedInflux} from '../simulated-influx.js';
import {frozenAt} from './frozen-query.js';

const HOUR = 3600;
const NOW = 1_774_195_200;
const hoursAgo = (hours: number) => NOW - hours * HOUR;

/** Counts of a platform as they were at an age: targets, sends, and receipts of those. */
function counted(
  kind: 'chat' | 'broadcast',
  age: string,
  hours: number,
  tags: object,
  [total, sent, delivered]: readonly number[],
): Point {
  const {chatPlatform, broadcastPlatform} = measurement;
  const values = [total, sent, delivered, 0, sent, delivered, 0];
  const fields = Object.fromEntries(countFields.map((field, index) => [field, values[index]!]));
  const name = measurement.aged((kind === 'chat' ? chatPlatform : broadcastPlatform)('1h'));
  return {measurement: name, tags: {app: 'shop', sdkappid: '1', age, ...tags}, fields, time: hoursAgo(hours)};
}

function lost(kind: 'chat' | 'broadcast', age: string, hours: number, tags: object, count: number): Point {
  const {chatLoss, broadcastLoss} = measurement;
  const name = measurement.aged((kind === 'chat' ? chatLoss : broadcastLoss)('1h'));
  const of = {app: 'shop', sdkappid: '1', age, stage: 'sent', ...tags};
  return {measurement: name, tags: of, fields: {count}, time: hoursAgo(hours)};
}

/** Of broadcasts, as it is kept with its code. */
function coded(hours: number, tags: object, count: number): Point {
  const {age: _, ...of} = lost('broadcast', '10m', hours, tags, count).tags;
  return {measurement: measurement.broadcastLoss('1h'), tags: of, fields: {count}, time: hoursAgo(hours)};
}

const huawei = {platform: 'huawei'};
const [offline, online] = [
  {...huawei, event: 'offline'},
  {platform: 'huawei', event: 'online'},
];
const all = {platform: 'total', event: 'total'};
const points = [
  counted('chat', '10m', 2, huawei, [1000, 900, 500]),
  counted('chat', '10m', 5, huawei, [7, 7, 7]),
  counted('chat', '1h', 3, huawei, [1000, 900, 600]),
  counted('chat', '1h', 50, huawei, [4000, 3900, 3000]),
  lost('chat', '10m', 2, {...huawei, class: 'config'}, 300),
  lost('chat', '10m', 2, {...huawei, class: 'config', stage: 'ready'}, 50),
  lost('chat', '10m', 2, {...huawei, class: 'quota'}, 40),
  lost('chat', '10m', 2, {platform: 'total', class: 'config'}, 9999),
  lost('chat', '10m', 5, {...huawei, class: 'config'}, 7),
  lost('chat', '1h', 3, {...huawei, class: 'token'}, 100),
  lost('chat', '1h', 50, {...huawei, class: 'token'}, 200),
  lost('chat', '1h', 50, {...huawei, class: 'user'}, 60),
  lost('chat', '1h', 200, {platform: 'total', class: 'unknown'}, 3),
  counted('broadcast', '10m', 2, offline, [100, 90, 50]),
  counted('broadcast', '10m', 2, online, [10, 10, 10]),
  lost('broadcast', '10m', 2, {...offline, class: 'quota'}, 20),
  lost('broadcast', '10m', 2, {...online, class: 'quota'}, 5),
  lost('broadcast', '10m', 2, {...all, class: 'quota'}, 25),
  coded(2, {...offline, class: 'quota', code: '10034'}, 20),
  coded(2, {...online, class: 'quota', code: '10034'}, 5),
  coded(2, {...offline, class: 'quota', code: '10034', stage: 'ready'}, 4),
  coded(2, {...offline, class: 'token', code: '410'}, 60),
  coded(2, {...all, class: 'quota', code: '10034'}, 29),
  coded(20, {...offline, class: 'quota', code: '10034'}, 7),
  coded(20, {...offline, class: 'token', code: '410'}, 50),
  ...[2, 20].map((hours) => ({
    ...counted('broadcast', '10m', hours, {}, [110, 100, 60]),
    measurement: measurement.broadcastTotal('1h'),
  })),
];

let influx: SimulatedInflux;
beforeAll(async () => {
  influx = await startSimulatedInflux(points);
});
afterAll(() => influx?.stop());

/** What the queries of a rule say now, by their names and the values of their labels. */
async function numbersOf(uid: string, which: 'condition' | 'reasons' = 'condition') {
  const {data, condition} = lossRules.find((rule) => rule.uid === uid)!;
  const upTo = data.findIndex(({refId}) => refId === condition);
  const nodes = which === 'condition' ? data.slice(0, upTo) : data.slice(upTo);
  const asked = nodes.flatMap(async ({refId, model}) => {
    if (!('query' in model)) return [];
    const series = await influx.ask(frozenAt(String(model.query), NOW), pushLosses);
    return [[refId.replace(/Rows$/, ''), byTags(series)] as const];
  });
  return Object.fromEntries((await Promise.all(asked)).flat());
}

test('losses of a class are those of both stages, in the newest two hours, of platforms and not of their total', async () => {
  expect(await numbersOf('push-credentials-refused')).toEqual({
    lost: {'shop huawei 1': 350},
    targets: {'shop huawei 1': 1000},
  });
});

test('what is missing is what was not sent and what has no receipt', async () => {
  expect(await numbersOf('push-quota-used-up')).toEqual({
    lost: {'shop huawei 1': 40},
    gap: {'shop huawei 1': 100 + 400},
  });
});

test('broadcasts are counted with both events, and once', async () => {
  expect(await numbersOf('push-broadcast-quota-used-up')).toEqual({
    lost: {'shop huawei 1': 25},
    gap: {'shop huawei 1': 10 + 40},
  });
});

test('a day is compared with the week before, also of a class that one of them lacks', async () => {
  expect(await numbersOf('push-loss-doubled')).toEqual({
    lost: {'shop token huawei 1': 100},
    upToNow: {'shop token huawei 1': 300, 'shop user huawei 1': 60},
    targets: {'shop huawei 1': 1000},
    usualTargets: {'shop huawei 1': 4000},
    told: {'shop 1': 3},
  });
});

test('reasons are those of the class that an alert is about, of both events and both stages', async () => {
  expect(await numbersOf('push-broadcast-quota-used-up', 'reasons')).toMatchObject({
    codes: {'shop quota 10034 huawei 1': 25 + 4},
    mostA: {'shop huawei 1': 29},
  });
  expect(await numbersOf('push-broadcast-loss-doubled', 'reasons')).toMatchObject({
    mostA: {'shop quota huawei 1': 7, 'shop token huawei 1': 50},
  });
});
