import type {Redis} from 'ioredis';
import type {ClusterView} from '../domain/cluster-view.js';
import {CollectorError} from '../domain/errors.js';
import type {Clock} from '../domain/ports.js';
import {Machines} from './machines.js';
import {keysOf} from './names.js';
import {oneAnswerFrom, redisError} from './redis.js';
import {surveyCluster} from './survey.js';
import {TurnQueue} from './turn-queue.js';

export interface LookOptions {
  readonly redisUrl: string;
  readonly prefix: string;
}

const OLDEST = [6, 2] as const;
/** Further apart, what one machine says of a time means little on another. */
const CLOCKS_APART_MS = 2000;
/** A call waits for Redis twice. */
const SLOW_MS = 100;

/** What a running cluster does. Throws a CollectorError when Redis does not answer. */
export function viewOf({redisUrl, prefix}: LookOptions, clock: Clock): Promise<ClusterView> {
  return withRedis(redisUrl, async (redis) => {
    const turns = new TurnQueue({commands: redis, engine: redis, prefix, onError: () => {}});
    const machines = new Machines(redis, keysOf(prefix));
    return {failure: '', ...(await surveyCluster('', {machines, turns, clock}))};
  });
}

/** What is found, and what should be otherwise though it works. */
export interface RedisCheck {
  readonly text: string;
  readonly warnings: readonly string[];
}

/** Throws a CollectorError that says what to do when this Redis cannot be used. */
export function checkRedis({redisUrl}: LookOptions, clock: Clock): Promise<RedisCheck> {
  return withRedis(redisUrl, async (redis) => {
    const info = await redis.info();
    const version = field(info, 'redis_version');
    const policy = field(info, 'maxmemory_policy');
    if (isOlder(version)) throw unfit(`Redis ${version} is too old; what to do: use ${OLDEST.join('.')} or newer`);
    if (policy !== 'noeviction')
      throw unfit(`Redis may throw away what it holds (${policy}); what to do: set maxmemory-policy to noeviction`);
    const {apartMs, tripMs} = await timesOf(redis, clock);
    const warnings = [
      ...(Math.abs(apartMs) > CLOCKS_APART_MS
        ? [`the clock of Redis is ${apartMs} ms ahead of ours; what to do: let both keep time by NTP`]
        : []),
      ...(tripMs > SLOW_MS
        ? [`a round trip to Redis takes ${tripMs} ms; what to do: place it near the collectors`]
        : []),
      ...(field(info, 'aof_enabled') === '1'
        ? []
        : ['Redis keeps no append-only file: a restart costs a tick; what to do: appendonly yes']),
    ];
    return {text: `Redis ${version}, ${policy}, clock ${apartMs} ms ahead, round trip ${tripMs} ms`, warnings};
  });
}

async function timesOf(redis: Redis, clock: Clock): Promise<{apartMs: number; tripMs: number}> {
  const trips = [];
  for (let times = 0; times < 3; times += 1) {
    const askedMs = clock.elapsed();
    const [seconds, micros] = await redis.time();
    const tripMs = clock.elapsed() - askedMs;
    const theirsMs = Number(seconds) * 1000 + Number(micros) / 1000;
    trips.push({tripMs: Math.round(tripMs), apartMs: Math.round(theirsMs - clock.now() + tripMs / 2)});
  }
  return trips.sort((a, b) => a.tripMs - b.tripMs)[0]!;
}

async function withRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = oneAnswerFrom(url);
  // What the connection met says more than what the command then meets.
  let met: unknown;
  redis.on('error', (error) => {
    met = error;
  });
  try {
    await redis.connect();
    return await work(redis);
  } catch (error) {
    throw error instanceof CollectorError ? error : redisError(url, met ?? error);
  } finally {
    redis.disconnect();
  }
}

function unfit(text: string): CollectorError {
  return new CollectorError(text, 'stop');
}

function field(info: string, name: string): string {
  return new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]?.trim() ?? '';
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}
