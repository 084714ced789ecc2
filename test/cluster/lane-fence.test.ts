import {expect, test} from '@jest/globals';
import {LaneFence} from '../../src/cluster/lane-fence.js';
import {LaneHold} from '../../src/cluster/lane-hold.js';
import {HoldUnsureError} from '../../src/domain/errors.js';
import {ManualClock} from '../support/doubles/manual-clock.js';

const LOCK_MS = 15_000;
const PACE_MS = 1250;

/** A fence, what it asks Redis for, and lanes as their calls have seen them. */
function fenced() {
  const clock = new ManualClock('2026-03-01T00:00:00Z');
  const asked: string[][] = [];
  const redis = {tookMs: 0, gone: ''};
  const confirm = async (holds: readonly LaneHold[]) => {
    asked.push(holds.map(({lane}) => lane));
    await clock.sleep(redis.tookMs);
    for (const hold of holds) if (hold.lane === redis.gone) hold.lose();
  };
  // The clock jumps to the end of a sleep, and the fence's own wait for Redis is none.
  const fence = new LaneFence(confirm, {
    lockMs: LOCK_MS,
    paceMs: PACE_MS,
    clock: {now: () => clock.now(), elapsed: () => clock.elapsed(), sleep: () => new Promise(() => {})},
  });
  const lane = (name: string, lockedMs: number) => {
    const hold = new LaneHold(name, {id: name, key: name, token: name});
    hold.seen = {at: {elapsedMs: clock.elapsed(), wallMs: clock.now()}, lockedMs};
    return hold;
  };
  return {clock, asked, redis, fence, lane};
}

test('a lane whose last call has just seen the lock is not asked for again', async () => {
  const {clock, asked, fence, lane} = fenced();
  const holds = new Set([lane('long', 14_000), lane('short', 9000)]);
  await clock.sleep(PACE_MS / 2);
  expect((await fence.lost(holds)).size).toBe(0);
  expect(asked).toEqual([['short']]);
});

test('after a pace, or once the machine was suspended, it is asked for', async () => {
  const {clock, asked, fence, lane} = fenced();
  const early = new Set([lane('early', 15_000)]);
  await clock.sleep(PACE_MS + 1);
  await fence.lost(early);
  const suspended = new Set([lane('suspended', 15_000)]);
  clock.jump(60);
  await fence.lost(suspended);
  expect(asked).toEqual([['early'], ['suspended']]);
});

test('what was sure may be so no longer when Redis has answered for others', async () => {
  const {asked, redis, fence, lane} = fenced();
  const [sure, unsure] = [lane('sure', 11_000), lane('unsure', 9000)];
  Object.assign(redis, {tookMs: 1100, gone: 'sure'});
  expect([...(await fence.lost(new Set([sure, unsure])))]).toEqual([sure]);
  expect(asked).toEqual([['unsure'], ['sure', 'unsure']]);
});

test('a lane that is lost is lost, whatever its last call has seen', async () => {
  const {asked, fence, lane} = fenced();
  const holds = [lane('shop', 15_000), lane('news', 0)];
  for (const hold of holds) hold.lose();
  expect([...(await fence.lost(new Set(holds)))]).toEqual(holds);
  expect(asked.flat()).toEqual([]);
});

test.each([
  ['refuses', async () => Promise.reject(new Error('Connection is closed.'))],
  ['does not answer', () => new Promise<void>(() => {})],
])('nobody can say whose the lanes are while Redis %s', async (_, confirm) => {
  const fence = new LaneFence(confirm, {
    lockMs: LOCK_MS,
    paceMs: PACE_MS,
    clock: new ManualClock('2026-03-01T00:00:00Z'),
  });
  const hold = new LaneHold('shop', {id: 'shop', key: 'shop', token: 'shop'});
  await expect(fence.lost(new Set([hold]))).rejects.toThrow(HoldUnsureError);
});
