import {expect, test} from '@jest/globals';
import {StoreUnavailableError} from '../../src/domain/errors.js';
import type {Point} from '../../src/domain/point.js';
import type {PointQuery} from '../../src/domain/ports.js';
import {BatchReader} from '../../src/pipeline/batch-reader.js';
import {ManualClock} from '../support/doubles/manual-clock.js';
import {MemoryStore} from '../support/doubles/memory-store.js';

const span = {start: 0, end: 100};
const hit = (sdkappid: string, time: number): Point => ({
  measurement: 'hits',
  tags: {sdkappid, step: '1h'},
  fields: {hits: 1},
  time,
});

/** A reader of a store that holds a point of each app at the times given, and what that store is asked. */
async function reading(apps: Record<string, number[]>) {
  const store = new MemoryStore();
  await store.write(Object.entries(apps).flatMap(([app, times]) => times.map((time) => hit(app, time))));
  const asked: PointQuery[] = [];
  const points = (query: PointQuery) => {
    asked.push(query);
    return store.points(query);
  };
  const clock = new ManualClock('2026-03-01T00:00Z');
  const reader = new BatchReader({points, retention: async () => undefined}, clock);
  const timesOf = async (sdkappid: string, more: Partial<PointQuery> = {}) => {
    const found = await reader.points({measurement: 'hits', span, tags: {sdkappid, step: '1h'}, ...more});
    return found.map(({time}) => time);
  };
  return {store, asked, clock, reader, timesOf};
}

test('what many apps ask in one moment is one question, and each gets its own points', async () => {
  const {asked, timesOf} = await reading({'1': [10, 20], '2': [30], '4': [40]});
  expect(await Promise.all(['1', '2', '3', '1'].map((app) => timesOf(app)))).toEqual([[10, 20], [30], [], [10, 20]]);
  expect(asked).toEqual([{measurement: 'hits', span, tags: {step: '1h', sdkappid: ['1', '2', '3']}}]);
});

test('questions that differ in more than the app stay apart', async () => {
  const {asked, timesOf} = await reading({'1': [10, 20], '2': [10, 20]});
  const later = {span: {start: 15, end: 100}};
  expect(await Promise.all([timesOf('1'), timesOf('2', later)])).toEqual([[10, 20], [20]]);
  expect(asked).toHaveLength(2);
});

test('what is asked later is asked anew', async () => {
  const {asked, store, timesOf} = await reading({'1': [10]});
  expect(await timesOf('1')).toEqual([10]);
  await store.write([hit('1', 20)]);
  expect(await timesOf('1')).toEqual([10, 20]);
  expect(asked).toHaveLength(2);
});

test('no question is about more than 64 apps, and between two of them there is a moment', async () => {
  const {asked, clock, timesOf} = await reading({'7': [1], '149': [2]});
  const all = await Promise.all(Array.from({length: 150}, (_, app) => timesOf(String(app))));
  expect([all[7], all[149], all[8]]).toEqual([[1], [2], []]);
  expect(asked.map(({tags}) => tags!.sdkappid!.length)).toEqual([64, 64, 22]);
  expect(clock.slept).toEqual([8, 8]);
});

test('a question about all apps goes straight on', async () => {
  const {asked, reader} = await reading({'1': [10], '2': [20]});
  expect(await reader.points({measurement: 'hits', span})).toHaveLength(2);
  expect(asked).toEqual([{measurement: 'hits', span}]);
});

test('when the store fails, everybody who asked is told, and it is not asked for the rest of them', async () => {
  const {asked, store, timesOf} = await reading({});
  store.failure = new StoreUnavailableError('no route');
  const apps = Array.from({length: 70}, (_, app) => String(app));
  const told = await Promise.allSettled(apps.map((app) => timesOf(app)));
  expect(told).toEqual(apps.map(() => ({status: 'rejected', reason: store.failure})));
  expect(asked).toHaveLength(1);
});
