import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {Redis} from 'ioredis';
import {debian} from './debian-packages.js';
import {freePort} from './free-port.js';

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** For looking in; it reconnects by itself. */
  readonly client: Redis;
  kill(signal: NodeJS.Signals): Promise<void>;
  /** With the data that it had, and the same port. */
  start(): Promise<void>;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

/** A real Redis on a free port of the loopback, with an append-only file in a folder of its own. `settings` as redis.conf names them. */
export async function startRedis(settings: Readonly<Record<string, string>> = {}): Promise<RedisServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'redis-'));
  const port = await freePort();
  const args = Object.entries({
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    appendonly: 'yes',
    appendfsync: 'everysec',
    'maxmemory-policy': 'noeviction',
    ...settings,
  }).flatMap(([key, value]) => [`--${key}`, value]);
  const password = settings.requirepass;
  const url = `redis://${password ? `:${password}@` : ''}127.0.0.1:${port}`;
  const client = new Redis(url, {retryStrategy: () => 100, maxRetriesPerRequest: null});
  client.on('error', () => {});
  let child = launch(args);
  await client.ping();
  return {
    url,
    port,
    client,
    get pid() {
      return child.pid!;
    },
    kill: (signal) => end(child, signal),
    async start() {
      child = launch(args);
      await client.ping();
    },
    async stop() {
      client.disconnect();
      await end(child, 'SIGKILL');
      await rm(folder, {recursive: true, force: true});
    },
  };
}

function launch(args: readonly string[]): ChildProcess {
  const env = {LD_LIBRARY_PATH: debian.libraries('redis-server')};
  return spawn(debian.file('redis-server'), args, {env, stdio: 'ignore'});
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  // One that is stopped by a signal listens only when it goes on.
  if (signal !== 'SIGSTOP') await Promise.race([ended, sleep(10_000, undefined, {ref: false})]);
}
