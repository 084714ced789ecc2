import {expect, test} from '@jest/globals';
import type {Point} from '../../src/domain/point.js';
import type {Span} from '../../src/domain/window.js';
import {inventoryOf} from '../../src/influx/inventory.js';
import type {Series} from '../../src/influx/series.js';
import {influxBehindShim, T0} from '../support/fixtures/influx-behind-shim.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const ALWAYS = {start: 0, end: 9_000_000_000};
const influx = influxBehindShim();

const point = (measurement: string, time: number, fields: Point['fields'], app = 'shop'): Point => ({
  measurement,
  tags: {app},
  fields,
  time,
});

/** The counts that the server was asked for. */
const counts = () =>
  influx
    .shim()
    .requests.map(({body}) => new URLSearchParams(body).get('q') ?? '')
    .filter((statement) => statement.startsWith('SELECT count'));

const spanOf = (statement: string): Span => {
  const [, start, end] = /time >= (\d+)s AND time < (\d+)s/.exec(statement)!;
  return {start: Number(start), end: Number(end)};
};

test('only measurements that are wanted are counted, by one field, and only what is wanted of them', async () => {
  const store = influx.open();
  const names = ['timpush_ledger', 'timpush_chat_total_1h', 'timpush_chat_loss_1h', 'timpush_verify'];
  const fields = {fetched_at: 1, window_end: 2, outcome: 'ok'};
  await store.write([
    ...[0, 1, 30].flatMap((n) => [
      point('timpush_ledger', T0 + n * DAY, fields),
      point('timpush_ledger', T0 + n * DAY, fields, 'other'),
    ]),
    ...names.slice(1).map((name) => point(name, T0, {total: 1, sent: 2})),
  ]);
  const span = {start: T0, end: T0 + 2 * DAY};
  const wanted = (name: string) => (name === 'timpush_ledger' ? {span, tags: {app: 'shop'}} : undefined);
  const day = Math.floor(T0 / DAY) * DAY;
  const found = await store.inventory({wanted, every: DAY});
  expect(found.sort((a, b) => a.time - b.time)).toEqual([
    {measurement: 'timpush_ledger', time: day, points: 1},
    {measurement: 'timpush_ledger', time: day + DAY, points: 1},
  ]);
  for (const statement of counts()) {
    expect(statement).toMatch(/^SELECT count\("fetched_at"\) FROM "timpush_ledger" WHERE .* AND "app" = 'shop' /);
    expect(spanOf(statement).start).toBeGreaterThanOrEqual(span.start);
    expect(spanOf(statement).end).toBeLessThanOrEqual(span.end);
  }
  expect(counts().length).toBeLessThanOrEqual(3);
});

test('points without a field that all of them are known to have are counted by whichever they have', async () => {
  const store = influx.open();
  await store.write([
    point('timpush_verify', T0, {expected: 1}),
    point('timpush_verify', T0 + HOUR, {expected: 1, found: 2}),
    point('timpush_verify', T0 + 2 * HOUR, {expected: 1}),
  ]);
  const found = await store.inventory({wanted: () => ({span: ALWAYS}), every: 2 * HOUR});
  expect(found.sort((a, b) => a.time - b.time)).toEqual([
    {measurement: 'timpush_verify', time: T0, points: 2},
    {measurement: 'timpush_verify', time: T0 + 2 * HOUR, points: 1},
  ]);
});

/** A server that has so many points a day, and the spans that it was asked to count. */
function server(perDay: (day: number) => number) {
  const asked: (Span & {points: number})[] = [];
  const ask = async (statement: string): Promise<Series[]> => {
    if (statement.startsWith('SHOW'))
      return [{name: 'timpush_ledger', columns: [], values: [['fetched_at', 'integer']]}];
    const span = spanOf(statement);
    const [from, to] = [span.start, Math.min(span.end, 30_000 * DAY)].map((time) => Math.floor(time / DAY));
    const days = Array.from({length: to! - from!}, (_, n) => from! + n).filter((day) => perDay(day) > 0);
    const [newest] = days.slice(-1);
    if (statement.includes('ORDER BY time DESC LIMIT 1'))
      return newest === undefined ? [] : [{name: 'timpush_ledger', columns: [], values: [[newest * DAY + 7, 1]]}];
    asked.push({...span, points: days.reduce((sum, day) => sum + perDay(day), 0)});
    return [{name: 'timpush_ledger', columns: [], values: days.map((day) => [day * DAY, perDay(day)])}];
  };
  return {asked, ask};
}

const everything = {wanted: () => ({span: ALWAYS}), every: DAY};
const TODAY = 20_000;
const now = TODAY * DAY + 5 * HOUR;

test('no request counts much more than a million of many points, however long the gaps, and together they count each once', async () => {
  // Three years, of which most of one is missing; ever more apps.
  const perDay = (day: number) =>
    day > TODAY || day < TODAY - 1000 || (day > TODAY - 700 && day < TODAY - 400) ? 0 : 200_000 + (day - TODAY) * 100;
  const {asked, ask} = server(perDay);
  const found = await inventoryOf(everything, {ask, now});
  const days = found.map(({time}) => time / DAY);
  expect(new Set(days).size).toBe(days.length);
  expect(days).toHaveLength(1001 - 299);
  expect(found.every(({time, points}) => points === perDay(time / DAY))).toBe(true);
  expect(Math.max(...asked.map(({points}) => points))).toBeLessThan(1_200_000);
});

test('a small store is asked few times, however far back it may go', async () => {
  const {asked, ask} = server((day) => (day > TODAY - 1000 && day <= TODAY ? 100 : 0));
  expect(await inventoryOf(everything, {ask, now})).toHaveLength(1000);
  expect(asked.length).toBeLessThan(20);
});

test('counting ends when nobody waits for it any more', async () => {
  const {asked, ask} = server(() => 1_000_000);
  const gone = new AbortController();
  const counting = inventoryOf(
    everything,
    {
      now,
      ask: (statement) => {
        if (asked.length === 3) gone.abort(new Error('gone'));
        return ask(statement);
      },
    },
    gone.signal,
  );
  await expect(counting).rejects.toThrow('gone');
  expect(asked.length).toBe(4);
});
