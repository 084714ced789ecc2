import {chmod, mkdir, readdir, readFile, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {PassThrough, Readable} from 'node:stream';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from '@jest/globals';
import {parse} from 'yaml';
import {runCommandLine} from '../../src/cli/command-line.js';
import {startStandstill} from '../support/doubles/standstill.js';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';
import {eventually} from '../support/oracle/eventually.js';
import {launchCollector} from '../support/servers/collector-process.js';
import {commandLine} from '../support/servers/command-line.js';
import {freePort} from '../support/servers/free-port.js';
import {launchSimulator, type SimulatorProcess} from '../support/servers/simulator-process.js';

const KEY = 'demo-key-1400000001';

let simulator: SimulatorProcess;
let workplace: Workplace;
let config: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  simulator = await launchSimulator('.', ['--min-gap', '0']);
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  workplace = await makeWorkplace();
  config = workplace.path('etc/collector.yaml');
  env = {TIMPUSH_DUCKDB_PATH: workplace.path('push.duckdb'), TIMPUSH_PACE_MS: '0', TIMPUSH_LOG_LEVEL: 'warn'};
});
afterEach(() => workplace.remove());

const app = () => ['--sdk-app-id', '1400000001', '--base-url', simulator.url];
const init = (args: readonly string[], stdin?: Readable) => commandLine(['init', '-c', config, ...args], env, stdin);
const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
const nothingWritten = async () => {
  const left = await readdir(workplace.folder);
  expect(left.filter((name) => name === 'etc' || name.startsWith('push.duckdb'))).toEqual([]);
};

test('options alone make a configuration that is tried, priced, and good for every command', async () => {
  const keyFile = await workplace.secret('key', KEY);
  const {code, stdout, stderr} = await init([...app(), '--key-file', keyFile, '--name', 'shop', '--timezone', 'UTC']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(
    /^ok +app shop: SDKAppID 1400000001 is answered: chat, broadcast, chat-loss, broadcast-loss$/m,
  );
  expect(stdout).toMatch(/^ok +store: written and read back$/m);
  expect(stdout).toMatch(/^\d+ calls, about \d+ (s|min)/m);
  expect(stdout).toContain(`Wrote ${config}\nNext: timpush-collector start --config ${config}\n`);
  expect(parse(await readFile(config, 'utf8'))).toEqual({
    timezone: 'UTC',
    apps: [
      {
        name: 'shop',
        sdkAppId: 1400000001,
        baseUrl: simulator.url,
        identifier: 'administrator',
        secretKeyFile: keyFile,
      },
    ],
    store: 'duckdb',
  });
  expect((await commandLine(['check', '-c', config], env)).code).toBe(0);
});

test('a key from stdin goes into a file that only its owner can read, and is shown nowhere', async () => {
  const {code, stdout, stderr} = await init([...app(), '--key-stdin'], Readable.from([`${KEY}\n`]));
  expect([code, stderr]).toEqual([0, '']);
  const secret = workplace.path('etc/secrets/app-1400000001');
  expect(await readFile(secret, 'utf8')).toBe(`${KEY}\n`);
  expect([await modeOf(secret), await modeOf(workplace.path('etc/secrets'))]).toEqual(['600', '700']);
  const text = await readFile(config, 'utf8');
  expect(parse(text).apps[0].secretKeyFile).toBe(secret);
  expect(stdout + text).not.toContain(KEY);
  expect((await commandLine(['check', '-c', config], env)).code).toBe(0);
});

test('a key in a variable stays there', async () => {
  env.SHOP_KEY = KEY;
  const {code} = await init([...app(), '--key-env', 'SHOP_KEY']);
  expect(code).toBe(0);
  expect(parse(await readFile(config, 'utf8')).apps[0]).toMatchObject({secretKeyEnv: 'SHOP_KEY'});
});

test('without a terminal, all that is missing is named at once', async () => {
  const {code, stdout, stderr} = await init(['--store', 'influxdb']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(
    /^there is no terminal to ask on; missing: --sdk-app-id; --region; --key-file, --key-env or --key-stdin; --influxdb-token-file or TIMPUSH_INFLUXDB_TOKEN; right would be: /,
  );
  await nothingWritten();
});

test('a key that is refused ends it before anything is written, and is not shown', async () => {
  const {code, stdout, stderr} = await init([...app(), '--key-stdin'], Readable.from(['q7-wrong-key']));
  expect(code).toBe(1);
  expect(stdout).toMatch(/^FAILED app app-1400000001: /m);
  expect(stderr).toContain('Nothing was written.');
  expect(stdout + stderr).not.toContain('q7-wrong-key');
  await nothingWritten();
});

test.each([[['--store', 'influxdb']], [[]]])(
  'a store that does not answer ends it, too, named or told by its options: %j',
  async (named) => {
    const token = await workplace.secret('token', 'q7-token');
    const url = `http://127.0.0.1:${await freePort()}`;
    const influx = [...named, '--influxdb-url', url, '--influxdb-token-file', token];
    const {code, stdout} = await init([...app(), '--key-file', await workplace.secret('key', KEY), ...influx]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAILED store: /m);
    expect(stdout).not.toContain('q7-token');
    await nothingWritten();
  },
);

test.each([
  ['an SDKAppID that is none', ['--sdk-app-id', 'x'], '--sdk-app-id: "x" is not a whole number'],
  ['a region that nobody knows', ['--region', 'mars'], "'--region <region>' argument 'mars' is invalid"],
  ['a region and an address', ['--region', 'china', '--base-url', 'http://127.0.0.1'], 'cannot be used with option'],
  ['an address that is none', ['--sdk-app-id', '1', '--base-url', 'x'], '--base-url: "x" is not an http or https URL'],
  ['a name that is none', ['--name', 'a b'], '--name: "a b" is not a name'],
  [
    'two keys',
    ['--key-file', '/x', '--key-env', 'SHOP_KEY'],
    '--key-file, --key-env and --key-stdin exclude each other',
  ],
  [
    'a store and options of the other one',
    ['--store', 'duckdb', '--influxdb-url', 'http://127.0.0.1:8086', '--key-file', '/dev/null'],
    '--store duckdb and options of InfluxDB (--influxdb-…) exclude each other',
  ],
  ['a key for the name of a variable', ['--key-env', '11aa-the-key'], '--key-env: the value is not the name of'],
  ['no stdin', ['--key-stdin'], '--key-stdin: there is nothing on stdin'],
  [
    'a unit of another name',
    ['--systemd', 'x.unit', '--key-file', '/x'],
    '--systemd: the name of a unit ends with .service',
  ],
])('%s is refused by its option', async (_, args, reason) => {
  const given = ['--sdk-app-id', '--region', '--base-url'].filter((flag) => args.includes(flag));
  const rest = [...(given.length > 0 ? [] : app())];
  const {code, stderr} = await init([...rest, ...args], Readable.from([' \n']));
  expect(code).toBe(2);
  expect(stderr).toContain(reason);
  expect(stderr).not.toContain('11aa-the-key');
  await nothingWritten();
});

test('what is wrong only in the whole is told of the file that would be written', async () => {
  const args = ['--sdk-app-id', '1', '--base-url', 'http://gateway.intern', '--key-stdin'];
  const {code, stderr} = await init(args, Readable.from([KEY]));
  expect(code).toBe(2);
  expect(stderr).toMatch(/^The configuration \S+\/etc\/collector\.yaml cannot be used:\n {2}apps\[0\]\.baseUrl: /);
  expect(stderr).not.toContain(path.join(tmpdir(), 'timpush-collector-'));
});

test('nothing is overwritten but by force', async () => {
  await mkdir(workplace.path('etc/secrets'), {recursive: true});
  await writeFile(config, 'store: duckdb\n');
  const args = [...app(), '--key-stdin'];
  const refused = await init(args, Readable.from([KEY]));
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringContaining(`${config} exists; --force overwrites it`),
  ]);
  expect(await readFile(config, 'utf8')).toBe('store: duckdb\n');
  const open = workplace.path('etc/secrets/app-1400000001');
  await writeFile(open, 'an old key');
  await chmod(open, 0o644);
  expect((await init([...args, '--force'], Readable.from([KEY]))).code).toBe(0);
  expect([await readFile(open, 'utf8'), await modeOf(open)]).toEqual([`${KEY}\n`, '600']);
});

test('a key file that is there is not overwritten either', async () => {
  await mkdir(workplace.path('etc/secrets'), {recursive: true});
  await writeFile(workplace.path('etc/secrets/app-1400000001'), 'an old key');
  const {code, stderr} = await init([...app(), '--key-stdin'], Readable.from([KEY]));
  expect([code, stderr]).toEqual([2, expect.stringContaining('secrets/app-1400000001 exists')]);
});

test('a unit for systemd hands the key over, and the configuration takes it from there', async () => {
  const unit = workplace.path('push.service');
  const {code, stdout} = await init([...app(), '--key-stdin', '--systemd', unit], Readable.from([KEY]));
  expect(code).toBe(0);
  expect(stdout).toContain(
    `Next, as root: install -m 644 ${unit} /etc/systemd/system/ && systemctl daemon-reload && systemctl enable --now push.service\n`,
  );
  expect(stdout).toContain(`The service will not see ${config}: put it elsewhere`);
  const text = await readFile(unit, 'utf8');
  expect(text).toMatch(new RegExp(`^ExecStart=${process.execPath} \\S+/main\\.js start --config ${config}$`, 'm'));
  expect(text).toContain(`\nLoadCredential=app-1400000001:${workplace.path('etc/secrets/app-1400000001')}\n`);
  expect(text).toContain('\nDynamicUser=yes\n');
  // Where there is no such group, the service would not start.
  expect(text).not.toContain('timpush-secrets');
  expect(text).toContain('systemctl restart push');
  expect(parse(await readFile(config, 'utf8')).apps[0].secretKeyFile).toBe(
    '/run/credentials/push.service/app-1400000001',
  );
});

test('a service has no variables of whoever sets it up', async () => {
  env.SHOP_KEY = KEY;
  const {code, stderr} = await init([...app(), '--key-env', 'SHOP_KEY', '--systemd', workplace.path('a.service')]);
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining('--systemd: the service does not have the variable SHOP_KEY'),
  ]);
});

/** Somebody at a terminal: answers each question when it is asked. */
async function answering(answers: readonly [question: string, answer: string][], args: readonly string[]) {
  const stdin = Object.assign(new PassThrough(), {isTTY: true, setRawMode: () => undefined});
  // Like that of a process, it is not ended by who writes to it.
  const stderr = Object.assign(new PassThrough(), {isTTY: true, columns: 120, end: () => undefined});
  let [seen, stdout] = ['', ''];
  stderr.setEncoding('utf8').on('data', (text: string) => {
    seen += text;
  });
  const terminal = {
    env,
    stdin,
    stderr: stderr as never,
    stdout: {
      write(text: string) {
        stdout += text;
      },
    },
    once: () => undefined,
  };
  const running = runCommandLine(['init', '-c', config, ...args], terminal);
  for (const [question, answer] of answers) {
    await eventually(() => seen.includes(question) || undefined);
    stdin.write(answer);
  }
  return {code: await running, seen, stdout};
}

test('on a terminal what no option says is asked, and a key is not shown while it is typed', async () => {
  const {code, seen, stdout} = await answering(
    [
      ['SDKAppID, as the console shows it:', 'many\n'],
      ['"many" is not a whole number', '\u00151400000001\n'],
      ['Administrator of the app:', '\n'],
      ['Name in the database, which must never change:', 'shop\n'],
      ['Secret key of the app:', `${KEY}\n`],
      ['Time zone in which days are cut:', '\n'],
      ['Store:', '\n'],
      ['Write a unit for systemd?', 'n\n'],
    ],
    ['--base-url', simulator.url],
  );
  expect([code, stdout]).toEqual([0, expect.stringContaining(`Wrote ${workplace.path('etc/secrets/shop')}\n`)]);
  expect(seen + stdout).not.toContain(KEY);
  expect(parse(await readFile(config, 'utf8'))).toMatchObject({
    timezone: 'Asia/Shanghai',
    store: 'duckdb',
    apps: [{name: 'shop'}],
  });
});

test('Ctrl-C at a question ends it with 130, and nothing is written', async () => {
  const {code, seen} = await answering([['SDKAppID', '\u0003']], []);
  expect(code).toBe(130);
  expect(seen).toContain('Nothing was written.');
  await nothingWritten();
});

test('Ctrl-C while it tries ends it likewise, and what it tries is removed', async () => {
  const standstill = await startStandstill(0);
  const keyFile = await workplace.secret('key', KEY);
  const trials = workplace.path('trials');
  await mkdir(trials);
  const args = [
    'init',
    '-c',
    config,
    '--sdk-app-id',
    '1400000001',
    '--base-url',
    standstill.url,
    '--key-file',
    keyFile,
  ];
  const trying = launchCollector(workplace.folder, args, {...env, TMPDIR: trials});
  await eventually(() => standstill.waiting() || undefined);
  const {code, stderr} = await trying.stop('SIGINT');
  await standstill.stop();
  expect({code, stderr, left: await readdir(trials)}).toEqual({code: 130, stderr: 'Nothing was written.\n', left: []});
  await nothingWritten();
});
