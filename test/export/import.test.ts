import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import type {LedgerEntry} from '../../src/domain/coverage.js';
import {ledger} from '../../src/domain/ledger.js';
import type {Point} from '../../src/domain/point.js';
import type {Store, Writer} from '../../src/domain/ports.js';
import {openDuckDb} from '../../src/duckdb/duckdb-store.js';
import {fill} from '../../src/export/fill.js';
import {importPoints} from '../../src/export/import.js';
import {wantedBy} from '../../src/export/scope.js';

const HOUR = 3600;
const T0 = 1_772_380_800;
const NOW = T0 + 1000 * HOUR;
const ALWAYS = {start: 0, end: 4_000_000_000};

let folder: string;
let from: Store;
let into: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'timpush-import-'));
  from = await openDuckDb({path: join(folder, 'from.duckdb')});
  into = await openDuckDb({path: join(folder, 'into.duckdb')});
});
afterEach(async () => {
  await Promise.all([from.close(), into.close()]);
  await rm(folder, {recursive: true});
});

const entry = (n: number, over: Partial<LedgerEntry> = {}): Point =>
  ledger.pointOf({
    app: 'shop',
    sdkAppId: 1,
    report: 'chat',
    step: '1h',
    window: {start: T0 + n * HOUR, end: T0 + (n + 1) * HOUR},
    fetchedAt: T0 + (n + 2) * HOUR,
    outcome: 'ok',
    errorCode: 0,
    platforms: ['apns'],
    ...over,
  });
const cell = (n: number, platform: string, sent: number): Point => ({
  measurement: 'timpush_chat_platform_1h',
  tags: {app: 'shop', sdkappid: '1', platform},
  fields: {sent, total: sent + 1},
  time: T0 + n * HOUR,
});
const hours = Array.from({length: 200}, (_, n) => n);
const cells = async (store: Store) => {
  const found = await store.points({measurement: 'timpush_chat_platform_1h', span: ALWAYS});
  return found.map(({tags, fields, time}) => `${(time - T0) / HOUR} ${tags.platform} ${fields.sent}`).sort();
};
const entries = (store: Store) => store.points({measurement: 'timpush_ledger', span: ALWAYS});
const bring = (writer: Writer | undefined = into, since = 0) => importPoints({from, into, writer, since, now: NOW});

test('whenever it is interrupted, no entry is there without its points, and another time brings the rest', async () => {
  await from.write(hours.flatMap((n) => [cell(n, 'apns', n), cell(n, 'fcm', n)]));
  await from.write(hours.map((n) => entry(n)));
  let writes = 0;
  for (let after = 0; ; after += 1) {
    let left = after;
    const failing: Writer = {
      async write(points) {
        writes += 1;
        if (left === 0) throw new Error('killed');
        left -= 1;
        await into.write(points);
      },
    };
    const found = await bring(failing).catch(() => undefined);
    const there = new Set((await cells(into)).map((line) => line.split(' ')[0]));
    const told = (await entries(into)).map(({time}) => String((time - T0) / HOUR));
    expect(told.filter((n) => !there.has(n))).toEqual([]);
    if (found) break;
  }
  expect(writes).toBeGreaterThan(2);
  expect(await cells(into)).toEqual(await cells(from));
  expect(await entries(into)).toHaveLength(hours.length);
});

test('the newest answer of each window stays, whole', async () => {
  await from.write([cell(0, 'apns', 10), cell(1, 'apns', 11), cell(2, 'apns', 12), cell(3, 'apns', 13)]);
  await from.write([entry(0), entry(1), entry(2), entry(3, {outcome: 'rejected', errorCode: 90100})]);
  await into.write([cell(0, 'apns', 7), cell(0, 'fcm', 7), cell(1, 'fcm', 8), cell(3, 'fcm', 9)]);
  await into.write([
    entry(0, {fetchedAt: T0 + HOUR}),
    entry(1, {fetchedAt: T0 + 99 * HOUR}),
    entry(3, {fetchedAt: T0 + HOUR}),
  ]);
  const counted = await bring();
  expect(await cells(into)).toEqual(['0 apns 10', '0 fcm 0', '1 fcm 8', '2 apns 12', '3 apns 13', '3 fcm 9']);
  const outcomes = (await entries(into)).map(({time, fields}) => [
    (time - T0) / HOUR,
    fields.fetched_at,
    fields.outcome,
  ]);
  expect(outcomes.sort()).toEqual([
    [0, T0 + 2 * HOUR, 'ok'],
    [1, T0 + 99 * HOUR, 'ok'],
    [2, T0 + 4 * HOUR, 'ok'],
    [3, T0 + 5 * HOUR, 'rejected'],
  ]);
  expect(counted).toEqual([
    {measurement: 'timpush_chat_platform_1h', points: 4, written: 3, kept: 1, tooOld: 0},
    {measurement: 'timpush_ledger', points: 4, written: 3, kept: 1, tooOld: 0},
  ]);
});

test('the store is asked about no other apps than the export has, and zeros take the place of what an empty answer lacks', async () => {
  const other = (n: number): Point => ({...cell(n, 'apns', 5), tags: {app: 'other', sdkappid: '2', platform: 'apns'}});
  const empty = (over: Partial<LedgerEntry>) => entry(0, {app: 'empty', sdkAppId: 3, ...over});
  await from.write([...hours.map((n) => cell(n, 'apns', n)), ...hours.map((n) => entry(n)), empty({})]);
  await into.write([cell(0, 'fcm', 7), {...cell(0, 'apns', 7), tags: {app: 'empty', sdkappid: '3', platform: 'apns'}}]);
  await into.write([entry(0, {fetchedAt: T0 + HOUR}), empty({fetchedAt: T0 + HOUR})]);
  await into.write(hours.flatMap((n) => [other(n), entry(n, {app: 'other', sdkAppId: 2})]));
  const seen = new Set<string | undefined>();
  const watched: Pick<Store, 'points'> = {
    async points(query) {
      const found = await into.points(query);
      for (const {tags} of found) seen.add(tags.app);
      return found;
    },
  };
  await importPoints({from, into: watched, writer: into, since: 0, now: NOW});
  expect([...seen].sort()).toEqual(['empty', 'shop']);
  const first = (await cells(into)).filter((line) => line.startsWith('0 '));
  expect(first).toEqual(['0 apns 0', '0 apns 0', '0 apns 5', '0 fcm 0']);
});

test('what the store would not keep is counted, and stays away with its entries', async () => {
  await from.write(hours.flatMap((n) => [cell(n, 'apns', n), entry(n)]));
  const counted = await bring(into, T0 + 150 * HOUR);
  expect(counted.map(({written, tooOld}) => ({written, tooOld}))).toEqual([
    {written: 50, tooOld: 150},
    {written: 50, tooOld: 150},
  ]);
  expect(await entries(into)).toHaveLength(50);
});

test('without a writer nothing is written, and the same is counted', async () => {
  await from.write(hours.flatMap((n) => [cell(n, 'apns', n), entry(n)]));
  const counted = await importPoints({from, into, writer: undefined, since: 0, now: NOW});
  expect(await cells(into)).toEqual([]);
  expect(counted).toEqual(await bring());
});

test('while a collector is at work, what the ledger says is in the copy', async () => {
  await from.write(hours.flatMap((n) => [cell(n, 'apns', n), entry(n)]));
  // It records another window whenever the copy reads.
  let next = hours.length;
  const busy: Pick<Store, 'inventory' | 'points'> = {
    inventory: (query) => from.inventory(query),
    async points(query) {
      await from.write([cell(next, 'apns', 1)]);
      await from.write([entry(next)]);
      next += 1;
      return from.points(query);
    },
  };
  await fill({from: busy, into, wanted: wantedBy({})});
  const there = new Set((await cells(into)).map((line) => line.split(' ')[0]));
  const told = (await entries(into)).map(({time}) => String((time - T0) / HOUR));
  expect(told.length).toBeGreaterThan(hours.length - 1);
  expect(told.filter((n) => !there.has(n))).toEqual([]);
});
