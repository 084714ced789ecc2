import {execFile} from 'node:child_process';
import {mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {promisify} from 'node:util';
import {afterEach, beforeEach, expect, test} from '@jest/globals';

const run = promisify(execFile);
const NAMES = ['grafana_admin_password', 'grafana_reader_password', 'influx_admin_password', 'influx_token'];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrets-'));
});
afterEach(() => rm(folder, {recursive: true}));

const newSecrets = () => run('sh', [resolve('docker/new-secrets.sh'), join(folder, 'secrets')]);
const secret = (name: string) => readFile(join(folder, 'secrets', name), 'utf8');
const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

test('new secrets are long, differ, and hold nothing that Grafana would expand', async () => {
  await newSecrets();
  const made = await Promise.all(NAMES.map(secret));
  for (const value of made) expect(value).toMatch(/^[0-9a-f]{48}$/);
  expect(new Set(made).size).toBe(NAMES.length);
});

test('the folder of the secrets is closed to others, the files within are readable to the containers', async () => {
  await newSecrets();
  expect(await mode(join(folder, 'secrets'))).toBe('700');
  expect(await mode(join(folder, 'secrets', 'apps'))).toBe('755');
  for (const name of NAMES) expect(await mode(join(folder, 'secrets', name))).toBe('644');
});

test('a secret that exists is left alone, and git never sees the folder', async () => {
  await newSecrets();
  await writeFile(join(folder, 'secrets', 'influx_token'), 'mine');
  const {stdout} = await newSecrets();
  expect(stdout).toBe('');
  expect(await secret('influx_token')).toBe('mine');
  expect(await secret('.gitignore')).toBe('*\n');
});

test('the demo has a file for each secret that is made', async () => {
  expect((await readdir('docker/demo-secrets')).sort()).toEqual(NAMES);
});

test('the set-up script is executable, as InfluxDB skips it silently otherwise, and is valid shell', async () => {
  expect((await stat('docker/influxdb/10-grafana-reader.sh')).mode & 0o111).toBe(0o111);
  await run('bash', ['-n', 'docker/influxdb/10-grafana-reader.sh']);
});
