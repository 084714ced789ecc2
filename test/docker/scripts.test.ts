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

const SET_UP = 'docker/influxdb';

test('the set-up scripts are executable, as InfluxDB skips them silently otherwise, and valid shell', async () => {
  const scripts = await readdir(SET_UP);
  expect(scripts).toEqual(['10-grafana-reader.sh', '20-collector-token.sh']);
  for (const script of scripts) {
    expect((await stat(join(SET_UP, script))).mode & 0o111).toBe(0o111);
    await run('bash', ['-n', join(SET_UP, script)]);
  }
});

/** Runs the script with an `influx` that answers as 2.x does, with this token, and notes what it was called with. */
async function collectorToken(token: string) {
  const answer = `{\n\t"id": "0c1",\n\t"description": "TIMPush collector",\n\t"token": "${token}",\n\t"status": "active"\n}`;
  const stub = `#!/bin/sh
echo "$*" >>"${folder}/calls"
case "$1 $2" in
  'bucket list') printf '0b2\\tpush\\tinfinite\\t168h0m0s\\t0a1\\timplicit\\n' ;;
  'auth create') cat <<'END'
${answer}
END
  ;;
esac
`;
  await writeFile(join(folder, 'influx'), stub, {mode: 0o755});
  const env = {
    PATH: `${folder}:${process.env.PATH}`,
    COLLECTOR_TOKEN_FILE: join(folder, 'token'),
    DOCKER_INFLUXDB_INIT_BUCKET: 'push',
    DOCKER_INFLUXDB_INIT_ORG: 'push',
  };
  return run('bash', [join(SET_UP, '20-collector-token.sh')], {env});
}

test("the collector's token reads and writes its bucket and nothing else, and shows nowhere", async () => {
  const said = await collectorToken('pZ3-_x+/w==');
  expect(said).toEqual({stdout: '', stderr: ''});
  expect(await readFile(join(folder, 'token'), 'utf8')).toBe('pZ3-_x+/w==');
  expect(await mode(join(folder, 'token'))).toBe('644');
  expect((await readFile(join(folder, 'calls'), 'utf8')).split('\n')).toEqual([
    'bucket list --name push --org push --hide-headers',
    'auth create --description TIMPush collector --org push --read-bucket 0b2 --write-bucket 0b2 --json',
    '',
  ]);
  await collectorToken('another');
  expect(await readFile(join(folder, 'token'), 'utf8')).toBe('another');
});

test('without a token the set-up fails, and leaves no empty file', async () => {
  await expect(collectorToken('')).rejects.toMatchObject({stderr: 'InfluxDB made no token for the collector\n'});
  expect(await readdir(folder)).not.toContain('token');
});
