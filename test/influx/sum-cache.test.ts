import {beforeEach, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {measurement} from '../../src/domain/measurements.js';
import type {SumQuery} from '../../src/domain/ports.js';
import {SumCache} from '../../src/influx/sum-cache.js';
import {at} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {pushPoints} from '../support/fixtures/counts.js';
import {anEntry} from '../support/fixtures/examples.js';
import {recordEntries} from '../support/fixtures/record-entries.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const day = at('2026-03-02T00:00Z');
const span = {start: day - 2 * HOUR, end: day + 3 * DAY + HOUR};
const byApp: SumQuery = {measurement: measurement.chatPlatform('1h'), span, fields: ['sent'], by: ['app']};
const byHour: SumQuery = {...byApp, by: ['platform'], every: HOUR};

class Counting extends MemoryStore {
  readonly asked: string[] = [];
  failAfter: number | undefined;
  onAsked = () => {};
  override async sums(queries: readonly SumQuery[]) {
    const {measurement: name, span} = queries[0]!;
    const hours = (instant: number) => (instant - day) / HOUR;
    const what = queries.map(({by}) => by).join('+');
    if (name !== measurement.ledger) {
      this.asked.push(`${what} ${hours(span.start)}..${hours(span.end)}`);
      this.onAsked();
    }
    if (this.asked.length > (this.failAfter ?? Number.POSITIVE_INFINITY)) throw new Error('too slow');
    return super.sums(queries);
  }
}

let store: Counting;
let remembered: SumCache;
beforeEach(async () => {
  store = new Counting();
  remembered = new SumCache(store);
  for (const start of [-1, 0, 1, 30, 71, 72].map((hour) => day + hour * HOUR)) await collect(start, {apns: 1, fcm: 2});
});

async function collect(start: number, sent: Record<string, number>, fetchedAt = start + 2 * HOUR) {
  await store.write(pushPoints('shop', '1h', start, sent));
  await recordEntries(store, [anEntry({window: {start, end: start + HOUR}, fetchedAt})]);
}

const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();
const same = async (...queries: SumQuery[]) =>
  expect((await remembered.sums(queries)).map(sorted)).toEqual((await store.sums(queries)).map(sorted));

const later = {...byHour, span: {start: day + 30.5 * HOUR, end: span.end}};
const before = {...byHour, span: {start: day - 3 * DAY, end: later.span.start}};

test.each<[string, ...SumQuery[]]>([
  ['by app', byApp],
  ['over time', byHour],
  ['of less than a day', {...byApp, span: {start: day + HOUR, end: day + DAY - 1}}],
  ['of nothing', {...byApp, by: [], span: {start: day - 9 * DAY, end: day - 5 * DAY}}],
  ['of other fields, tags and measurements', byApp, {...byHour, fields: ['clicked'], tags: {platform: 'fcm'}}],
  ['of a time and the time before it', later, before],
  ['over weeks', {...byApp, every: 7 * DAY}, byHour],
])('sums %s are those of the store, at first and when they are remembered', async (_, ...queries) => {
  await same(...queries);
  await same(...queries);
});

test('whole days are asked for once, their edges each time', async () => {
  await remembered.sums([byHour]);
  const pieces = ['platform -2..24', 'platform 24..48', 'platform 48..73'];
  expect(store.asked.splice(0)).toEqual(pieces);
  await remembered.sums([byHour]);
  expect(store.asked.splice(0)).toEqual(['platform -2..0', 'platform 72..73']);
  await remembered.sums([{...byHour, fields: ['clicked']}]);
  expect(store.asked).toEqual(pieces);
});

test('what several questions lack is asked for together, and every field of theirs is remembered', async () => {
  await remembered.sums([{...byApp, fields: ['clicked', 'sent']}, byHour, {...byHour, by: [], span: before.span}]);
  expect(store.asked.splice(0)).toEqual([
    ' -72..-48',
    ' -48..-24',
    ' -24..-2',
    'app+platform+ -2..30.5',
    'app+platform 30.5..48',
    'app+platform 48..73',
  ]);
  await remembered.sums([
    {...byHour, fields: ['clicked']},
    {...byApp, fields: ['sent']},
  ]);
  expect(store.asked).toEqual(['platform+app -2..0', 'platform+app 24..48', 'platform+app 72..73']);
});

test('what is asked of some hours cuts no day in two: days are remembered beside it', async () => {
  const twoHours = {...byApp, span: {start: day + 30 * HOUR, end: day + 32 * HOUR}};
  const asked = {...byApp, span: {start: day, end: day + 3 * DAY}};
  await same(twoHours, asked);
  store.asked.splice(0);
  await remembered.sums([twoHours, asked]);
  expect(store.asked).toEqual(['app 30..32']);
});

test('many days are asked for one by one, and a failure loses only its own', async () => {
  const month = {...byHour, span: {start: day, end: day + 30 * DAY}};
  const pieces = Array.from({length: 30}, (_, index) => `platform ${index * 24}..${(index + 1) * 24}`);
  await remembered.sums([month]);
  expect(store.asked.splice(0)).toEqual(pieces);
  const other = {...month, fields: ['clicked']};
  store.failAfter = 3;
  await expect(remembered.sums([other])).rejects.toThrow('too slow');
  store.failAfter = undefined;
  store.asked.length = 0;
  await remembered.sums([other]);
  expect(store.asked).toEqual(pieces.slice(3));
});

test('nothing more is asked for when nobody waits for the sums any more', async () => {
  const leave = new AbortController();
  const month = {...byHour, span: {start: day, end: day + 30 * DAY}};
  store.onAsked = () => leave.abort();
  const asked = remembered.sums([month], leave.signal);
  await expect(asked).rejects.toThrow(expect.objectContaining({name: 'AbortError'}));
  // One on each of the two lanes.
  expect(store.asked.length).toBeLessThanOrEqual(2);
});

test('a day of which the ledger has something new is asked for again', async () => {
  await remembered.sums([byApp]);
  await collect(day + 30 * HOUR, {apns: 100, fcm: 2}, day + 40 * HOUR);
  store.asked.length = 0;
  expect(await remembered.sums([byApp])).toEqual([[{tags: {app: 'shop'}, points: 12, fields: {sent: 6 * 3 + 99}}]]);
  expect(store.asked).toEqual(['app -2..0', 'app 24..48', 'app 72..73']);
});

test('what is read while points are there and their entry is not yet, is read again when it is', async () => {
  await store.write(pushPoints('shop', '1h', day + 5 * HOUR, {apns: 10}));
  await remembered.sums([byApp]);
  await store.write(pushPoints('shop', '1h', day + 5 * HOUR, {apns: 10, fcm: 20}));
  await recordEntries(store, [anEntry({window: {start: day + 5 * HOUR, end: day + 6 * HOUR}})]);
  expect(await remembered.sums([byApp])).toEqual([[{tags: {app: 'shop'}, points: 14, fields: {sent: 6 * 3 + 30}}]]);
});

test('whatever is collected and asked, the answers are those of the store', async () => {
  const hour = fc.integer({min: -50, max: 100});
  const query = fc.record({
    measurement: fc.constantFrom(measurement.chatTotal('1h'), measurement.chatPlatform('1h')),
    span: fc
      .tuple(hour, fc.integer({min: 1, max: 90 * HOUR}))
      .map(([start, length]) => ({start: day + start * HOUR, end: day + start * HOUR + length})),
    fields: fc.subarray(['sent', 'clicked', 'total'], {minLength: 1}),
    by: fc.subarray(['app', 'sdkappid']),
    every: fc.constantFrom(HOUR, 6 * HOUR, DAY),
  });
  const plain = query.map(({every, ...rest}) => rest);
  const asked = fc.array(fc.oneof(query, plain), {minLength: 1, maxLength: 4}).map((queries) => ({queries}));
  // Of these the tenths are whole, as counts are.
  const sent = fc.nat(12).map((power) => 10 * 2 ** power);
  const collected = fc.record({start: hour, sent});
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(asked, collected), {maxLength: 20}), async (steps) => {
      store = new Counting();
      remembered = new SumCache(store);
      for (const [i, step] of steps.entries()) {
        if ('queries' in step) await same(...step.queries);
        else await collect(day + step.start * HOUR, {apns: step.sent}, day + 200 * HOUR + i);
      }
    }),
  );
});
