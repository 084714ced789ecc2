import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {LaneHold, LaneLostError} from '../../src/cluster/lane-hold.js';
import {LanePace} from '../../src/cluster/lane-pace.js';
import {commandsTo} from '../../src/cluster/redis.js';
import {slotsOf} from '../../src/cluster/slot.js';
import {BurstLimit} from '../../src/domain/burst-limit.js';
import {systemClock} from '../../src/system-clock.js';
import {type RedisServer, startRedis} from '../support/servers/redis-server.js';

const PACE_MS = 500;
const lane = 'shop chat';
const never = new AbortController().signal;

let redis: RedisServer;
let commands: ReturnType<typeof commandsTo>;
beforeAll(async () => {
  redis = await startRedis();
  commands = commandsTo(redis.url);
});
afterAll(async () => {
  commands.disconnect();
  await redis.stop();
});

/** The pace of a machine that has the lane from now on. */
async function holder(token: string, {slotKey = 'slot', burstLimit = new BurstLimit()} = {}): Promise<LanePace> {
  await redis.client.set('lock', token, 'PX', 10_000);
  const hold = new LaneHold(lane, {id: '1', key: 'lock', token});
  const options = {paceMs: PACE_MS, maxInFlight: 1};
  return new LanePace(options, {
    lane,
    slotKey,
    holdOf: () => hold,
    ask: slotsOf(commands),
    clock: systemClock(),
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

test('many lanes whose slots come together do not all begin in one round of the event loop', async () => {
  await redis.client.flushall();
  const burstLimit = new BurstLimit(4);
  const lanes = await Promise.all(
    Array.from({length: 20}, (_, index) => holder('all', {slotKey: `slot ${index}`, burstLimit})),
  );
  let round = 0;
  let next = setImmediate(function count() {
    round += 1;
    next = setImmediate(count);
  });
  const begun = await Promise.all(lanes.map((pace) => pace.turn(never).then(() => round)));
  clearImmediate(next);
  const most = Math.max(...begun.map((own) => begun.filter((each) => each === own).length));
  // A round's own, and those for whom it opened.
  expect(most).toBeLessThanOrEqual(8);
});
