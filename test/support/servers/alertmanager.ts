import {type ChildProcess, execFile, spawn} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {promisify} from 'node:util';
import {stringify} from 'yaml';
import {debian} from './debian-packages.js';
import {endProcess} from './end-process.js';
import {freePort} from './free-port.js';

/** An alert as Alertmanager shows it. */
export interface ShownAlert {
  readonly fingerprint: string;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly updatedAt: string;
  readonly generatorURL: string;
}

export interface AlertmanagerServer {
  readonly url: string;
  /** Those that go on. */
  alerts(): Promise<ShownAlert[]>;
  stop(): Promise<void>;
}

/** Whoever does not say this is not let in, where it is wanted. */
export const alertmanagerUser = {
  name: 'collector',
  password: 'let-us-in',
  hash: '$2b$04$x0ysh9IxNE/2cuJp0yW1VO61aw44T/fbV/u.lUZ3k2f9Rg8Vh4ddm',
};
const authorization = `Basic ${Buffer.from(`${alertmanagerUser.name}:${alertmanagerUser.password}`).toString('base64')}`;

export interface AlertmanagerOptions {
  /** Is told at once, and once only, what begins and what is over. */
  readonly notified?: string;
  readonly withPassword?: boolean;
}

/** Where the package has its templates and pages. */
const SHARED = '/usr/share/prometheus/alertmanager';

/** Prometheus' Alertmanager on a free port of the loopback. */
export async function startAlertmanager({
  notified,
  withPassword = false,
}: AlertmanagerOptions = {}): Promise<AlertmanagerServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'alertmanager-'));
  const program = path.join(folder, 'alertmanager');
  const binary = debian.file('prometheus-alertmanager');
  await writeFile(program, movedTo('/proc/self/cwd', await readFile(binary)), {mode: 0o755});
  const config = path.join(folder, 'alertmanager.yml');
  const timing = {group_by: ['...'], group_wait: '0s', group_interval: '1s', repeat_interval: '1h'};
  const receiver = {name: 'test', ...(notified && {webhook_configs: [{url: notified}]})};
  await writeFile(config, stringify({route: {receiver: 'test', ...timing}, receivers: [receiver]}));
  const web = path.join(folder, 'web.yml');
  const {name, hash} = alertmanagerUser;
  await writeFile(web, stringify(withPassword ? {basic_auth_users: {[name]: hash}} : {}));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const options = {
    'config.file': config,
    'storage.path': path.join(folder, 'data'),
    'web.listen-address': `127.0.0.1:${port}`,
    'web.config.file': web,
    'cluster.listen-address': '',
  };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  // The package is unpacked, not installed.
  const cwd = path.join(path.dirname(binary), '../..', SHARED);
  const child = await launch(program, args, cwd, url);
  return {
    url,
    alerts: async () =>
      (await (await fetch(`${url}/api/v2/alerts`, {headers: {authorization}})).json()) as ShownAlert[],
    async stop() {
      await endProcess(child);
      await rm(folder, {recursive: true, force: true});
    },
  };
}

/** What Alertmanager's own tool says of a configuration; rejects when it is none. */
export async function checkedConfiguration(text: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'alertmanager-'));
  const file = path.join(folder, 'alertmanager.yml');
  const tool = path.join(path.dirname(debian.file('prometheus-alertmanager')), 'amtool');
  await writeFile(file, text);
  try {
    return (await promisify(execFile)(tool, ['check-config', file])).stdout;
  } finally {
    await rm(folder, {recursive: true});
  }
}

/** The program, which looks for its shared files in another place. The path is as long as the old one: there is room for no more. */
function movedTo(place: string, program: Buffer): Buffer {
  const [from, to] = [Buffer.from(SHARED), Buffer.from(place.padEnd(SHARED.length, '/.'))];
  for (let at = program.indexOf(from); at >= 0; at = program.indexOf(from, at)) to.copy(program, at);
  return program;
}

async function launch(program: string, args: readonly string[], cwd: string, url: string): Promise<ChildProcess> {
  const child = spawn(program, args, {cwd, stdio: ['ignore', 'ignore', 'pipe']});
  let log = '';
  child.stderr!.on('data', (data) => {
    log = (log + data).slice(-4000);
  });
  for (const until = Date.now() + 30_000; Date.now() < until && child.exitCode === null; await sleep(25)) {
    const ready = await fetch(`${url}/-/ready`, {headers: {authorization}}).then(
      ({ok}) => ok,
      () => false,
    );
    if (ready) return child;
  }
  await endProcess(child);
  throw new Error(`Alertmanager did not start:\n${log}`);
}
