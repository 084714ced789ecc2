import {execFile} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {promisify} from 'node:util';
import {expect, test} from '@jest/globals';
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

test('the commands of CI are valid shell, begin with those of the README, and end with tests', async () => {
  const script = await readFile('.ci/run', 'utf8');
  await promisify(execFile)('bash', ['-n', '.ci/run']);
  expect(await exists('.ci/run', 0o111)).toBe(true);
  expect(script).toContain('set -euo pipefail');
  expect(script).toContain('\nnpm ci\nnpm test\n');
  expect(script.trimEnd()).toMatch(/\nTZ=America\/New_York PATH=\S+\/node24\/\S+ npm run test:unit$/);
});
