import {readdir} from 'node:fs/promises';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {openTwoApps, type TwoApps} from '../support/fixtures/two-apps-fixture.js';

let bench: TwoApps;
let path: string;
let before: readonly string[];

beforeEach(async () => {
  bench = await openTwoApps();
  path = bench.workplace.path('data/of/push.duckdb');
  await bench.configure({duckdb: {path}});
  before = await readdir(bench.workplace.folder);
});
afterEach(() => bench.close());

test.each([
  ['status'],
  ['report'],
  ['why'],
  ['digest'],
  ['query', 'SHOW TABLES'],
  ['export', '--out', '/nowhere'],
  ['forget', '--app', 'red'],
])('%s says that there is no file yet, and makes none', async (...args) => {
  const {code, stdout, stderr} = await bench.run(...args);
  const said = `there is no DuckDB file at ${path} yet: start or collect makes it (duckdb.path says where); demo shows made-up apps\n`;
  expect({code, stdout, stderr}).toEqual({code: 1, stdout: '', stderr: said});
  expect(await readdir(bench.workplace.folder)).toEqual(before);
});

test.each([
  ['check', () => `ok     file: ${path} is not there yet: start or collect makes it\n`],
  ['plan', () => `There is no DuckDB file at ${path} yet: nothing is collected, and start or collect makes it.\n`],
])('%s does its work for a new set-up, says that there is no file yet, and leaves none', async (command, said) => {
  const {code, stdout, stderr} = await bench.run(command);
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  expect(stdout).toContain(said());
  expect(await readdir(bench.workplace.folder)).toEqual(before);
});
