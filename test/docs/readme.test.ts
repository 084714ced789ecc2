import {execFile} from 'node:child_process';
import {copyFile, mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {expect, test} from '@jest/globals';
import {describeConfig} from '../../src/config/describe.js';
import {exists, read} from './documents.js';

const readme = await read('README.md');

test('the README begins with the two commands', () => {
  const [first] = readme.match(/```sh\n[\s\S]*?```/)!;
  expect(first).toMatch(/^npm ci && npm run demo\b/m);
  expect(first).toMatch(/^npm ci && npm test\b/m);
});

test('the README is read in one go', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(150);
});

test('the containers set what the README says that they set', async () => {
  const [, named] = /\. Leave ([^.]*(?:\.\w[^.]*)*) alone:\s+the\s+containers set them\./.exec(readme)!;
  const keys = [...named!.matchAll(/`([\w.]+)`/g)].map(([, key]) => key!);
  const variables = describeConfig().flatMap(({path, env}) => (keys.includes(path) && env ? [env] : []));
  expect(variables).toHaveLength(keys.length);
  const set = (await read('Dockerfile')) + (await read('docker-compose.yml'));
  expect(variables.filter((name) => !new RegExp(`\\b${name}[=:]`).test(set))).toEqual([]);
});

test('the commands of CI are valid shell, and begin with those of the README', async () => {
  const script = await readFile('.ci/run', 'utf8');
  await promisify(execFile)('bash', ['-n', '.ci/run']);
  expect(await exists('.ci/run', 0o111)).toBe(true);
  expect(script).toContain('set -euo pipefail');
  expect(script).toContain('\nnpm ci\nnpm test\n');
});

/** Runs what CI does with an npm that only says what it is asked for, and where, and fails at one thing. */
async function ci(fails: string): Promise<{code: number; lines: readonly string[]}> {
  const home = await mkdtemp(join(tmpdir(), 'collector-ci-'));
  try {
    for (const folder of ['.ci', '.cache', 'bin']) await mkdir(join(home, folder));
    await copyFile('.ci/run', join(home, '.ci/run'));
    const npm = `#!/bin/sh\ncase "$*" in *'${fails}'*) exit 3;; esac\necho "$TZ $* \${PATH%%:*}"\n`;
    await writeFile(join(home, 'bin/npm'), npm, {mode: 0o755});
    const env = {PATH: `${join(home, 'bin')}:${process.env.PATH}`, TZ: 'UTC'};
    const said = await promisify(execFile)(join(home, '.ci/run'), {env}).catch((error) => error);
    return {code: said.code ?? 0, lines: said.stdout.trimEnd().split('\n')};
  } finally {
    await rm(home, {recursive: true});
  }
}

test('CI ends with the tests on another Node in another zone', async () => {
  const {code, lines} = await ci('nothing');
  expect(code).toBe(0);
  expect(lines.at(-1)).toMatch(/^America\/New_York run .*test:unit .*\/\.cache\/node24\/\S+$/);
});

test.each(['ci', 'test', 'run check', 'run node24', 'proof', 'test:unit'])(
  'CI fails when npm %s fails',
  async (what) => {
    expect((await ci(what)).code).not.toBe(0);
  },
);
