import {readdir} from 'node:fs/promises';
import {expect, test} from '@jest/globals';
import {runCommandLine} from '../../src/cli/command-line.js';
import {APP_KEY} from '../../src/config/app-of-variables.js';
import {describeConfig} from '../../src/config/describe.js';
import {sections} from '../../tools/sections.js';
import {claims} from '../proof/claims.js';
import {codeBlocks, codeSpans, documents, read, readAll, sources} from './documents.js';

const all = await readAll();
const generated = Object.values(sections).map((section) => section());

/** What a command prints about itself, and thereby which options there are. */
async function help(...command: string[]): Promise<string> {
  const texts: string[] = [];
  const print = {write: (text: string) => texts.push(text)};
  await runCommandLine([...command, '--help'], {env: {}, stdout: print, stderr: print, once: () => {}});
  return texts.join('');
}

const commandNames = async () => [...(await help()).matchAll(/^ {2}([a-z]+) [[ ]/gm)].map(([, name]) => name!);

test('every command has its row, and every option named there exists', async () => {
  const operations = await read('docs/operations.md');
  const rows = [...operations.matchAll(/^\| `([a-z]+)` +\| .*$/gm)].filter(([row]) => / \| 0[^|]* \|$/.test(row));
  const names = await commandNames();
  expect(rows.map(([, name]) => name).sort()).toEqual(names.filter((name) => name !== 'help').sort());
  for (const [row, name] of rows) {
    const known = await help(name!);
    const unknown = [...row.matchAll(/--[a-z-]+/g)].filter(([option]) => !known.includes(`${option} `));
    expect({name, unknown}).toEqual({name, unknown: []});
  }
});

test('every command line in a code block names a command and options that exist', async () => {
  const blocks = documents.map(async (document) => codeBlocks(await read(document)));
  const text = (await Promise.all(blocks)).join('\n');
  const lines = [...text.matchAll(/(?:main\.js|--rm collector) ([a-z]+)((?: +--[a-z-]+(?: [\w-]+)?)*)/g)];
  expect(lines.length).toBeGreaterThan(6);
  const names = await commandNames();
  for (const [line, name, options] of lines) {
    expect({line, known: names.includes(name!)}).toEqual({line, known: true});
    const known = await help(name!);
    const unknown = [...options!.matchAll(/--[a-z-]+/g)].filter(([option]) => !known.includes(`${option} `));
    expect({line, unknown}).toEqual({line, unknown: []});
  }
});

test('every key and variable of the configuration that the documents name exists', () => {
  const keys = describeConfig();
  const paths = keys.map(({path}) => path);
  const groups = new Set(paths.filter((path) => path.includes('.')).map((path) => path.split('.')[0]!));
  const named = codeSpans(all).filter((text) => groups.has(text.split('.')[0]!) && /^[\w[\]]+\.\w+$/.test(text));
  const variables = [...all.matchAll(/\bTIMPUSH_[A-Z_]+\b/g)].map(([name]) => name);
  const known = [...keys.flatMap(({env, default: value}) => [env, value]), 'TIMPUSH_CONFIG', APP_KEY];
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((path) => !paths.includes(path))).toEqual([]);
  expect(variables.filter((name) => !known.includes(name))).toEqual([]);
});

test('every measurement and metric that the documents name exists', async () => {
  const known = [...generated.join('\n').matchAll(/`(timpush_[\w{}]+)`/g)].map(([, name]) => name!);
  const named = [...all.matchAll(/\btimpush_\w+(\{step\}\w*)?/g)].map(([name]) =>
    name.replace(/_(1h|1d)(?=_|$)/, '_{step}'),
  );
  const checks = await read('src/domain/measurements.ts');
  expect(named.filter((name) => !known.includes(name) && !checks.includes(`'${name}'`))).toEqual([]);
});

test('every path of the HTTP server that the documents name is served', async () => {
  const rooms = await Promise.all(['src', 'src/http', 'src/service', 'src/export'].map(sources));
  const files = rooms.flat();
  const source = (await Promise.all(files.map(read))).join('\n');
  const paths = [...all.matchAll(/^\| `(\/[a-z/]+)/gm)].map(([, path]) => path!);
  expect(paths.length).toBeGreaterThan(3);
  expect(paths.filter((path) => !source.includes(`'${path}'`))).toEqual([]);
});

test('every message of a database that the documents explain is one of the program', async () => {
  const [, table = ''] = (await read('docs/errors.md')).split('\n## Of the database\n');
  const beginnings = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, beginning]) => beginning!);
  const files = await readdir('src', {recursive: true});
  const source = (
    await Promise.all(files.filter((file) => file.endsWith('.ts')).map((file) => read(`src/${file}`)))
  ).join();
  expect(beginnings.length).toBeGreaterThan(5);
  const parts = beginnings.flatMap((beginning) => beginning.split('…').map((part) => part.trim()));
  expect(parts.filter((part) => !source.includes(part))).toEqual([]);
});

test('the table of the proof has every claim, as the proof itself words it', async () => {
  const rows = [...(await read('test/proof/README.md')).matchAll(/^\| ([a-z-]+) +\| (.+?) +\| +[\d,]+ \|/gm)];
  expect(rows.map(([, name, title]) => ({name, title}))).toEqual(claims.map(({name, title}) => ({name, title})));
});
