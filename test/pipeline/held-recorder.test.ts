import {expect, test} from '@jest/globals';
import type {Fence, Hold} from '../../src/domain/executor.js';
import type {Point} from '../../src/domain/point.js';
import {BatchWriter} from '../../src/pipeline/batch-writer.js';
import {heldRecorder} from '../../src/pipeline/held-recorder.js';
import {until} from '../support/oracle/until.js';

const point = (time: number): Point => ({measurement: 'hits_1h', tags: {app: 'shop'}, fields: {hits: 1}, time});
const ours: Hold = {id: 'ours', lost: false};
const theirs: Hold = {id: 'theirs', lost: false};
const never = {maxPoints: 1000, lingerMs: 60_000, soonMs: 60_000, maxWaiting: 1000};
const atOnce = {...never, lingerMs: 0, soonMs: 0};

/** A writer over a database that remembers the times of what it was given. */
function writing(fence: Fence, options = atOnce) {
  const stored: number[] = [];
  const target = {
    async write(points: readonly Point[]) {
      stored.push(...points.map(({time}) => time));
    },
  };
  return {stored, writer: new BatchWriter(target, options, {batch() {}}, fence)};
}

const lostIs = (lost: Hold): Fence => ({lost: async (holds) => new Set([...holds].filter((hold) => hold === lost))});

test('what was answered to one who has lost the lane is not written; others in the same request are', async () => {
  const {stored, writer} = writing(lostIs(theirs));
  const kept = heldRecorder(writer, ours).record([point(1)], point(2));
  const dropped = heldRecorder(writer, theirs).record([point(3)], point(4));
  await expect(dropped).rejects.toThrow('another collector has the lane');
  await kept;
  expect(stored).toEqual([1, 2]);
});

test('what tells of acknowledged points is written even when the lane was lost meanwhile', async () => {
  let looks = 0;
  const {stored, writer} = writing({
    async lost(holds) {
      looks += 1;
      return looks > 1 ? holds : new Set();
    },
  });
  await heldRecorder(writer, ours).record([point(1)], point(2));
  expect(stored).toEqual([1, 2]);
});

test('a refusal without points, or points that nothing tells of, are not written by one who has lost the lane', async () => {
  const {stored, writer} = writing(lostIs(ours));
  const recorder = heldRecorder(writer, ours);
  await expect(recorder.record([], point(1))).rejects.toThrow('another collector');
  await expect(recorder.write([point(2)])).rejects.toThrow('another collector');
  expect(stored).toEqual([]);
});

test('where nobody can say whose the lane is, nothing is written', async () => {
  const {stored, writer} = writing({lost: () => Promise.reject(new Error('Redis is away'))});
  await expect(heldRecorder(writer, ours).record([point(1)], point(2))).rejects.toThrow('Redis is away');
  expect(stored).toEqual([]);
});

test('who is in a hurry waits for no company, neither with what waits nor with what comes', async () => {
  const {stored, writer} = writing(lostIs(theirs), never);
  const first = writer.record([point(1)], point(2));
  writer.hurry();
  await first;
  await writer.write([point(3)]);
  expect(stored).toEqual([1, 2, 3]);
  await until(() => stored.length === 3);
});
