import {execFile} from 'node:child_process';
import {chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {DebianPackages, type Place} from './debian-packages.js';

let folder: string;
let said: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'packages-'));
  said = [];
  await mkdir(path.join(folder, 'bin'));
  await mkdir(path.join(folder, 'system'));
  // An archive is its name; unpacking it makes the one file that is in it.
  await program('dpkg', 'mkdir -p "$3/usr/bin"; basename "$2" >"$3/usr/bin/$(basename "$2" .deb)"');
});
afterEach(() => rm(folder, {recursive: true}));

/** A program that stands before the system's own, and notes its calls. */
async function program(name: string, script: string): Promise<void> {
  const file = path.join(folder, 'bin', name);
  await writeFile(file, `#!/bin/sh\nset -e\ncd "$PWD"\necho "${name} $*" >>${folder}/calls\n${script}\n`);
  await chmod(file, 0o755);
}

/** What apt-get does for commands that begin so. */
function apt(commands: Record<string, string>): Promise<void> {
  const cases = Object.entries(commands).map(([beginning, script]) => `"${beginning}"*) ${script};;`);
  return program('apt-get', `shift 2\ncase "$*" in\n${cases.join('\n')}\nesac`);
}

const calls = async () =>
  (await readFile(path.join(folder, 'calls'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => line.replace(/-o DPkg\S+ |-q |-y |--no-install-recommends /g, '').replaceAll(folder, '…'));

function packages(over: Partial<Place> = {}) {
  const env = {...process.env, INFLUXDB_URL: '', PATH: `${folder}/bin:/usr/bin:/bin`};
  const files = {influxdb: 'usr/bin/influxdb', chromium: path.join(folder, 'system/chromium')};
  return new DebianPackages(files, {
    cache: `${folder}/cache`,
    env,
    isRoot: true,
    pauseMs: 1,
    say: (line) => said.push(line),
    ...over,
  });
}

const simulation = `echo 'Inst libneeded (1.0 Debian [amd64])'; echo 'Inst influxdb (1.6.7 Debian [amd64])'`;
const download = 'shift 2; for name; do touch "$name.deb"; done';

test('a package is unpacked, with what it needs and the system has not', async () => {
  await apt({'install --simulate': simulation, download});
  const debian = packages();
  await debian.fetch(['influxdb']);
  expect(await readFile(debian.file('influxdb'), 'utf8')).toBe('influxdb.deb\n');
  expect(await readdir(path.dirname(debian.file('influxdb')))).toEqual(['influxdb', 'libneeded']);
  expect(await readdir(`${folder}/cache`)).toEqual(['influxdb', 'lock']);
  expect(debian.libraries('influxdb')).toMatch(/cache\/influxdb\/usr\/lib\/\w+-linux-gnu$/);
});

test('whoever comes second waits, and what is here is not fetched again', async () => {
  await apt({'install --simulate': simulation, download});
  await Promise.all([packages().fetch(['influxdb']), packages().fetch(['influxdb'])]);
  await packages().fetch(['influxdb']);
  expect((await calls()).filter((call) => call.startsWith('apt-get'))).toEqual([
    'apt-get install --simulate influxdb',
    'apt-get download influxdb libneeded',
  ]);
});

test('a package that is unknown at first is looked for again in fresh lists', async () => {
  await apt({
    update: `touch ${folder}/updated`,
    'install --simulate': `test -e ${folder}/updated; ${simulation}`,
    download,
  });
  await packages().fetch(['influxdb']);
  expect(packages().file('influxdb')).toContain('influxdb');
});

test("another program's lock is waited for", async () => {
  const held = `test -e ${folder}/tried || { touch ${folder}/tried; echo 'E: Could not get lock /x' >&2; exit 100; }`;
  await apt({'install --simulate': `${held}; ${simulation}`, download});
  await packages().fetch(['influxdb']);
  expect(said).toEqual(["fetching Debian's package influxdb …"]);
  expect(await calls()).not.toContain('apt-get update');
});

test('what belongs to the system is installed by root, and by nobody else', async () => {
  await apt({install: `touch ${folder}/system/chromium`});
  const user = packages({isRoot: false});
  await user.fetch(['chromium']);
  expect(said.at(-1)).toBe("Debian's package chromium was not fetched: only root may install it");
  expect(() => user.file('chromium')).toThrow(
    `${folder}/system/chromium of Debian's package chromium is needed and is not here; what to do: as root, apt-get install --no-install-recommends chromium`,
  );
  await packages().fetch(['chromium']);
  expect(packages().file('chromium')).toBe(`${folder}/system/chromium`);
  expect(await calls()).toEqual(['apt-get install chromium']);
});

test('what cannot be had is said with the reason, and the others are fetched all the same', async () => {
  await apt({
    'install --simulate': 'echo "E: Unable to locate package influxdb" >&2; exit 100',
    update: 'true',
    install: `touch ${folder}/system/chromium`,
  });
  const debian = packages();
  await debian.fetch(debian.names);
  expect(said).toContain("Debian's package influxdb was not fetched: E: Unable to locate package influxdb");
  expect(() => debian.file('influxdb')).toThrow('or let INFLUXDB_URL name a running InfluxDB 1.x');
  expect(debian.file('chromium')).toBe(`${folder}/system/chromium`);
});

test('a server that INFLUXDB_URL names takes the place of the package', async () => {
  await packages({env: {INFLUXDB_URL: 'http://127.0.0.1:8086'}}).fetch(['influxdb']);
  expect(said).toEqual([]);
});

test('a machine without apt-get is told', async () => {
  await packages({env: {PATH: '/nowhere'}}).fetch(['influxdb']);
  expect(said).toEqual([expect.stringMatching(/^Debian's packages cannot be fetched: spawn flock ENOENT/)]);
});

test('while tests run, nothing can be installed', async () => {
  for (const command of ['apt', 'apt-get', 'npm', 'npx']) {
    const refusal = await promisify(execFile)(command, ['install', 'left-pad']).catch((error) => error);
    expect(refusal).toMatchObject({code: 1, stderr: expect.stringContaining('nothing is installed while tests run')});
  }
});

test('no other file fetches packages', async () => {
  const own = ['test/support/servers/debian-packages.ts', 'test/support/servers/debian-packages.test.ts'];
  const names = await Promise.all(
    ['test', 'bench', 'tools', 'grafana'].map(async (room) =>
      (await readdir(room, {recursive: true})).map((name) => path.join(room, name)),
    ),
  );
  const sources = names.flat().filter((name) => name.endsWith('.ts') && !own.includes(name));
  const fetching: string[] = [];
  for (const name of sources) if (/\b(apt|apt-get|dpkg)\b/.test(await readFile(name, 'utf8'))) fetching.push(name);
  expect(sources.length).toBeGreaterThan(200);
  expect(fetching).toEqual([]);
});
