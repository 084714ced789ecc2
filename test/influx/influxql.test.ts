import {afterAll, beforeAll, expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {Point} from '../../src/domain/point.js';
import type {Store} from '../../src/domain/ports.js';
import {openInflux} from '../../src/influx/influx-store.js';
import {identifier, literal, selectLatest, selectPoints, selectSums} from '../../src/influx/influxql.js';
import {influxDeps} from '../support/doubles/influx-deps.js';
import {createDatabase, type Influxd, startInfluxd} from '../support/servers/influxd.js';

const span = {start: 10, end: 20};
let influxd: Influxd;
let store: Store;
let drop: () => Promise<void>;

beforeAll(async () => {
  influxd = await startInfluxd();
  const database = await createDatabase(influxd.url);
  drop = database.drop;
  store = openInflux({version: 1, url: influxd.url, database: database.name}, influxDeps());
});
afterAll(async () => {
  await store?.close();
  await drop?.();
  await influxd?.stop();
});

test('names and texts cannot end their quotes', () => {
  expect(identifier('a"; DROP DATABASE x; --\\')).toBe('"a\\"; DROP DATABASE x; --\\\\"');
  expect(literal("a' OR 'b'='b\\\n")).toBe("'a\\' OR \\'b\\'=\\'b\\\\\\n'");
});

test('points are asked for by half-open span and equal tags, with every tag apart from the fields', () => {
  expect(selectPoints({measurement: 'm', span, tags: {app: 'shop', step: '1h'}})).toBe(
    `SELECT * FROM "m" WHERE time >= 10s AND time < 20s AND "app" = 'shop' AND "step" = '1h' GROUP BY *`,
  );
});

test('one question about thousands of apps comes within the deadline', async () => {
  const ids = Array.from({length: 6000}, (_, i) => String(1_400_000_000 + i));
  await store.write(
    ids.map((id) => ({measurement: 'timpush_many', tags: {sdkappid: id}, fields: {sent: 1}, time: 10})),
  );
  expect(await store.points({measurement: 'timpush_many', span, tags: {sdkappid: ids.slice(1)}})).toHaveLength(5999);
});

test('sums name each field after itself and group by the tags asked for', () => {
  expect(selectSums({measurement: 'm', span, fields: ['sent', 'clicked'], by: ['app', 'platform']})).toBe(
    'SELECT count("sent") AS "points of the sum", sum("sent") AS "sent", sum("clicked") AS "clicked" FROM "m" WHERE time >= 10s AND time < 20s GROUP BY "app", "platform"',
  );
  expect(selectSums({measurement: 'm', span, fields: ['sent'], by: []})).toBe(
    'SELECT count("sent") AS "points of the sum", sum("sent") AS "sent" FROM "m" WHERE time >= 10s AND time < 20s',
  );
});

test('the latest points are one for each series', () => {
  expect(selectLatest('m', {start: 1, end: 2})).toBe(
    'SELECT * FROM "m" WHERE time >= 1s AND time < 2s GROUP BY * ORDER BY time DESC LIMIT 1',
  );
});

/** Nasty pieces, often; any text, sometimes. */
const text = fc.oneof(
  fc
    .array(fc.constantFrom('\\', '"', "'", ',', ' ', '=', ';', '--', '#', 'i', '商', '🚀', '\\n'), {
      minLength: 1,
      maxLength: 8,
    })
    .map((parts) => parts.join('')),
  fc.string({unit: 'grapheme', minLength: 1, maxLength: 12}),
);
const value = text.filter((written) => !/\p{Cc}|\\$/u.test(written));
const name = text.filter((written) => !/\p{Cc}|\\|^#|^time$/u.test(written));

test('whatever line protocol accepts as name, tag and string comes back unchanged from the server', async () => {
  let time = 1_772_380_800;
  const anyPoint = fc.record({measurement: name, tag: name, value, string: text});
  await fc.assert(
    fc.asyncProperty(anyPoint, async ({measurement, tag, value, string}) => {
      time += 1;
      const point: Point = {measurement, tags: {[`t${tag}`]: value}, fields: {[`f${tag}`]: string, sent: time}, time};
      await store.write([point]);
      expect(await store.points({measurement, span: {start: time, end: time + 1}, tags: point.tags})).toEqual([point]);
    }),
    {numRuns: 150},
  );
});
