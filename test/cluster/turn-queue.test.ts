import {afterAll, beforeAll, beforeEach, expect, test} from '@jest/globals';
import {Queue} from 'bullmq';
import type {Redis} from 'ioredis';
import {TURNS} from '../../src/cluster/names.js';
import {commandsTo} from '../../src/cluster/redis.js';
import {TurnQueue} from '../../src/cluster/turn-queue.js';
import {eventually} from '../support/oracle/eventually.js';
import {type RedisServer, startRedis} from '../support/servers/redis-server.js';

let redis: RedisServer;
let commands: Redis;
let turns: TurnQueue;
const prefix = 'test';

beforeAll(async () => {
  redis = await startRedis();
  commands = commandsTo(redis.url);
  await eventually(() => commands.status === 'ready');
});
beforeEach(async () => {
  await commands.flushall();
  turns = new TurnQueue({commands, engine: commands, prefix, onError: () => {}});
});
afterAll(async () => {
  commands.disconnect();
  await redis.stop();
});

async function lanesInOrder(): Promise<string[]> {
  const jobs = await new Queue(TURNS, {connection: commands, prefix}).getPrioritized();
  return jobs.map(({data}) => data.lane);
}

/** Since the counters were reset. */
async function scriptsRun(): Promise<number> {
  return Number(/cmdstat_evalsha:calls=(\d+)/.exec(await commands.info('commandstats'))?.[1]);
}

test('a lane that waits already comes first when new windows wait for it, and stands there once', async () => {
  await turns.add(['first', 'second', 'third'], false);
  await turns.add(['second', 'new'], true);
  const lanes = await lanesInOrder();
  expect(lanes.slice(0, 2).sort()).toEqual(['new', 'second']);
  expect(lanes.slice(2)).toEqual(['first', 'third']);
});

test('where no lane waits, each takes one script', async () => {
  const lanes = Array.from({length: 50}, (_, index) => `lane-${index}`);
  await turns.add(['the scripts are known'], true);
  await commands.flushall();
  await commands.config('RESETSTAT');
  await turns.add(lanes, true);
  expect(await scriptsRun()).toBeLessThanOrEqual(51);
  expect(await lanesInOrder()).toEqual(lanes);
});

test('lanes that wait and come first already are hurried by nobody', async () => {
  const lanes = Array.from({length: 50}, (_, index) => `lane-${index}`);
  await turns.add(lanes, true);
  await commands.config('RESETSTAT');
  await turns.add(lanes, true);
  expect(await scriptsRun()).toBeLessThanOrEqual(51);
  expect(await lanesInOrder()).toEqual(lanes);
});
