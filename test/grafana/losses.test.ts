import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {panelsOf} from '../../grafana/source/checks/validate.js';
import type {Dashboard} from '../../grafana/source/dashboards/dashboard.js';
import {pushLosses} from '../../grafana/source/dashboards/push-losses.js';
import {pushPlatform} from '../../grafana/source/dashboards/push-platform.js';
import {lookUp, lossTables} from '../../src/timpush/loss-codes.js';
import type {Selection} from './interpolation.js';
import {overTime, type SimulatedInflux, startSimulatedInflux} from './simulated-influx.js';
import {type Counted, type Lost, playLosses} from './simulated-losses.js';
import {BEGIN, FROM, HOUR} from './simulated-push.js';
import {transformed} from './transformations.js';

const BOTH = '(chat|broadcast)';
const {points, lost, counted} = playLosses();
let influx: SimulatedInflux;
beforeAll(async () => {
  influx = await startSimulatedInflux(points);
});
afterAll(() => influx?.stop());

const classOf = ({stage, platform, code, text}: Lost) => lookUp(stage, platform, code, text).class;
const now = ({start}: {readonly start: number}) => start >= FROM;
const told = lost.filter(({platform}) => platform !== 'total');

/** Sums by what `keyOf` says, without those that are zero. */
function sums<Row>(rows: readonly Row[], keyOf: (row: Row) => string, countOf: (row: Row) => number) {
  const found: Record<string, number> = {};
  for (const row of rows) found[keyOf(row)] = (found[keyOf(row)] ?? 0) + countOf(row);
  return Object.fromEntries(Object.entries(found).filter(([, sum]) => sum > 0));
}

const counts = (rows: readonly Lost[], keyOf: (row: Lost) => string) => sums(rows, keyOf, ({count}) => count);
const draw = (id: string, selection: Selection = {}) => influx.draw(pushLosses, id, selection);

async function tableOf(dashboard: Dashboard, id: number, selection: Selection = {}) {
  const panel = panelsOf(dashboard).find((each) => each.id === id)!;
  const drawn = panel.targets.map(({query}) => influx.ask(query, dashboard, selection));
  return transformed(panel, await Promise.all(drawn), (text) => influx.fill(text, dashboard, selection));
}

test('what was lost before and after sending is what the vendor adds up', async () => {
  for (const [id, stage] of [
    [1, 'ready'],
    [2, 'sent'],
  ] as const) {
    const all = lost.filter(
      (row) => row.kind === 'chat' && row.platform === 'total' && row.stage === stage && now(row),
    );
    expect(overTime(await draw(`${id}A`))).toEqual(counts(all, ({start}) => String(start)));
  }
});

test('credentials and quotas have their numbers, of the chosen app and platform', async () => {
  for (const [id, name, platform] of [
    [3, 'config', 'apns'],
    [4, 'quota', 'xiaomi'],
  ] as const) {
    const own = told.filter(
      (row) => row.kind === 'chat' && row.app === 'shop-cn' && row.platform === platform && now(row),
    );
    const wanted = counts(
      own.filter((row) => classOf(row) === name),
      ({start}) => String(start),
    );
    expect(Object.keys(wanted).length).toBeGreaterThan(3);
    expect(overTime(await draw(`${id}A`, {app: 'shop-cn', platform}))).toEqual(wanted);
  }
});

const selections: readonly {name: string; selection: Selection; fits: (row: Lost) => boolean}[] = [
  {name: 'everything', selection: {}, fits: () => true},
  {
    name: 'one stage and one class of one app',
    selection: {app: 'shop-cn', stage: 'sent', class: 'token'},
    fits: (row) => row.app === 'shop-cn' && row.stage === 'sent' && classOf(row) === 'token',
  },
  {
    name: 'two platforms and two classes',
    selection: {platform: ['huawei', 'apns'], class: ['config', 'user']},
    fits: (row) => ['huawei', 'apns'].includes(row.platform) && ['config', 'user'].includes(classOf(row)),
  },
];

describe.each(selections)('with $name chosen', ({selection, fits}) => {
  const own = told.filter((row) => row.kind === 'chat' && now(row) && fits(row));
  test.each([
    ['10A', classOf],
    ['11A', ({platform}: Lost) => platform],
    ['12A', ({platform, code}: Lost) => `${code} ${platform}`],
  ] as const)('losses over time are those of the simulator (query %s)', async (id, nameOf) => {
    const drawn = overTime(await draw(id, selection));
    const some = Object.fromEntries(Object.entries(drawn).filter(([, sum]) => sum > 0));
    expect(some).toEqual(counts(own, (row) => `${nameOf(row)} ${row.start}`));
  });

  test('the table has the codes that occurred, the largest first', async () => {
    const rows = await tableOf(pushLosses, 20, selection);
    const keyOf = (row: Lost) => `${row.platform} ${row.code} ${classOf(row)} ${row.stage}`;
    const wanted = counts(own, keyOf);
    expect(
      Object.fromEntries(rows.map((row) => [[row.platform, row.code, row.class, row.stage].join(' '), row.lost])),
    ).toEqual(wanted);
    expect(rows.map((row) => row.lost)).toEqual(Object.values(wanted).toSorted((a, b) => b - a));
    expect(Object.keys(rows[0]!)).toEqual(['platform', 'code', 'class', 'stage', 'lost', 'meaning', 'what to do']);
  });
});

test('the table of codes adds up chat and broadcasts where both are chosen', async () => {
  const rows = await tableOf(pushLosses, 20, {pushes: BOTH});
  const all = counts(told.filter(now), (row) => `${row.platform} ${row.code} ${row.stage}`);
  expect(Object.fromEntries(rows.map((row) => [`${row.platform} ${row.code} ${row.stage}`, row.lost]))).toEqual(all);
});

/** What Grafana shows in place of a text: the first mapping that fits. */
function shown(column: string, text: string): string {
  const panel = panelsOf(pushLosses).find(({id}) => id === 20)!;
  const {properties} = panel.fieldConfig.overrides.find(({matcher}) => matcher.options === column)!;
  // biome-ignore lint/suspicious/noExplicitAny: two shapes
  const mappings = properties.find(({id}) => id === 'mappings')!.value as any[];
  for (const {type, options} of mappings) {
    if (type === 'value' && Object.hasOwn(options, text)) return options[text].text;
    if (type === 'regex' && new RegExp(options.pattern.slice(1, -1)).test(text)) return options.result.text;
  }
  return text;
}

test('every code of the dictionary is told with what it means and what to do, at its platform and in its class', () => {
  let told = 0;
  for (const {platform, codes} of lossTables) {
    for (const entry of codes) {
      const key = `${platform === 'any' ? 'meizu' : platform} ${entry.class} ${entry.code}`;
      expect(shown('meaning', key)).toContain(entry.meaning);
      expect(shown('what to do', key)).toContain(entry.advice);
      told += 1;
    }
  }
  expect(told).toBeGreaterThan(150);
  expect(shown('meaning', 'huawei unknown 4711')).toContain('not in the dictionary');
  expect(shown('what to do', 'huawei unknown 4711')).toContain('report code and text');
  expect(shown('meaning', 'huawei unknown other')).toContain('too many or not printable');
});

test('a code that nobody has explained stands there with the words of the vendor', async () => {
  const rows = await tableOf(pushLosses, 21);
  const found = rows.map((row) => `${row.platform} ${row.code} ${row.stage} ${row.Text}`).sort();
  expect(found).toEqual(['huawei 4711 sent what nobody knows', 'platform_12 -3 sent long connection lost']);
  const own = told.filter((row) => row.kind === 'chat' && row.code === '4711' && now(row));
  expect(rows.find(({code}) => code === '4711')!.Lost).toBe(counts(own, () => 'all').all);
});

test('the explained share is what is told of what is missing, for each app, platform and stage', async () => {
  const rows = await tableOf(pushLosses, 30, {pushes: BOTH});
  const keyOf = ({app, platform, event}: Pick<Lost, 'app' | 'platform' | 'event'>) => `${app} ${platform} ${event}`;
  const of = (stage: string) =>
    counts(
      told.filter((row) => now(row) && row.stage === stage),
      keyOf,
    );
  const missing = (gapOf: (row: Counted) => number) => sums(counted.filter(now), keyOf, gapOf);
  const expected = {
    'Not sent': missing(({total, sent}) => total - sent),
    'Not sent, told why': of('ready'),
    'Not delivered': missing(({sent, delivered, receipts}) => (receipts ? sent - delivered : 0)),
    'Not delivered, told why': of('sent'),
  };
  expect(rows.length).toBeGreaterThan(10);
  for (const [name, wanted] of Object.entries(expected)) {
    const drawn = rows.filter((row) => Number(row[name]) > 0).map((row) => [keyOf(row as unknown as Lost), row[name]]);
    expect(Object.fromEntries(drawn)).toEqual(wanted);
  }
  const shares = rows.flatMap((row) => [row['Not sent, explained'], row['Not delivered, explained']]);
  // Long after, the simulator's losses explain all of it; FCM has no receipts.
  expect(shares.filter((share) => !Number.isNaN(share)).every((share) => Math.abs(Number(share) - 1) < 0.02)).toBe(
    true,
  );
  expect(shares.filter((share) => Number.isNaN(share))).toHaveLength(2);
});

test.each([
  {timezone: 'Asia/Shanghai', pushes: 'chat', first: 16, hoursBehind: 0},
  {timezone: 'Europe/Berlin', pushes: BOTH, first: 9, hoursBehind: 7},
])('quota losses stand at the hours of the day in $timezone, $pushes', async ({first, hoursBehind, ...selection}) => {
  const rows = await tableOf(pushLosses, 40, selection);
  const hours = Array.from({length: 24}, (_, hour) => String(hour).padStart(2, '0'));
  expect(rows.map((row) => row['Time\\platform'])).toEqual(hours);
  const kinds = selection.pushes === BOTH ? ['chat', 'broadcast'] : ['chat'];
  const own = told.filter((row) => kinds.includes(row.kind) && classOf(row) === 'quota' && now(row));
  const hourOf = ({start}: Lost) => ((start - FROM) / HOUR + 24 - hoursBehind) % 24;
  const wanted = counts(own, (row) => `${hourOf(row)} ${row.platform}`);
  for (const [hour, {'Time\\platform': _, ...row}] of rows.entries())
    for (const [platform, sum] of Object.entries(row)) expect(sum).toBe(wanted[`${hour} ${platform}`] ?? 0);
  expect(Number(rows[first]!.xiaomi)).toBeGreaterThan(10 * Number(rows[first - 1]!.xiaomi));
});

test('token losses are a share of the targets, week by week from Monday', async () => {
  const rows = await tableOf(pushLosses, 41, {pushes: BOTH});
  const [row] = rows.filter((each) => each['platform\\Time'] === 'apns');
  expect(Object.keys(row!)).toEqual(['platform\\Time', '03-16']);
  const tokens = told.filter((each) => each.platform === 'apns' && classOf(each) === 'token' && now(each));
  const targets = counted.filter((each) => each.platform === 'apns' && now(each));
  const share =
    counts(tokens, () => 'all').all! /
    sums(
      targets,
      () => 'all',
      ({total}) => total,
    ).all!;
  expect(row!['03-16']).toBeCloseTo(share, 9);
  expect(panelsOf(pushLosses).find(({id}) => id === 41)!.timeFrom).toBe('42d');
});

test('beside the change of the rate the codes of both periods stand, and the classes of the platform', async () => {
  const rows = await tableOf(pushPlatform, 22, {platform: 'huawei'});
  const chat = told.filter(({kind}) => kind === 'chat');
  const keyOf = (row: Lost) => `${row.platform} ${row.code} ${row.stage}`;
  const before = chat.filter(({start}) => start >= BEGIN && start < FROM);
  const column = (name: string) =>
    Object.fromEntries(
      rows.filter((row) => name in row).map((row) => [`${row.platform} ${row.code} ${row.stage}`, row[name]]),
    );
  expect(column('Lost')).toEqual(counts(chat.filter(now), keyOf));
  expect(column('Lost before')).toEqual(counts(before, keyOf));
  const drawn = overTime(await influx.draw(pushPlatform, '23A', {platform: 'huawei'}));
  const huawei = chat.filter((row) => row.platform === 'huawei' && now(row));
  expect(Object.fromEntries(Object.entries(drawn).filter(([, sum]) => sum > 0))).toEqual(
    counts(huawei, (row) => `${classOf(row)} ${row.start}`),
  );
});
