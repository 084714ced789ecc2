import {duration} from './duration.js';
import {secretPath, variableName} from './secret-source.js';
import {defaulted, optional, readable, Unfit} from './setting.js';
import {integer, text, textSchema} from './values.js';

export function isRedisUrl(value: string): boolean {
  return URL.canParse(value) && /^rediss?:$/.test(new URL(value).protocol) && new URL(value).hostname !== '';
}

/** Reads an address that is no secret. */
const plainRedisUrl = readable(textSchema(/^[Rr][Ee][Dd][Ii][Ss][Ss]?:/), (value) => {
  if (typeof value !== 'string' || !isRedisUrl(value)) throw new Unfit('is not a redis or rediss URL', 'the value');
  const {username, password} = new URL(value);
  if (username || password) throw new Unfit('holds credentials: use redisUrlFile', 'the URL');
  return value;
});

const lock = readable(duration.schema, (value) => {
  const found = duration(value);
  if (found.seconds < 3 || found.seconds > 600) throw new Unfit('is not a duration from 3s to 10m');
  return found;
});

const count = integer(1, 256);
const workers = readable({anyOf: [{const: 'auto'}, count.schema]}, (value): number | 'auto' =>
  value === 'auto' ? value : count(value),
);

/** Several collectors, one configuration. */
export const clusterSettings = {
  redisUrl: optional({
    doc: 'Address of the Redis that collectors on several machines share; without one, this process works alone',
    example: 'redis://redis.internal:6379',
    read: plainRedisUrl,
  }),
  redisUrlFile: optional({
    doc: 'File that holds the address when that holds a password',
    example: '/run/secrets/redis_url',
    env: 'TIMPUSH_CLUSTER_REDIS_URL_FILE',
    read: secretPath,
  }),
  redisUrlEnv: defaulted({
    doc: 'Variable that holds the address when neither of them is given; unset, under its usual name: this process works alone',
    default: 'TIMPUSH_CLUSTER_REDIS_URL',
    read: variableName,
  }),
  prefix: defaulted({
    doc: 'Beginning of the names of all keys in Redis; the same on all machines',
    default: 'timpush',
    env: 'TIMPUSH_CLUSTER_PREFIX',
    read: text('a name of letters, digits, - and _', /^[\w-]{1,50}$/),
  }),
  turn: defaulted({
    doc: 'How long a collector works on one app and report before others may have it; new windows wait no longer',
    default: '30s',
    env: 'TIMPUSH_CLUSTER_TURN',
    read: duration,
  }),
  lanes: defaulted({
    doc: 'How many pairs of an app and a report one process works on at once',
    default: 5000,
    env: 'TIMPUSH_CLUSTER_LANES',
    read: integer(1, 100_000),
  }),
  lock: defaulted({
    doc: 'How long a collector may be silent before another takes over what it holds, 3s or more; the same on all machines',
    default: '15s',
    env: 'TIMPUSH_CLUSTER_LOCK',
    read: lock,
  }),
  workers: defaulted({
    doc: 'Processes of `start` on this machine, or auto: one for each core; the second listens on the port after http.port, and so on',
    default: 1,
    env: 'TIMPUSH_CLUSTER_WORKERS',
    read: workers,
  }),
};
