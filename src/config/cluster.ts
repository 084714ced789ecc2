import {clusterSettings, isRedisUrl} from './cluster-settings.js';
import type {ClusterConfig, Config} from './config.js';
import type {Problem} from './config-error.js';
import {Secret} from './secret.js';
import {isGiven, openSecret} from './secret-source.js';
import type {Draft} from './setting.js';

/** Undefined: no Redis is named, and the process works alone. */
export function clusterOf(
  {redisUrl, redisUrlFile, redisUrlEnv, ...rest}: Draft<typeof clusterSettings>,
  store: Config['store'] | undefined,
  env: NodeJS.ProcessEnv,
  problems: Problem[],
): ClusterConfig | undefined {
  const usual = clusterSettings.redisUrlEnv.default;
  const source = {file: redisUrlFile, variable: redisUrlEnv, usual, path: 'cluster.redisUrl'};
  if (!redisUrl && !isGiven(source, env)) return undefined;
  if (store === 'duckdb') {
    const reason =
      'a DuckDB file has one owner, and collectors of a cluster share their store; use influxdb, or leave out cluster';
    problems.push({path: 'store', reason, example: 'store: influxdb'});
  }
  const url = redisUrl && !redisUrlFile ? new Secret(() => redisUrl) : openSecret(source, env, problems);
  if (url && !isRedisUrl(url.read())) {
    const path = redisUrlFile ? 'cluster.redisUrlFile' : 'cluster.redisUrlEnv';
    problems.push({path, reason: 'what it holds is not a redis or rediss URL', example: 'redis://redis.internal:6379'});
  }
  return {...rest, redisUrl: url} as ClusterConfig;
}
