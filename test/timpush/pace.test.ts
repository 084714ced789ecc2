import {getEventListeners} from 'node:events';
import {expect, test} from '@jest/globals';
import {BurstLimit} from '../../src/domain/burst-limit.js';
import type {Turn} from '../../src/domain/ports.js';
import {systemClock} from '../../src/system-clock.js';
import {Pace} from '../../src/timpush/pace.js';
import {CountingBurstLimit} from '../support/doubles/counting-burst-limit.js';
import {ManualClock} from '../support/doubles/manual-clock.js';
import {until} from '../support/oracle/until.js';
import {aPace, never} from './manual-pace.js';
import {failure} from './scripted-api.js';

test('turns on the real clock keep the pace, the order and the number in flight', async () => {
  const pace = new Pace({paceMs: 30, maxInFlight: 3}, systemClock(), new BurstLimit(30, systemClock()));
  const starts: number[] = [];
  const order: number[] = [];
  let inFlight = 0;
  let most = 0;
  const work = async (number: number) => {
    const turn = await pace.turn(never);
    starts.push(performance.now());
    order.push(number);
    inFlight += 1;
    most = Math.max(most, inFlight);
    turn.sent();
    // Every tenth call is slower than the pace times the number allowed in flight.
    await systemClock().sleep(number % 10 === 0 ? 150 : 70);
    inFlight -= 1;
    turn.end();
  };
  const numbers = Array.from({length: 30}, (_, index) => index);
  await Promise.all(numbers.map(work));
  const gaps = starts.slice(1).map((start, index) => start - starts[index]!);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(30);
  expect(order).toEqual(numbers);
  expect(most).toBe(3);
  // Slow answers do not hold up the beat: 29 beats, and some room for a busy machine.
  expect(starts.at(-1)! - starts[0]!).toBeLessThan(29 * 60);
});

test('a turn says how long it was waited for', async () => {
  const {startAt} = aPace(1000);
  const turns = await Promise.all([startAt(), startAt(), startAt()]);
  expect(turns.map(({turn}) => Math.round(turn.waitedMs))).toEqual([0, 1008, 2016]);
});

test('after a pause longer than the beat the next turn comes at once, and no beats were saved up', async () => {
  const {clock, startAt} = aPace(1000);
  await startAt();
  clock.set('2026-03-01T01:00Z');
  expect([(await startAt()).atMs, (await startAt()).atMs]).toEqual([3_600_000, 3_601_008]);
});

test('turns come although time goes on between two looks at the clock', async () => {
  let ms = 0;
  const sleep = async (slept: number) => {
    ms += Math.max(slept - 0.3, 0);
  };
  const pace = new Pace(
    {paceMs: 10, maxInFlight: 1},
    {now: () => 0, elapsed: () => (ms += 0.25), sleep},
    new BurstLimit(10, systemClock()),
  );
  for (let turns = 0; turns < 20; turns++) (await pace.turn(never)).end();
  expect(ms).toBeGreaterThan(19 * 10);
});

test('a request that leaves late moves the beat', async () => {
  const {clock, pace, startAt} = aPace(1000);
  const turn = await pace.turn(never);
  clock.set('2026-03-01T00:00:00.700Z');
  turn.sent();
  expect((await startAt()).atMs).toBe(1708);
});

/** A pace whose sleeper is woken by hand, as late as one likes. */
function sleeping() {
  let wake = () => {};
  const clock = new ManualClock('2026-03-01T00:00Z');
  const begin = clock.elapsed();
  const slept: number[] = [];
  const sleep = (ms: number) => {
    slept.push(Math.round(ms));
    return new Promise<void>((resolve) => {
      wake = resolve;
    });
  };
  const pace = new Pace(
    {paceMs: 1000, maxInFlight: 4},
    {now: () => 0, elapsed: () => clock.elapsed(), sleep},
    new BurstLimit(1000, systemClock()),
  );
  return {pace, clock, begin, slept, wake: () => wake()};
}

test('a request that leaves late moves the beat of one that waits already', async () => {
  const {pace, clock, begin, slept, wake} = sleeping();
  const first = await pace.turn(never);
  const second = pace.turn(never).then(() => clock.elapsed() - begin);
  await until(() => slept.length === 1);
  clock.set('2026-03-01T00:00:00.900Z');
  first.sent();
  clock.set('2026-03-01T00:00:01.008Z');
  wake();
  await until(() => slept.length === 2);
  clock.set('2026-03-01T00:00:01.908Z');
  wake();
  expect([slept, await second]).toEqual([[1008, 900], 1908]);
});

test.each([
  ['left', (turn: Turn) => turn.sent(), 4008],
  ['ended without a call', (turn: Turn) => turn.end(), 3000],
])('held up for longer than the beat, the next turn waits until the call before has %s', async (_, go, expected) => {
  const {pace, clock, begin, slept, wake} = sleeping();
  const first = await pace.turn(never);
  let secondMs: number | undefined;
  const second = pace.turn(never).then(() => {
    secondMs = clock.elapsed() - begin;
  });
  await until(() => slept.length === 1);
  clock.set('2026-03-01T00:00:03Z');
  wake();
  await new Promise(setImmediate);
  expect(secondMs).toBeUndefined();
  go(first);
  await new Promise(setImmediate);
  clock.set(new Date(Date.parse('2026-03-01') + expected).toISOString());
  wake();
  await second;
  expect(secondMs).toBe(expected);
});

test('a signal that aborts while the call before is still to leave gives its reason at once', async () => {
  const {pace, startAt} = aPace(0);
  const stop = new AbortController();
  const first = await pace.turn(never);
  const waiting = failure(pace.turn(stop.signal));
  await new Promise(setImmediate);
  stop.abort(new Error('enough'));
  expect(await waiting).toBe(stop.signal.reason);
  first.sent();
  expect((await startAt()).atMs).toBe(0);
});

test('with the most in flight, the next turn waits for one to end', async () => {
  const {pace} = aPace(0, 2);
  const first = await pace.turn(never);
  first.sent();
  (await pace.turn(never)).sent();
  let third: Turn | undefined;
  const waiting = pace.turn(never).then((turn) => {
    third = turn;
  });
  await new Promise(setImmediate);
  expect(third).toBeUndefined();
  first.end();
  await waiting;
  expect(third).toBeDefined();
});

test('a signal that aborts while its waiter sleeps gives its reason, and the next one has its turn on the beat', async () => {
  const pace = new Pace({paceMs: 400, maxInFlight: 4}, systemClock(), new BurstLimit(400, systemClock()));
  const stop = new AbortController();
  const begun = performance.now();
  (await pace.turn(never)).sent();
  const waiting = failure(pace.turn(stop.signal));
  const behind = failure(pace.turn(stop.signal));
  const next = pace.turn(never);
  await new Promise(setImmediate);
  const reason = new Error('enough');
  stop.abort(reason);
  expect([await waiting, await behind]).toEqual([reason, reason]);
  const abortedMs = performance.now() - begun;
  await next;
  expect(abortedMs).toBeLessThan(400);
  expect(performance.now() - begun).toBeGreaterThanOrEqual(400);
  expect(performance.now() - begun).toBeLessThan(800 + abortedMs);
});

test('a signal that aborts while its waiter needs room gives its reason at once, and takes no room', async () => {
  const {pace} = aPace(0, 1);
  const stop = new AbortController();
  const other = new AbortController().signal;
  const busy = await pace.turn(other);
  busy.sent();
  const waiting = failure(pace.turn(stop.signal));
  const next = pace.turn(other);
  await new Promise(setImmediate);
  stop.abort(new Error('enough'));
  expect(await waiting).toBe(stop.signal.reason);
  busy.end();
  (await next).end();
  await pace.turn(other);
  expect(getEventListeners(other, 'abort')).toHaveLength(0);
  expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0);
});

test('a signal that has aborted already has no turn', async () => {
  const {pace, startAt} = aPace(1000);
  const reason = new Error('enough');
  expect(await failure(pace.turn(AbortSignal.abort(reason)))).toBe(reason);
  expect((await startAt()).atMs).toBe(0);
});

test('a lane is at work while it has a turn to wait for, however many', async () => {
  const burstLimit = new CountingBurstLimit(1000, systemClock());
  const {pace, clock} = aPace(1000, 4, burstLimit);
  const gone = new AbortController();
  (await pace.turn(never)).sent();
  expect(burstLimit.atWork).toBe(0);
  const turns = [pace.turn(never), pace.turn(gone.signal), pace.turn(never)];
  expect(burstLimit.atWork).toBe(1);
  gone.abort(new Error('gone'));
  await clock.sleep(5000);
  (await turns[0]!).end();
  await expect(turns[1]).rejects.toThrow('gone');
  (await turns[2]!).end();
  expect(burstLimit.atWork).toBe(0);
});
