import {type ChildProcess, execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {access, chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {stringify} from 'yaml';
import {eventually} from '../support/oracle/eventually.js';
import {pathWithNpm} from '../support/servers/debian-packages.js';
import {freePort} from '../support/servers/free-port.js';
import {install, type Packed, pack} from '../support/servers/packed-program.js';

const run = promisify(execFile);

/** A user who owns nothing and whom no list knows. Without root the tests run as the user that they have. */
const stranger = process.getuid?.() === 0 ? {uid: 54_321, gid: 54_321} : {};

let folder: string;
/** Where the packed file is installed. */
let home: string;
/** What npm said to the installation. */
let warnings: string;
let packed: Packed;

const env = (more: NodeJS.ProcessEnv = {}) => ({
  PATH: pathWithNpm(),
  HOME: home,
  npm_config_cache: path.join(home, '.npm'),
  npm_config_update_notifier: 'false',
  ...more,
});
const installed = (name: string) => path.join(home, 'node_modules', name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'packed-'));
  home = path.join(folder, 'home');
  await chmod(folder, 0o755);
  await mkdir(home);
  packed = await pack('.', folder);
  warnings = await install(path.join(folder, packed.filename), home);
  if (stranger.uid === undefined) await run('chmod', ['-R', 'a-w', installed('')]);
  else await chown(home, stranger.uid, stranger.gid);
}, 240_000);

afterAll(async () => {
  await run('chmod', ['-R', 'u+w', folder]);
  await rm(folder, {recursive: true, force: true});
});

test('the packed file holds the program and what is set up with it, and none of its sources', async () => {
  const names = packed.files.map(({path: name}) => name);
  const wanted = [
    'LICENSE',
    'README.md',
    'CHANGELOG.md',
    'config/collector.example.yaml',
    'config/collector.schema.json',
    'config/demo.yaml',
    'deploy/timpush-collector.service',
    'dist/main.js',
    'dist/console/index.html',
    'docs/operations.md',
    'docs/api/status.schema.json',
    'grafana/dashboards/push-overview.json',
    'grafana/provisioning/alerting/rules.yaml',
    'prometheus/rules.yml',
  ];
  expect(wanted.filter((name) => !names.includes(name))).toEqual([]);
  expect(
    names.filter((name) => /^(src|test|tools|bench|docker|secrets|\w+\/source)\/|\.(ts|map|png|duckdb)$/.test(name)),
  ).toEqual([]);
});

test('an installation runs no script of ours, and brings no package for development', async () => {
  const {scripts} = JSON.parse(await readFile(installed('timpush-collector/package.json'), 'utf8'));
  const hooks = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare'];
  expect(Object.keys(scripts).filter((name) => hooks.includes(name))).toEqual([]);
  const packages = await readdir(installed(''));
  expect(packages).toContain('commander');
  expect(packages.filter((name) => /^(@biomejs|@swc|jest|playwright-core|typescript)$/.test(name))).toEqual([]);
});

test('every package of the installation is made for this Node, the oldest of ours included', () => {
  // Hence light-my-request among our dependencies: a newer one, which fastify would take, wants a newer Node.
  expect(warnings).not.toContain('EBADENGINE');
});

test('npx tells its version', async () => {
  const {stdout, stderr} = await run('npx', ['timpush-collector', '--version'], {cwd: home, env: env(), ...stranger});
  expect({stdout, stderr}).toEqual({stdout: `${packed.version}\n`, stderr: ''});
});

test('npx runs the demo, page and all, for somebody who may not change the package', async () => {
  const {child, said} = begin('npx', ['timpush-collector', 'demo'], home, env({TIMPUSH_LOG_LEVEL: 'error'}));
  try {
    const url = await eventually(() => /See it at (http:\S+?)\/\?/.exec(said.stdout)?.[1], 120_000);
    expect(said.stdout).toMatch(/^shop-cn +total +[1-9]/m);
    for (const address of ['/', '/console/uplot.js', '/console/morphdom.js', '/console/main.js'])
      expect({address, status: (await fetch(url + address)).status}).toEqual({address, status: 200});
    expect(await (await fetch(`${url}/metrics`)).text()).toContain(
      `timpush_collector_build_info{version="${packed.version}",node="${process.versions.node}"} 1`,
    );
    await access(path.join(home, 'data/demo.duckdb'));
  } finally {
    await end(child);
  }
  expect(said.stderr).toBe('');
}, 180_000);

/** The variables that the image sets, but for paths, which are those of this machine here. */
async function imageVariables(data: string, config: string): Promise<NodeJS.ProcessEnv> {
  const [, block] = /^ENV ((?:.*\\\n)*.*)/m.exec(await readFile('Dockerfile', 'utf8'))!;
  const set = Object.fromEntries(
    block!
      .replaceAll('\\\n', ' ')
      .trim()
      .split(/\s+/)
      .map((each) => each.split('=')),
  );
  return {...set, TIMPUSH_CONFIG: config, TIMPUSH_DUCKDB_PATH: set.TIMPUSH_DUCKDB_PATH.replace(/^\/data/, data)};
}

test('what the image starts runs as a user that nobody knows, and writes to the folder of its data alone', async () => {
  const [data, config] = [path.join(folder, 'data'), path.join(folder, 'collector.yaml')];
  await mkdir(data);
  if (stranger.uid !== undefined) await chown(data, stranger.uid, stranger.gid);
  const app = {name: 'shop', sdkAppId: 1_400_000_001, baseUrl: 'http://127.0.0.1:9', secretKeyEnv: 'SHOP_KEY'};
  await writeFile(config, stringify({apps: [app], store: 'duckdb'}));
  const port = await freePort();
  const variables = {
    ...(await imageVariables(data, config)),
    SHOP_KEY: 'key-of-the-shop',
    TIMPUSH_HTTP_PORT: `${port}`,
  };
  // As in the image: a working folder and a home that nobody may write to.
  const place = installed('timpush-collector');
  const {child, said} = begin(process.execPath, ['dist/main.js', 'start'], place, {HOME: '/', ...variables});
  try {
    await eventually(async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok);
  } finally {
    await end(child);
  }
  expect({code: child.exitCode, denied: /EACCES|EROFS|not permitted/.exec(said.stdout + said.stderr)}).toEqual({
    code: 0,
    denied: null,
  });
  expect((await readdir(data)).every((name) => name.startsWith('timpush.duckdb'))).toBe(true);
});

interface Begun {
  readonly child: ChildProcess;
  readonly said: {stdout: string; stderr: string};
}

/** In a group of its own, since npx stands between us and the program. */
function begin(command: string, args: readonly string[], cwd: string, variables: NodeJS.ProcessEnv): Begun {
  const child = spawn(command, args, {cwd, env: variables, detached: true, ...stranger});
  const said = {stdout: '', stderr: ''};
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  return {child, said};
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const closed = once(child, 'close');
  process.kill(-child.pid!, 'SIGTERM');
  await closed;
}
