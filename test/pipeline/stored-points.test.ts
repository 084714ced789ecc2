import {expect, test} from '@jest/globals';
import type {Surveyed} from '../../src/domain/coverage.js';
import type {Point} from '../../src/domain/point.js';
import type {PointQuery} from '../../src/domain/ports.js';
import {spansOf, withStored} from '../../src/pipeline/stored-points.js';
import {MemoryStore} from '../support/doubles/memory-store.js';
import {aJob, anApp} from '../support/fixtures/examples.js';
import {hits} from '../support/fixtures/hits.js';

const HOUR = 3600;
const hour = (n: number) => ({start: n * HOUR, end: (n + 1) * HOUR});
const due = (...hours: number[]): Surveyed[] =>
  hours.map((n) => ({window: hour(n), previous: undefined, coverage: 'due'}));
const point = (measurement: string, n: number, sdkappid = '1400000001'): Point => {
  return {measurement, tags: {sdkappid}, fields: {count: 1}, time: n * HOUR};
};
const job = aJob({report: {...hits, replaced: ({name}) => [`reasons_${name}`, `places_${name}`]}});

test('each due window has its own points of every measurement that an answer replaces', async () => {
  const store = new MemoryStore();
  const wanted = [point('reasons_1h', 7), point('places_1h', 7), point('reasons_1h', 3)];
  await store.write([...wanted, point('reasons_1h', 5), point('hits_1h', 7), point('reasons_1h', 7, '1400000002')]);
  const found = await withStored(due(7, 6, 3), {job, app: anApp()}, store);
  expect(found.map(({stored}) => stored)).toEqual([wanted.slice(0, 2), undefined, wanted.slice(2)]);
});

test('only where due windows lie is read', async () => {
  const asked: PointQuery[] = [];
  const store = {
    async points(query: PointQuery) {
      asked.push(query);
      return [];
    },
  };
  await withStored(due(9, 8, 2), {job, app: anApp()}, store);
  expect(asked.map(({measurement, span}) => [measurement, span.start / HOUR, span.end / HOUR])).toEqual([
    ['reasons_1h', 8, 10],
    ['places_1h', 8, 10],
    ['reasons_1h', 2, 3],
    ['places_1h', 2, 3],
  ]);
});

test('nothing is read for a report that replaces nothing, nor where nothing is due', async () => {
  const store = {points: () => Promise.reject(new Error('asked'))};
  expect(await withStored(due(1), {job: aJob({report: hits}), app: anApp()}, store)).toEqual(due(1));
  expect(await withStored([], {job, app: anApp()}, store)).toEqual([]);
});

test('windows that lie all over the span are one question', () => {
  const scattered = (count: number) => Array.from({length: count}, (_, i) => hour(100 - 2 * i));
  expect(spansOf(scattered(16))).toHaveLength(16);
  expect(spansOf(scattered(17))).toEqual([{start: 68 * HOUR, end: 101 * HOUR}]);
});
