import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {checkRedis, viewOf} from '../../src/cluster/look-in.js';
import {systemClock} from '../../src/system-clock.js';
import {eventually} from '../support/oracle/eventually.js';
import {freePort} from '../support/servers/free-port.js';
import {inOwnProcess} from '../support/servers/own-process.js';
import {type RedisServer, startRedis} from '../support/servers/redis-server.js';
import {CERTIFICATE, startTlsFront} from '../support/servers/tls-front.js';
import {aCluster, hourly, shop, untilToldToEnd} from './cluster-fixture.js';

const clock = systemClock();
let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis({requirepass: 'pass-word'});
});
afterAll(() => redis.stop());

test('a Redis as it should be is told of with version, policy, clock and round trip', async () => {
  const {text, warnings} = await checkRedis({redisUrl: redis.url, prefix: 'p'}, clock);
  expect(text).toMatch(/^Redis 7\.\d+\.\d+, noeviction, clock -?\d+ ms ahead, round trip \d+ ms$/);
  expect(warnings.filter((warning) => !warning.includes('round trip'))).toEqual([]);
});

test('one that may throw keys away is refused, and one without an append-only file is warned of', async () => {
  await redis.client.config('SET', 'appendonly', 'no');
  expect((await checkRedis({redisUrl: redis.url, prefix: 'p'}, clock)).warnings.join()).toContain('append-only file');
  await redis.client.config('SET', 'maxmemory-policy', 'allkeys-lru');
  await expect(checkRedis({redisUrl: redis.url, prefix: 'p'}, clock)).rejects.toThrow(
    'set maxmemory-policy to noeviction',
  );
  await redis.client.config('SET', 'maxmemory-policy', 'noeviction');
});

test('one that is not there, or wants another password, is named without the password', async () => {
  const port = await freePort();
  for (const redisUrl of [`redis://:pass-word@127.0.0.1:${port}`, redis.url.replace('pass', 'past')]) {
    const error: Error = await checkRedis({redisUrl, prefix: 'p'}, clock).then(
      () => new Error('accepted'),
      (thrown) => thrown,
    );
    expect(error.message).toMatch(/^Redis at 127\.0\.0\.1:\d+ does not answer: /);
    expect(error.message).not.toMatch(/pas[st]-word/);
  }
});

test('over TLS the certificate is looked at', async () => {
  const front = await startTlsFront(`tcp://127.0.0.1:${redis.port}`);
  const secured = redis.url.replace('redis:', 'rediss:').replace(String(redis.port), String(front.port));
  try {
    await expect(checkRedis({redisUrl: secured, prefix: 'p'}, clock)).rejects.toThrow(/self-signed certificate/);
    const script = `const {checkRedis} = await import('./src/cluster/look-in.js');
      const {systemClock} = await import('./src/system-clock.js');
      console.log((await checkRedis({redisUrl: process.argv.at(-1), prefix: 'p'}, systemClock())).text);`;
    const env = {NODE_EXTRA_CA_CERTS: CERTIFICATE};
    expect(await inOwnProcess(script, {args: [secured], env})).toMatch(/^Redis 7/);
  } finally {
    await front.stop();
  }
});

test('who looks in sees the machines and who holds what', async () => {
  const cluster = aCluster(redis);
  const member = await cluster.join(untilToldToEnd);
  member.executor.begin(hourly, shop);
  const view = await eventually(async () => {
    const seen = await viewOf({redisUrl: redis.url, prefix: cluster.prefix}, clock);
    return seen.machines[0]?.lanes === 1 && seen;
  });
  const [machine] = view.machines;
  expect(view.machines).toHaveLength(1);
  expect(machine).toMatchObject({isThis: false, turns: 1, lost: 0, takeOvers: 0});
  expect(view.held).toMatchObject([{lane: 'shop chat', machine: machine!.name}]);
  await cluster.close();
});
