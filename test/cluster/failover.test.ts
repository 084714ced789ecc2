import {type AddressInfo, connect, createServer, type Socket} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, afterEach, beforeAll, expect, test} from '@jest/globals';
import {Job, Queue} from 'bullmq';
import type {Hold} from '../../src/domain/executor.js';
import {eventually} from '../support/oracle/eventually.js';
import {type RedisServer, startRedis} from '../support/servers/redis-server.js';
import {aCluster, hourly, type Member, shop, untilToldToEnd} from './cluster-fixture.js';

const never = new AbortController().signal;
const asked = {name: hourly.report.name, command: hourly.report.command};

let redis: RedisServer;
let cluster: ReturnType<typeof aCluster>;
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(() => cluster.close());
afterAll(() => redis.stop());

/** One member that holds the lane. */
async function holding(more?: Parameters<typeof aCluster>[1]): Promise<Member> {
  cluster = aCluster(redis, more);
  const member = await cluster.join(async (wanted, signals) => {
    await untilToldToEnd(wanted, signals);
    return wanted.jobs;
  });
  member.executor.begin(hourly, shop);
  await eventually(() => member.turns.length === 1);
  return member;
}

/** As if the machine had stood still until its lock was gone. */
async function takeLock(member: Member): Promise<void> {
  await redis.client.set(await lockKey(member), 'somebody else', 'PX', 60_000);
}

async function lockKey(member: Member): Promise<string> {
  return `${cluster.prefix}:turns:${member.turns[0]!.hold!.id}:lock`;
}

test("the lock of a turn stands where the engine's version that is pinned puts it, with the worker's token", async () => {
  const member = await holding();
  const token = await redis.client.get(await lockKey(member));
  expect(token).toMatch(/^[0-9a-f-]{36}:\d+$/);
  expect(await redis.client.pttl(await lockKey(member))).toBeGreaterThan(0);
  const queue = new Queue('turns', {connection: redis.client, prefix: cluster.prefix});
  queue.on('error', () => {});
  const job = await Job.fromId(queue, member.turns[0]!.hold!.id);
  expect(await job!.extendLock(token!, 3000)).toBe(1);
  expect(await queue.getDeduplicationJobId('shop chat')).toBe(job!.id);
});

test('calls of a lane come at the pace, and what was widened is wider for all', async () => {
  const member = await holding();
  const pace = member.cluster.paces(shop, asked);
  const at: number[] = [];
  for (let call = 0; call < 5; call += 1) {
    const turn = await pace.turn(never);
    at.push(performance.now());
    turn.sent();
    turn.end();
  }
  const gaps = at.slice(1).map((ms, index) => ms - at[index]!);
  // What is late by less than 5 ms is not told, and Redis counts in whole milliseconds.
  expect(Math.min(...gaps)).toBeGreaterThan(90);
  pace.widen();
  const turn = await pace.turn(never);
  turn.end();
  expect(performance.now() - at.at(-1)!).toBeGreaterThan(195);
});

test('at most so many calls are in flight, and the next one waits until the one before has left', async () => {
  const member = await holding();
  const pace = member.cluster.paces(shop, asked);
  const turns = [1, 2, 3].map(() => pace.turn(never));
  const first = await turns[0]!;
  await sleep(400);
  first.sent();
  const second = await turns[1]!;
  second.sent();
  const third = await Promise.race([turns[2], sleep(500)]);
  expect(third).toBeUndefined();
  first.end();
  (await turns[2]!).end();
  second.end();
});

test('who has lost the lane calls no more, and its turn is cancelled', async () => {
  const member = await holding();
  await takeLock(member);
  const turn = member.cluster.paces(shop, asked).turn(member.turns[0]!.leave!);
  await expect(turn).rejects.toThrow('held by another collector');
  expect(member.turns[0]!.cancel.aborted).toBe(true);
});

test('a call that was granted and comes late looks again', async () => {
  const member = await holding({pace: {paceMs: 500, maxInFlight: 4}});
  const pace = member.cluster.paces(shop, asked);
  (await pace.turn(never)).end();
  const turn = pace.turn(member.turns[0]!.leave!);
  await sleep(50);
  await takeLock(member);
  // The process stands still past its slot.
  const until = performance.now() + 900;
  while (performance.now() < until);
  await expect(turn).rejects.toThrow('held by another collector');
});

test('who has lost the lane writes nothing any more', async () => {
  const member = await holding();
  const holds = new Set<Hold>([member.turns[0]!.hold!]);
  expect((await member.cluster.fence.lost(holds)).size).toBe(0);
  await takeLock(member);
  expect([...(await member.cluster.fence.lost(holds))]).toEqual([...holds]);
});

test('a lane whose holder is gone goes on elsewhere, and the take-over is seen', async () => {
  const member = await holding();
  const other = await cluster.join(untilToldToEnd);
  // Gone without a word: nobody renews the lock.
  await redis.client.del(await lockKey(member));
  await eventually(() => other.turns.length + member.turns.length >= 2, 15_000);
  await eventually(() => other.cluster.view().takeOvers.length > 0, 15_000);
  expect(other.cluster.view().takeOvers[0]).toMatchObject({lane: 'shop chat'});
});

test('where Redis was emptied, the lane is lost at once and found again, and the first call waits two paces', async () => {
  const member = await holding();
  await redis.client.flushall();
  const flushed = performance.now();
  const turn = member.cluster.paces(shop, asked).turn(member.turns[0]!.leave!);
  await expect(turn).rejects.toThrow('held by another collector');
  await eventually(() => member.turns.length === 2);
  (await member.cluster.paces(shop, asked).turn(never)).end();
  expect(performance.now() - flushed).toBeGreaterThan(195);
});

test('what Redis has forgotten is asked for again at once, and counted by one of those who find it', async () => {
  cluster = aCluster(redis);
  const machines = [await cluster.join(async () => []), await cluster.join(async () => [])];
  const counted = () =>
    machines.map(({cluster: {view}}) => view().machines.reduce((sum, each) => sum + each.forgotten, 0));
  await redis.client.flushall();
  await eventually(() => counted().every((sum) => sum === 1));
  await eventually(() => machines.some(({turns}) => turns.length > 0));
  expect(machines[0]!.cluster.view().machines.every(({disconnects}) => disconnects === 0)).toBe(true);
});

test('while Redis is away nobody calls; everything goes on by itself when it is back', async () => {
  const member = await holding();
  await redis.kill('SIGKILL');
  let called = false;
  const turn = member.cluster
    .paces(shop, asked)
    .turn(member.turns[0]!.leave!)
    .then(
      (granted) => {
        called = true;
        granted.end();
      },
      () => undefined,
    );
  await sleep(4000);
  expect(called).toBe(false);
  await eventually(() => member.cluster.view().failure !== '');
  await redis.start();
  await turn;
  await eventually(() => called || member.turns.length > 1, 30_000);
  await eventually(() => member.cluster.view().machines[0]?.disconnects === 1, 30_000);
  expect(member.cluster.view()).toMatchObject({failure: '', machines: [{forgotten: 0}]});
}, 90_000);

test('a Redis that vanishes without a word, and is there again at its address, is found', async () => {
  const mute: Socket[] = [];
  const address = createServer((near) => {
    const far = connect(redis.port, '127.0.0.1');
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) socket.on('error', () => {});
    near.on('close', () => far.destroy());
    mute.push(near);
  });
  await new Promise<void>((resolve) => address.listen(0, '127.0.0.1', resolve));
  const {port} = address.address() as AddressInfo;
  const member = await holding({redisUrl: `redis://127.0.0.1:${port}`});
  for (const near of mute.splice(0)) near.unpipe().pause();
  await eventually(() => member.cluster.view().failure !== '', 10_000);
  await eventually(() => member.cluster.view().failure === '', 30_000);
  const before = member.turns.length;
  member.executor.begin(hourly, shop);
  await eventually(() => member.turns.length > before, 30_000);
  address.close();
}, 90_000);
