import {describe, expect, test} from '@jest/globals';
import {PointsRefusedError, StoreUnavailableError} from '../../src/domain/errors.js';
import type {Point} from '../../src/domain/point.js';
import {BATCH, BatchWriter} from '../../src/pipeline/batch-writer.js';
import {gate} from '../support/doubles/gate.js';
import {until} from '../support/oracle/until.js';

const point = (time: number): Point => ({
  measurement: 'hits_1h',
  tags: {app: 'shop', platform: 'fcm'},
  fields: {hits: 1},
  time,
});
const times = (points: readonly Point[]) => points.map(({time}) => time);

/** A batch writer over a database that holds each request until `release`, and refuses points of the times in `bad`. */
function batching({
  maxPoints = 1000,
  lingerMs = 0,
  soonMs = 0,
  maxWaiting = 1000,
  bad = [] as number[],
  held = false,
} = {}) {
  const requests: number[][] = [];
  const stored = new Set<number>();
  const batches: number[] = [];
  const hold = gate();
  let atOnce = 0;
  let mostAtOnce = 0;
  const target = {
    async write(points: readonly Point[]) {
      requests.push(times(points));
      mostAtOnce = Math.max(mostAtOnce, ++atOnce);
      if (held) await hold.opened;
      atOnce -= 1;
      if (points.some(({time}) => bad.includes(time))) throw new PointsRefusedError('field type conflict', points);
      for (const {time} of points) stored.add(time);
    },
  };
  const writer = new BatchWriter(
    target,
    {maxPoints, lingerMs, soonMs, maxWaiting},
    {batch: (points) => void batches.push(points)},
  );
  const write = (...at: number[]) => writer.write(at.map(point));
  return {writer, write, requests, stored, batches, release: hold.open, mostAtOnce: () => mostAtOnce};
}

const outcome = (written: Promise<void>) =>
  written.then(
    () => 'stored',
    (error: Error) => error.message,
  );

describe('many windows', () => {
  test('share one request, in the order in which they came', async () => {
    const {write, requests, batches} = batching();
    await Promise.all([write(1, 2), write(3), write(4, 5, 6)]);
    expect(requests).toEqual([[1, 2, 3, 4, 5, 6]]);
    expect(batches).toEqual([6]);
  });

  test('are each acknowledged with the request that carried them, not before', async () => {
    const {write, requests, release, stored} = batching({held: true});
    let acknowledged = 0;
    const both = [write(1), write(2)].map((written) => written.then(() => (acknowledged += 1)));
    await until(() => requests.length === 1);
    expect({acknowledged, stored: stored.size}).toEqual({acknowledged: 0, stored: 0});
    release();
    await Promise.all(both);
    expect({acknowledged, stored: stored.size}).toEqual({acknowledged: 2, stored: 2});
  });

  test('are sent as soon as the limit of points is reached, however long the linger', async () => {
    const {write, requests} = batching({maxPoints: 3, lingerMs: 3_600_000});
    await Promise.all([write(1), write(2), write(3)]);
    expect(requests).toEqual([[1, 2, 3]]);
  });

  test('do not linger when one of them is wanted soon', async () => {
    const {writer, write, requests} = batching({lingerMs: 3_600_000});
    await Promise.all([write(1), writer.write([point(2)], {soon: true})]);
    expect(requests).toEqual([[1, 2]]);
  });

  test('do not linger either when it was wanted soon during a request', async () => {
    const {writer, write, requests, release} = batching({maxPoints: 1, lingerMs: 3_600_000, held: true});
    const first = write(1);
    const both = [writer.write([], {soon: true}), first];
    release();
    await Promise.all(both);
    expect(requests).toEqual([[1], []]);
  });

  test('find no room while too many points wait', async () => {
    const {writer, write, release} = batching({maxPoints: 2, maxWaiting: 3, held: true});
    expect(writer.room()).toBeUndefined();
    const written = [write(1, 2), write(3, 4), write(5, 6)];
    let roomy = false;
    const room = writer.room()!.then(() => {
      roomy = true;
    });
    await new Promise(setImmediate);
    expect(roomy).toBe(false);
    release();
    await Promise.all([...written, room]);
  });

  test('are not torn apart: a request ends before the window that would exceed the limit', async () => {
    const {write, requests} = batching({maxPoints: 4});
    await Promise.all([write(1, 2, 3), write(4, 5), write(6)]);
    expect(requests).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  test('are sent alone when one of them exceeds the limit by itself', async () => {
    const {write, requests} = batching({maxPoints: 2});
    await Promise.all([write(1, 2, 3, 4), write(5)]);
    expect(requests).toEqual([[1, 2, 3, 4], [5]]);
  });

  test('wait for the request that is under way: there is never a second one', async () => {
    const {write, requests, release, mostAtOnce} = batching({maxPoints: 1, held: true});
    const all = [write(1), write(2), write(3)];
    await until(() => requests.length === 1);
    release();
    await Promise.all(all);
    expect({requests, most: mostAtOnce()}).toEqual({requests: [[1], [2], [3]], most: 1});
  });
});

describe('a refused request', () => {
  test('rejects exactly the window with the bad point, names that point, and stores all the others', async () => {
    const {write, stored, batches} = batching({bad: [5]});
    const windows = [write(1, 2, 3), write(4, 5, 6), write(7, 8)];
    expect(await Promise.all(windows.map(outcome))).toEqual([
      'stored',
      'the database refuses the point hits_1h,app=shop,platform=fcm at 5: field type conflict',
      'stored',
    ]);
    expect([...stored].sort()).toEqual([1, 2, 3, 4, 6, 7, 8]);
    expect(batches.reduce((a, b) => a + b)).toBe(7);
  });

  test('rejects with an error that holds the bad point and nothing else', async () => {
    const {write} = batching({bad: [2]});
    const error = await write(1, 2, 3).catch((refused) => refused);
    expect(error).toBeInstanceOf(PointsRefusedError);
    expect(error.points).toEqual([point(2)]);
  });

  test('rejects every window that has a bad point', async () => {
    const {write, stored} = batching({bad: [1, 3, 4]});
    const outcomes = await Promise.all([write(1), write(2), write(3, 4), write(5)].map(outcome));
    expect(outcomes.map((text) => text === 'stored')).toEqual([false, true, false, true]);
    expect([...stored].sort()).toEqual([2, 5]);
  });
});

test('an unreachable database rejects every window of the request, and the next request is tried all the same', async () => {
  let down = true;
  const target = {
    async write() {
      if (down) throw new StoreUnavailableError('no route');
    },
  };
  const writer = new BatchWriter(target, {...BATCH, lingerMs: 0}, {batch: () => {}});
  const outcomes = await Promise.all([writer.write([point(1)]), writer.write([point(2)])].map(outcome));
  expect(outcomes).toEqual(['no route', 'no route']);
  down = false;
  expect(await outcome(writer.write([point(3)]))).toBe('stored');
});
