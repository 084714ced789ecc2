import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {LaneHold, LaneLostError} from '../../src/cluster/lane-hold.js';
import {LanePace} from '../../src/cluster/lane-pace.js';
import {commandsTo} from '../../src/cluster/redis.js';
import {type AskSlot, slotsOf} from '../../src/cluster/slot.js';
import {BurstLimit} from '../../src/domain/burst-limit.js';
import {systemClock} from '../../src/system-clock.js';
import {CountingBurstLimit} from '../support/doubles/counting-burst-limit.js';
import {until} from '../support/oracle/until.js';
import {type RedisServer, startRedis} from '../support/servers/redis-server.js';

const PACE_MS = 500;
const lane = 'shop chat';
const clock = systemClock();
const never = new AbortController().signal;

let redis: RedisServer;
let commands: ReturnType<typeof commandsTo>;
let ask: AskSlot;
beforeAll(async () => {
  redis = await startRedis();
  commands = commandsTo(redis.url);
  ask = slotsOf(commands, clock);
});
afterAll(async () => {
  commands.disconnect();
  await redis.stop();
});

/** The pace of a machine that has the lane from now on. */
async function holder(
  token: string,
  {slotKey = 'slot', lock = 'lock', burstLimit = new BurstLimit(PACE_MS, clock), asking = ask} = {},
): Promise<LanePace> {
  await redis.client.set(lock, token, 'PX', 10_000);
  const hold = new LaneHold(lane, {id: '1', key: lock, token});
  const options = {paceMs: PACE_MS, maxInFlight: 4};
  return new LanePace(options, {
    lane,
    slotKey,
    holdOf: () => hold,
    ask: asking,
    clock,
    burstLimit,
  });
}

test('where Redis is emptied twice in a moment, the call that waits for two paces is not made by who has lost the lane', async () => {
  await redis.client.flushall();
  const first = (await holder('first')).turn(never);
  const lost = expect(first).rejects.toThrow(LaneLostError);
  await sleep(PACE_MS / 2);
  await redis.client.flushall();
  const second = await (await holder('second')).turn(never);
  expect(second.waitedMs).toBeGreaterThan(PACE_MS * 1.9);
  await lost;
});

test('lanes that share a slot keep its pace between them, though the engine gives one the token of the other', async () => {
  await redis.client.flushall();
  const lanes = [await holder('same'), await holder('same', {lock: 'other lock'})] as const;
  const leftMs: number[] = [];
  for (const pace of [lanes[1], lanes[0], lanes[1]]) {
    const turn = await pace.turn(never);
    leftMs.push(clock.elapsed());
    turn.sent();
    turn.end();
  }
  const gaps = leftMs.slice(1).map((ms, i) => ms - leftMs[i]!);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(PACE_MS);
});

test.each([
  ['both begin at once, and nothing is known of the slot', 0],
  ['one of them is late', 300],
])('lanes that share a slot keep its pace between them: %s', async (_, lateMs) => {
  await redis.client.flushall();
  let late = lateMs;
  const asking: AskSlot = async (asked) => {
    const slot = await ask(asked);
    await sleep(late);
    late = 0;
    return slot;
  };
  const lanes = [await holder('same', {asking}), await holder('same', {lock: 'other lock'})] as const;
  const leftMs: number[] = [];
  const call = async (pace: LanePace) => {
    for (let calls = 0; calls < 3; calls += 1) {
      const turn = await pace.turn(never);
      leftMs.push(clock.elapsed());
      turn.sent();
      turn.end();
    }
  };
  await Promise.all(lanes.map(call));
  const gaps = leftMs.slice(1).map((ms, i) => ms - leftMs[i]!);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(PACE_MS * 0.8);
});

test('many lanes whose slots come together do not all begin at once', async () => {
  await redis.client.flushall();
  let nowMs = 0;
  const burstLimit = new BurstLimit(PACE_MS, {elapsed: () => nowMs});
  const lanes = await Promise.all(
    Array.from({length: 100}, (_, index) => holder('all', {slotKey: `slot ${index}`, burstLimit})),
  );
  let begun = 0;
  const all = Promise.all(lanes.map((pace) => pace.turn(never).then(() => ++begun)));
  await until(async () => begun === 64, 10_000);
  await sleep(50);
  expect(begun).toBe(64);
  nowMs += 5;
  await until(async () => begun === 84, 10_000);
  nowMs += 10;
  await all;
});

test('a lane is at work while it has a turn to wait for, however many', async () => {
  await redis.client.flushall();
  const burstLimit = new CountingBurstLimit(PACE_MS, clock);
  const pace = await holder('ours', {burstLimit});
  const gone = new AbortController();
  const turns = [pace.turn(never), pace.turn(gone.signal)];
  expect(burstLimit.atWork).toBe(1);
  (await turns[0]!).sent();
  gone.abort(new Error('gone'));
  await expect(turns[1]).rejects.toThrow('gone');
  expect(burstLimit.atWork).toBe(0);
});

test('what lanes ask in one round of the event loop is one command, and a lane that is lost is none of the others', async () => {
  await redis.client.flushall();
  await redis.client.set('lock', 'ours', 'PX', 10_000);
  const lanes = Array.from({length: 50}, (_, index) => `slot ${index}`);
  const lost = lanes[7]!;
  const reserve = () =>
    Promise.all(
      lanes.map((slot) =>
        ask({
          keys: {slot, lock: 'lock'},
          token: slot === lost ? 'former' : 'ours',
          mode: 'reserve',
          paceMs: PACE_MS,
          leftMs: undefined,
        }),
      ),
    );
  await reserve();
  const scriptsBefore = await scripts();
  const slots = await reserve();
  expect((await scripts()) - scriptsBefore).toBe(1);
  for (const [index, slot] of slots.entries()) {
    if (lanes[index] === lost) expect(slot).toBeUndefined();
    else expect(slot!.waitMs).toBeGreaterThan(PACE_MS * 2);
  }
});

test('a call that leaves now and the next one of its lane may be asked for in one command', async () => {
  await redis.client.flushall();
  await redis.client.set('lock', 'ours', 'PX', 10_000);
  await redis.client.hset('slot', 'next', 0);
  const asked = {keys: {slot: 'slot', lock: 'lock'}, token: 'ours', paceMs: PACE_MS};
  const now = clock.elapsed();
  const [kept, next] = await Promise.all([
    ask({...asked, mode: 'tell', leftMs: now}),
    ask({...asked, mode: 'reserve', leftMs: undefined}),
  ]);
  expect(kept!.waitMs).toBe(0);
  expect(next!.waitMs).toBeGreaterThanOrEqual(PACE_MS);
});

test('the beat counts from when a call left, however long it takes to tell Redis so', async () => {
  await redis.client.flushall();
  await redis.client.set('lock', 'ours', 'PX', 10_000);
  await redis.client.hset('slot', 'next', 0);
  let elapsedMs = 0;
  const askLate = slotsOf(commands, {elapsed: () => elapsedMs});
  const asked = {keys: {slot: 'slot', lock: 'lock'}, token: 'ours', paceMs: PACE_MS};
  const kept = askLate({...asked, mode: 'tell', leftMs: 0});
  elapsedMs = 200;
  await kept;
  const next = await askLate({...asked, mode: 'reserve', leftMs: undefined});
  expect(next!.waitMs).toBeGreaterThan(0);
  expect(next!.waitMs).toBeLessThanOrEqual(PACE_MS * 1.01 - 200);
});

test('an answer that comes late makes one call late, and the next one no sooner', async () => {
  await redis.client.flushall();
  let lateMs = 60;
  const pace = await holder('ours', {
    asking: async (asked) => {
      const slot = await ask(asked);
      await sleep(lateMs);
      return slot;
    },
  });
  const [first, firstMs] = [await pace.turn(never), clock.elapsed()];
  first.sent();
  first.end();
  lateMs = 0;
  await pace.turn(never);
  expect(clock.elapsed() - firstMs).toBeGreaterThanOrEqual(PACE_MS);
});

test('who alone calls asks Redis once for each call, and its answer makes none late that comes within the pace', async () => {
  await redis.client.flushall();
  const modes: string[] = [];
  const pace = await holder('ours', {
    asking: async (asked) => {
      modes.push(asked.mode);
      const slot = await ask(asked);
      await sleep(PACE_MS / 4);
      return slot;
    },
  });
  const leftMs: number[] = [];
  const calls = 5;
  let turn = await pace.turn(never);
  for (let call = 1; call <= calls; call += 1) {
    leftMs.push(clock.elapsed());
    const next = call < calls ? pace.turn(never) : undefined;
    turn.sent();
    turn.end();
    if (next) turn = await next;
  }
  const gaps = leftMs.slice(1).map((at, index) => at - leftMs[index]!);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(PACE_MS);
  // If the beat counted from when the answer comes, each gap would be a quarter of a pace longer.
  expect(Math.min(...gaps)).toBeLessThan(PACE_MS * 1.2);
  expect(modes.filter((mode) => mode === 'reserve')).toHaveLength(calls);
  // Before the first leaves, of whose lane nothing was known, and that the last left late; on a busy machine, of others that were late.
  const late = gaps.filter((gap) => gap > PACE_MS * 1.2).length;
  expect(modes.filter((mode) => mode !== 'reserve').length).toBeLessThanOrEqual(2 + late);
});

async function scripts(): Promise<number> {
  const stats = await redis.client.info('commandstats');
  return Number(/^cmdstat_evalsha:calls=(\d+)/m.exec(stats)?.[1] ?? 0);
}
