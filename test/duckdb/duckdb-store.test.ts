import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {PointsRefusedError} from '../../src/domain/errors.js';
import type {Point} from '../../src/domain/point.js';
import {openDuckDb} from '../../src/duckdb/duckdb-store.js';
import {describeStore} from '../support/fixtures/store-conformance.js';

const NAME = 'timpush_chat_total_1h';
const ALWAYS = {measurement: NAME, span: {start: 0, end: 4_000_000_000}};

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'timpush-duckdb-'));
  path = join(folder, 'not/yet/there.duckdb');
});
afterEach(() => rm(folder, {recursive: true}));

describeStore('DuckDB', async () => {
  let store = await openDuckDb({path});
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openDuckDb({path});
      return store;
    },
    close: () => store.close(),
  };
});

describe('what DuckDB cannot hold', () => {
  test.each<[string, Partial<Point>]>([
    ['an integer that is not safe', {fields: {sent: 2 ** 53}}],
    ['a fraction', {fields: {sent: 0.5}}],
    ['a string where integers stand', {fields: {sent: '7'}}],
    ['no field', {fields: {}}],
    ['a tag too few', {tags: {app: 'shop'}}],
    ['a tag too many', {tags: {app: 'shop', sdkappid: '1', platform: 'fcm'}}],
    ['an empty tag', {tags: {app: 'shop', sdkappid: ''}}],
    ['a time that is no integer', {time: 1.5}],
    ['a field that differs from another in case only', {fields: {sent: 7, SENT: 7}}],
    ['a field called as a tag', {fields: {app: 7}}],
  ])('%s is refused with its batch, of which nothing is stored', async (_, wrong) => {
    const store = await openDuckDb({path});
    await store.write([point({time: 1})]);
    const batch = [
      {...point({time: 2}), measurement: 'timpush_chat_total_1d'},
      point({time: 2}),
      point({time: 3, ...wrong}),
    ];
    const refusal = await store.write(batch).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(PointsRefusedError);
    expect(refusal).toMatchObject({points: batch});
    await store.write([point({time: 4})]);
    expect((await store.points(ALWAYS)).map(({time}) => time).sort()).toEqual([1, 4]);
    expect(await store.points({...ALWAYS, measurement: 'timpush_chat_total_1d'})).toEqual([]);
    await store.close();
  });
});

test('new lines, zero bytes and quotes in names and values are data', async () => {
  const store = await openDuckDb({path});
  const odd = {measurement: 'a "b"; --', tags: {'t"': 'x\ny\0z'}, fields: {'f\'"\n': 'x\r\n\0'}, time: 5};
  await store.write([odd]);
  expect(await store.points({...ALWAYS, measurement: odd.measurement, tags: odd.tags})).toEqual([odd]);
  await store.close();
});

test('a field that no point has had yet sums up to zero', async () => {
  const store = await openDuckDb({path});
  await store.write([point({})]);
  const sums = await store.sums([{...ALWAYS, fields: ['sent', 'opened'], by: []}]);
  expect(sums).toEqual([[{tags: {}, points: 1, fields: {sent: 7, opened: 0}}]]);
  await store.close();
});

function point(over: Partial<Point>): Point {
  return {measurement: NAME, tags: {app: 'shop', sdkappid: '1'}, fields: {sent: 7}, time: 1, ...over};
}
