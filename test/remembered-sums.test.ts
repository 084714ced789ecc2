import {beforeEach, expect, test} from '@jest/globals';
import {ledger} from '../src/domain/ledger.js';
import {measurement} from '../src/domain/measurements.js';
import type {SumQuery} from '../src/domain/ports.js';
import {RememberedSums} from '../src/remembered-sums.js';
import {pushPoints} from './support/counts.js';
import {anEntry} from './support/examples.js';
import {at} from './support/manual-clock.js';
import {MemoryStore} from './support/memory-store.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const day = at('2026-03-02T00:00Z');
const span = {start: day - 2 * HOUR, end: day + 3 * DAY + HOUR};
const byApp: SumQuery = {measurement: measurement.chatPlatform('1h'), span, fields: ['sent'], by: ['app']};
const byHour: SumQuery = {...byApp, by: ['platform'], every: HOUR};

class Counting extends MemoryStore {
  readonly asked: string[] = [];
  failAfter: number | undefined;
  override async sums(query: SumQuery) {
    const hours = (instant: number) => (instant - day) / HOUR;
    if (query.measurement !== measurement.ledger)
      this.asked.push(`${hours(query.span.start)}..${hours(query.span.end)}`);
    if (this.asked.length > (this.failAfter ?? Number.POSITIVE_INFINITY)) throw new Error('too slow');
    return super.sums(query);
  }
}

let store: Counting;
let remembered: RememberedSums;
beforeEach(async () => {
  store = new Counting();
  remembered = new RememberedSums(store);
  for (const start of [-1, 0, 1, 30, 71, 72].map((hour) => day + hour * HOUR)) await collect(start, {apns: 1, fcm: 2});
});

async function collect(start: number, sent: Record<string, number>, fetchedAt = start + 2 * HOUR) {
  await store.write(pushPoints('shop', '1h', start, sent));
  await ledger.record(store, [anEntry({window: {start, end: start + HOUR}, fetchedAt})]);
}

const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();

test.each([
  ['by app', byApp],
  ['over time', byHour],
  ['of less than a day', {...byApp, span: {start: day + HOUR, end: day + DAY - 1}}],
  ['of nothing', {...byApp, by: [], span: {start: day - 9 * DAY, end: day - 5 * DAY}}],
])('sums %s are those of the store, at first and when they are remembered', async (_, query) => {
  const plain = sorted(await store.sums(query));
  expect(sorted(await remembered.sums(query))).toEqual(plain);
  expect(sorted(await remembered.sums(query))).toEqual(plain);
});

test('whole days are asked for once, their edges each time', async () => {
  await remembered.sums(byHour);
  expect(store.asked.splice(0)).toEqual(['-2..0', '72..73', '0..72']);
  await remembered.sums(byHour);
  expect(store.asked.splice(0)).toEqual(['-2..0', '72..73']);
  await remembered.sums({...byHour, fields: ['clicked']});
  expect(store.asked).toHaveLength(3);
});

test('of many days a week is asked for at a time, and a failure loses only its own', async () => {
  const month = {...byHour, span: {start: day, end: day + 30 * DAY}};
  await remembered.sums(month);
  expect(store.asked.splice(0)).toEqual(
    [0, 7, 14, 21, 28].map((from) => `${from * 24}..${Math.min(from + 7, 30) * 24}`),
  );
  const other = {...month, fields: ['clicked']};
  store.failAfter = 2;
  await expect(remembered.sums(other)).rejects.toThrow('too slow');
  store.failAfter = undefined;
  store.asked.length = 0;
  await remembered.sums(other);
  expect(store.asked).toEqual([14, 21, 28].map((from) => `${from * 24}..${Math.min(from + 7, 30) * 24}`));
});

test('a day of which the ledger has something new is asked for again', async () => {
  await remembered.sums(byApp);
  await collect(day + 30 * HOUR, {apns: 100, fcm: 2}, day + 40 * HOUR);
  store.asked.length = 0;
  expect(await remembered.sums(byApp)).toEqual([{tags: {app: 'shop'}, fields: {sent: 6 * 3 + 99}}]);
  expect(store.asked).toEqual(['-2..0', '72..73', '24..48']);
});

test('what is read while points are there and their entry is not yet, is read again when it is', async () => {
  await store.write(pushPoints('shop', '1h', day + 5 * HOUR, {apns: 10}));
  await remembered.sums(byApp);
  await store.write(pushPoints('shop', '1h', day + 5 * HOUR, {apns: 10, fcm: 20}));
  await ledger.record(store, [anEntry({window: {start: day + 5 * HOUR, end: day + 6 * HOUR}})]);
  expect(await remembered.sums(byApp)).toEqual([{tags: {app: 'shop'}, fields: {sent: 6 * 3 + 30}}]);
});
