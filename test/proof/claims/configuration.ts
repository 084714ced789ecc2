import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {stringify} from 'yaml';
import {seededRandom} from '../../../src/simulator/hash.js';
import type {Claim} from '../claim.js';
import {inProcess, type Said} from '../in-process.js';
import {SECRET, type WrongConfig, wrongConfigs} from '../wrong-values.js';

const BAD_USAGE = 2;

export const configuration: Claim = {
  name: 'configuration',
  title: 'every key that is wrong in any way is refused by its path, with exit code 2',
  async run({seed, short, progress}) {
    const wrong = wrongConfigs();
    const random = seededRandom(seed);
    const processes = new Set(Array.from({length: short ? 5 : 60}, () => Math.floor(random() * wrong.length)));
    const failures: {seed: string; what: string}[] = [];
    for (const [index, config] of wrong.entries()) {
      const what = await flawOf(config, processes.has(index));
      if (what) failures.push({seed: String(index), what});
      if (index % 50 === 0) progress(index, wrong.length);
    }
    return {tried: wrong.length, failures};
  },
  replay: (seed) => flawOf(wrongConfigs()[Number(seed)]!, true),
};

async function flawOf(config: WrongConfig, byProcess: boolean): Promise<string | undefined> {
  const folder = mkdtempSync(path.join(tmpdir(), 'collector-'));
  try {
    const file = path.join(folder, 'collector.yaml');
    writeFileSync(file, typeof config.content === 'string' ? config.content : stringify(config.content));
    const env = {
      SHOP_KEY: 'key-of-shop',
      TIMPUSH_INFLUXDB_TOKEN: 'token',
      TIMPUSH_INFLUXDB_PASSWORD: 'word',
      ...config.env,
    };
    const refusals = [
      await inProcess(['plan', '--config', file], env),
      ...(byProcess ? [realProcess(file, env, folder)] : []),
    ];
    const flaw = refusals.map((refusal) => flawIn(refusal, config, file)).find(Boolean);
    return (
      flaw && `${config.path} in ${JSON.stringify(config.content).slice(0, 300)} ${JSON.stringify(config.env)}: ${flaw}`
    );
  } finally {
    rmSync(folder, {recursive: true});
  }
}

/** A variable that no process can be given is no case. */
function realProcess(file: string, env: NodeJS.ProcessEnv, cwd: string): Said {
  const sendable = Object.fromEntries(
    Object.entries(env).map(([name, text]) => [name, text?.replaceAll('\u0000', '\n')]),
  );
  const {status, stdout, stderr} = spawnSync(
    process.execPath,
    [path.resolve('dist/main.js'), 'plan', '--config', file],
    {
      cwd,
      env: {PATH: process.env.PATH, ...sendable},
      encoding: 'utf8',
      timeout: 20_000,
    },
  );
  return {code: status, stdout, stderr};
}

function flawIn({code, stdout, stderr}: Said, config: WrongConfig, file: string): string | undefined {
  if (code !== BAD_USAGE) return `exit code ${code}: ${stdout.slice(0, 200)}${stderr.slice(0, 1000)}`;
  if (stdout) return `says ${stdout}`;
  const [heading, ...problems] = stderr.trimEnd().split('\n');
  if (heading !== `The configuration ${file} cannot be used:`) return `begins with ${heading}`;
  if (/^\s+at /m.test(stderr)) return `a stack: ${stderr}`;
  if (/[^\n\P{Cc}]/u.test(stderr)) return `control characters: ${JSON.stringify(stderr)}`;
  if (stderr.includes(SECRET)) return `a secret: ${stderr}`;
  const paths = problems.map((problem) => problem.replace(`${file}:`, '').replace(/^ {2}\d+: /, '  '));
  if (!paths.some((path) => path.startsWith(`  ${config.path}`))) return `does not name the key: ${stderr}`;
  return problems.every((problem) => /^ {2}\S.*: .+; right would be: .+$/.test(problem))
    ? undefined
    : `not a line each: ${stderr}`;
}
