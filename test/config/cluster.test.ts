import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from '@jest/globals';
import {restartKeys} from '../../src/config/restart.js';
import {secretsOf} from '../../src/config/secrets.js';
import {complaints, folder, load, shop} from './configuration.js';

const apps = [shop];
const redisUrl = 'redis://redis.internal:6379';

test('without an address of Redis the process works alone, whatever else is said of a cluster', () => {
  expect(load({apps}).cluster).toBeUndefined();
  expect(load({apps, cluster: {turn: '10s'}}).cluster).toBeUndefined();
});

test('an address alone is enough, and the rest has defaults', () => {
  const {cluster} = load({apps, cluster: {redisUrl}});
  expect(cluster!.redisUrl.read()).toBe(redisUrl);
  expect(cluster).toMatchObject({prefix: 'timpush', turn: {seconds: 30}, lanes: 5000, lock: {seconds: 15}, workers: 1});
});

test('another address takes a restart, as any other key of the cluster', () => {
  const running = load({apps, cluster: {redisUrl}});
  expect(restartKeys(running, load({apps, cluster: {redisUrl}}))).toEqual([]);
  const next = load({apps, cluster: {redisUrl: 'redis://other.internal:6379', lock: '30s'}});
  expect(restartKeys(running, next).sort()).toEqual(['cluster.lock', 'cluster.redisUrl']);
});

test('an address with a password comes from a file or a variable, and is a secret', () => {
  const secret = 'rediss://:pass%2Fword@redis.internal:6380';
  const file = path.join(folder(), 'url');
  writeFileSync(file, `${secret}\n`);
  for (const config of [
    load({apps, cluster: {redisUrlFile: file}}),
    load({apps}, {TIMPUSH_CLUSTER_REDIS_URL: secret}),
    load({apps, cluster: {redisUrlEnv: 'OUR_REDIS'}}, {OUR_REDIS: secret}),
  ]) {
    expect(config.cluster!.redisUrl.read()).toBe(secret);
    expect(secretsOf(config).map(([name]) => name)).toContain('cluster.redisUrl');
    expect(JSON.stringify(config)).not.toContain('pass');
  }
});

test.each([
  [{redisUrl: 'redis://:secret@host'}, 'cluster.redisUrl: the URL holds credentials: use redisUrlFile'],
  [{redisUrl: 'http://host'}, 'cluster.redisUrl: the value is not a redis or rediss URL'],
  [{redisUrl, lock: '1s'}, 'cluster.lock: "1s" is not a duration from 3s to 10m'],
  [{redisUrl, workers: 0}, 'cluster.workers: 0 is not a whole number from 1 to 256'],
  [{redisUrl, prefix: 'a:b'}, 'cluster.prefix: "a:b" is not a name of letters, digits, - and _'],
  [{redisUrlEnv: 'OUR_REDIS'}, 'cluster.redisUrlEnv: what it holds is not a redis or rediss URL'],
  [{redisUrlEnv: 'NOT_SET'}, 'cluster.redisUrlEnv: the variable "NOT_SET" is empty'],
])('%j is refused', (cluster, words) => {
  expect(complaints({apps, cluster}, {OUR_REDIS: 'secret'}).join()).toContain(words);
});

test('DuckDB has one owner', () => {
  const said = complaints({apps, store: 'duckdb', cluster: {redisUrl}}).join();
  expect(said).toContain(
    'store: a DuckDB file has one owner, and collectors of a cluster share their store; use influxdb',
  );
});
