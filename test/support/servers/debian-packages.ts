import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {mkdir, readdir, rename, rm, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {promisify} from 'node:util';

const run = promisify(execFile);
const LIBRARIES = `usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;

/**
 * Every package of Debian that something here runs, with the file in it that is wanted: the only place that names one, and one more is
 * one more line. A path from the root means that the package is installed (chromium needs a hundred others); what has any other path is
 * only unpacked into `.cache/debian`, with those of its dependencies that are not installed.
 */
const wantedFiles = {
  influxdb: 'usr/bin/influxd',
  nginx: 'usr/sbin/nginx',
  'redis-server': 'usr/bin/redis-server',
  'prometheus-alertmanager': 'usr/bin/prometheus-alertmanager',
  prometheus: 'usr/bin/promtool',
  libfaketime: `${LIBRARIES}/faketime/libfaketime.so.1`,
  chromium: '/usr/bin/chromium',
};

/** Another program may hold apt's locks for as long as an upgrade of the machine takes. */
const LOCK_PATIENCE_S = 600;

export interface Place {
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  readonly isRoot: boolean;
  /** Between two looks at a lock of apt's. */
  readonly pauseMs: number;
  say(line: string): void;
}

const here: Place = {
  cache: path.resolve('.cache/debian'),
  env: process.env,
  isRoot: process.getuid?.() === 0,
  pauseMs: 2000,
  say: (line) => void process.stderr.write(`${line}\n`),
};

/** What is needed of Debian's packages. Fetched before anything starts, and once, whoever else does the same at that moment. */
export class DebianPackages<Name extends string> {
  constructor(
    private readonly files: Readonly<Record<Name, string>>,
    private readonly place: Place = here,
  ) {}

  get names(): Name[] {
    return Object.keys(this.files) as Name[];
  }

  /** The file of the package that is wanted. Throws when it was not fetched; nothing is fetched here. */
  file(name: Name): string {
    if (this.#isHere(name)) return this.#path(name);
    const advice = [
      this.#belongsToTheSystem(name)
        ? `as root, apt-get install --no-install-recommends ${name}`
        : 'npm test on Debian, where apt-get reaches its servers, fetches it',
      ...(name === 'influxdb' ? ['or let INFLUXDB_URL name a running InfluxDB 1.x, where that is enough'] : []),
    ];
    throw new Error(
      `${this.#path(name)} of Debian's package ${name} is needed and is not here; what to do: ${advice.join('; ')}`,
    );
  }

  /** For LD_LIBRARY_PATH: libraries that came along because they are not installed. */
  libraries(name: Name): string {
    return path.join(this.place.cache, name, LIBRARIES);
  }

  /** Fetches what is not here yet. What cannot be had is said; whoever needs it will fail. */
  async fetch(names: readonly Name[]): Promise<void> {
    const missing = () => names.filter((name) => !this.#isHere(name) && !this.#isReplaced(name));
    if (missing().length === 0) return;
    await mkdir(this.place.cache, {recursive: true});
    const work = async () => {
      for (const name of missing()) await this.#fetchOne(name);
    };
    await this.#alone(work).catch((error) => this.place.say(`Debian's packages cannot be fetched: ${reasonOf(error)}`));
  }

  async #fetchOne(name: Name): Promise<void> {
    this.place.say(`fetching Debian's package ${name} …`);
    try {
      await (this.#belongsToTheSystem(name) ? this.#install(name) : this.#unpack(name));
      this.file(name);
    } catch (error) {
      this.place.say(`Debian's package ${name} was not fetched: ${reasonOf(error)}`);
    }
  }

  async #install(name: Name): Promise<void> {
    if (!this.place.isRoot) throw new Error('only root may install it');
    await this.#upToDate(() => this.#apt(['install', '-y', '-q', '--no-install-recommends', name]));
  }

  async #unpack(name: Name): Promise<void> {
    // Left over if one before was killed; whoever is here is alone.
    const folder = path.join(this.place.cache, 'fetching');
    await rm(folder, {recursive: true, force: true});
    await mkdir(folder);
    await this.#upToDate(async () => {
      const plan = await this.#apt(['install', '--simulate', '-q', '--no-install-recommends', name]);
      const needed = [...plan.matchAll(/^Inst (\S+)/gm)].map(([, other]) => other!);
      await this.#apt(['download', '-q', ...new Set([name, ...needed])], folder);
    });
    const unpacked = path.join(folder, name);
    for (const archive of await readdir(folder)) await this.#run('dpkg', ['-x', archive, unpacked], folder);
    const kept = path.join(this.place.cache, name);
    await rm(kept, {recursive: true, force: true});
    await rename(unpacked, kept);
    await rm(folder, {recursive: true});
  }

  /** On a new machine apt knows no package yet, and on an old one packages that are gone. */
  async #upToDate(attempt: () => Promise<unknown>): Promise<void> {
    await attempt().catch(async () => {
      await this.#apt(['update', '-q']);
      await attempt();
    });
  }

  /** Apt itself waits for one of its locks only. */
  async #apt(args: readonly string[], folder?: string): Promise<string> {
    for (const until = Date.now() + LOCK_PATIENCE_S * 1000; ; await sleep(this.place.pauseMs)) {
      try {
        return await this.#run('apt-get', ['-o', `DPkg::Lock::Timeout=${LOCK_PATIENCE_S}`, ...args], folder);
      } catch (error) {
        if (!/Could not get lock/.test(reasonOf(error)) || Date.now() > until) throw error;
      }
    }
  }

  async #run(command: string, args: readonly string[], folder = this.place.cache): Promise<string> {
    const env = {...this.place.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive'};
    return (await run(command, args, {cwd: folder, env, maxBuffer: 2 ** 26})).stdout;
  }

  /** Holds a lock of the kernel's, which ends with its holder however that ends. */
  async #alone(work: () => Promise<void>): Promise<void> {
    const lock = path.join(this.place.cache, 'lock');
    const holder = spawn('flock', [lock, 'sh', '-c', 'echo held; exec cat'], {env: this.place.env});
    const over = once(holder, 'exit').then(() => Promise.reject(new Error(`flock does not hold ${lock}`)));
    await Promise.race([once(holder.stdout, 'data'), over]);
    await work().finally(() => holder.stdin.end());
  }

  #isHere(name: Name): boolean {
    return existsSync(this.#path(name));
  }

  /** A server that runs already takes the place of ours. */
  #isReplaced(name: Name): boolean {
    return name === 'influxdb' && Boolean(this.place.env.INFLUXDB_URL);
  }

  #belongsToTheSystem(name: Name): boolean {
    return path.isAbsolute(this.files[name]);
  }

  #path(name: Name): string {
    return path.resolve(this.place.cache, name, this.files[name]);
  }
}

function reasonOf(error: unknown): string {
  const {stderr, message} = error as Error & {stderr?: string};
  return (stderr?.trim() || message).split('\n').slice(-4).join(' | ');
}

export const debian = new DebianPackages(wantedFiles);

/** For jest: everything is fetched before the first test starts, and whatever tries to install something later is refused. */
// biome-ignore lint/style/noDefaultExport: jest takes no other
export default async function beforeTests(): Promise<void> {
  await debian.fetch(debian.names);
  await writeRefusals();
  process.env.PATH = [REFUSALS, process.env.PATH].join(path.delimiter);
}

const REFUSALS = path.join(here.cache, 'refused');

async function writeRefusals(): Promise<void> {
  const refusal =
    '#!/bin/sh\necho "nothing is installed while tests run: name it in test/support/servers/debian-packages.ts" >&2\nexit 1\n';
  await mkdir(REFUSALS, {recursive: true});
  for (const command of ['apt', 'apt-get', 'npm', 'npx'])
    await writeFile(path.join(REFUSALS, command), refusal, {mode: 0o755});
}

/** For the one test whose subject is an installation: where `npm` and `npx` are npm's own. */
export function pathWithNpm(): string {
  return process.env
    .PATH!.split(path.delimiter)
    .filter((folder) => folder !== REFUSALS)
    .join(path.delimiter);
}
