import {type ChildProcess, spawn} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {debian} from './debian-packages.js';
import {endProcess} from './end-process.js';
import {freePort} from './free-port.js';

export interface InfluxAdmin {
  readonly username: string;
  readonly password: string;
}

export interface Influxd {
  readonly url: string;
  readonly port: number;
  /** Of the present process; 0 when the server is not ours. */
  readonly pid: number;
  readonly dataDir: string;
  kill(signal: NodeJS.Signals): void;
  /** Stops it, however it is, and starts it with the same data and port. */
  restart(): Promise<void>;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

/**
 * A real InfluxDB 1.x on a free port of the loopback. INFLUXDB_URL names another server to use, unless an administrator is asked for;
 * so every caller makes its own database.
 */
export async function startInfluxd({auth}: {auth?: InfluxAdmin} = {}): Promise<Influxd> {
  if (process.env.INFLUXDB_URL && !auth) return foreign(process.env.INFLUXDB_URL);
  const binary = debian.file('influxdb');
  const dataDir = await mkdtemp(path.join(tmpdir(), 'influxd-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child = await launch(binary, settings(dataDir, port, auth !== undefined), url);
  if (auth) await ask(url, `CREATE USER "${auth.username}" WITH PASSWORD '${auth.password}' WITH ALL PRIVILEGES`);

  return {
    url,
    port,
    dataDir,
    get pid() {
      return child.pid!;
    },
    kill: (signal) => void child.kill(signal),
    async restart() {
      await endProcess(child);
      child = await launch(binary, settings(dataDir, port, auth !== undefined), url);
    },
    async stop() {
      await endProcess(child);
      await rm(dataDir, {recursive: true, force: true});
    },
  };
}

/** A database that no other test has. */
export async function createDatabase(url: string, auth?: InfluxAdmin) {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await ask(url, `CREATE DATABASE "${name}"`, auth);
  return {name, drop: () => ask(url, `DROP DATABASE "${name}"`, auth)};
}

async function ask(url: string, q: string, auth?: InfluxAdmin): Promise<void> {
  const headers = new Headers();
  if (auth)
    headers.set('authorization', `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`);
  const answer = await fetch(`${url}/query`, {method: 'POST', headers, body: new URLSearchParams({q})});
  const text = await answer.text();
  if (!answer.ok || text.includes('"error"')) throw new Error(`InfluxDB said: ${text}`);
}

/** Every value of influxd's configuration has a variable; its own configuration file is left out. */
function settings(dataDir: string, port: number, auth: boolean): NodeJS.ProcessEnv {
  return {
    INFLUXDB_REPORTING_ENABLED: 'false',
    INFLUXDB_BIND_ADDRESS: '127.0.0.1:0',
    INFLUXDB_HTTP_BIND_ADDRESS: `127.0.0.1:${port}`,
    INFLUXDB_HTTP_LOG_ENABLED: 'false',
    INFLUXDB_HTTP_AUTH_ENABLED: String(auth),
    INFLUXDB_MONITOR_STORE_ENABLED: 'false',
    INFLUXDB_META_DIR: path.join(dataDir, 'meta'),
    INFLUXDB_DATA_DIR: path.join(dataDir, 'data'),
    INFLUXDB_DATA_WAL_DIR: path.join(dataDir, 'wal'),
  };
}

async function launch(binary: string, env: NodeJS.ProcessEnv, url: string): Promise<ChildProcess> {
  const child = spawn(binary, ['-config', '/dev/null'], {env, stdio: ['ignore', 'ignore', 'pipe']});
  let log = '';
  child.stderr!.on('data', (data) => {
    log = (log + data).slice(-4000);
  });
  for (const until = Date.now() + 30_000; Date.now() < until && child.exitCode === null; await sleep(25)) {
    if (
      await fetch(`${url}/ping`).then(
        ({status}) => status === 204,
        () => false,
      )
    )
      return child;
  }
  await endProcess(child);
  throw new Error(`influxd did not start:\n${log}`);
}

function foreign(url: string): Influxd {
  const refuse = () => {
    throw new Error('The server that INFLUXDB_URL names is not ours to stop.');
  };
  const port = Number(new URL(url).port);
  return {url, port, pid: 0, dataDir: '', kill: refuse, restart: async () => refuse(), stop: async () => {}};
}
