import {execFile} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {promisify} from 'node:util';
import {expect, test} from '@jest/globals';
import {runCommandLine} from '../../src/cli/command-line.js';
import {describeConfig} from '../../src/config/describe.js';
import {renew} from '../../tools/markdown.js';
import {sections} from '../../tools/sections.js';
import {codeBlocks, codeSpans, exists, linksTo, read, sources} from './documents.js';

const readme = await read('README.md');
const generated = Object.values(sections).map((section) => section());

/** What a command prints about itself, and thereby which options there are. */
async function help(...command: string[]): Promise<string> {
  const texts: string[] = [];
  const print = {write: (text: string) => texts.push(text)};
  await runCommandLine([...command, '--help'], {env: {}, stdout: print, stderr: print, once: () => {}});
  return texts.join('');
}

const commandNames = async () => [...(await help()).matchAll(/^ {2}([a-z]+) \[/gm)].map(([, name]) => name!);

test('the generated sections of the README say what the program does', () => {
  expect(renew(readme, sections)).toBe(readme);
});

test('a section that nothing generates, or that has no place, is an error', () => {
  const document = '<!-- generated: stars -->\n<!-- end of generated -->';
  expect(() => renew(document, {})).toThrow('stars');
  expect(() => renew('', {stars: () => '*'})).toThrow('stars');
  expect(renew(document, {stars: () => '*'})).toBe('<!-- generated: stars -->\n*\n<!-- end of generated -->');
});

test('the README begins with the two commands', () => {
  const [first] = readme.match(/```sh\n[\s\S]*?```/)!;
  expect(first).toMatch(/^npm ci && npm run demo\b/m);
  expect(first).toMatch(/^npm ci && npm test\b/m);
});

test('every command has its row, and every option named there exists', async () => {
  const rows = [...readme.matchAll(/^\| `([a-z]+)` +\| .*$/gm)].filter(([row]) => / \| 0[^|]* \|$/.test(row));
  const names = await commandNames();
  expect(rows.map(([, name]) => name).sort()).toEqual(names.filter((name) => name !== 'help').sort());
  for (const [row, name] of rows) {
    const known = await help(name!);
    const unknown = [...row.matchAll(/--[a-z-]+/g)].filter(([option]) => !known.includes(`${option} `));
    expect({name, unknown}).toEqual({name, unknown: []});
  }
});

test('every command line in a code block names a command and options that exist', async () => {
  const lines = [...codeBlocks(readme).matchAll(/(?:main\.js|--rm collector) ([a-z]+)((?: +--[a-z]+(?: [\w-]+)?)*)/g)];
  expect(lines.length).toBeGreaterThan(6);
  const names = await commandNames();
  for (const [line, name, options] of lines) {
    expect({line, known: names.includes(name!)}).toEqual({line, known: true});
    const known = await help(name!);
    const unknown = [...options!.matchAll(/--[a-z-]+/g)].filter(([option]) => !known.includes(`${option} `));
    expect({line, unknown}).toEqual({line, unknown: []});
  }
});

test('every key and variable of the configuration that the README names exists', () => {
  const keys = describeConfig();
  const paths = keys.map(({path}) => path);
  const groups = new Set(paths.filter((path) => path.includes('.')).map((path) => path.split('.')[0]!));
  const named = codeSpans(readme).filter((text) => groups.has(text.split('.')[0]!) && /^[\w[\]]+\.\w+$/.test(text));
  const variables = [...readme.matchAll(/\bTIMPUSH_[A-Z_]+\b/g)].map(([name]) => name);
  const known = [...keys.flatMap(({env, default: value}) => [env, value]), 'TIMPUSH_CONFIG'];
  expect(named.filter((path) => !paths.includes(path))).toEqual([]);
  expect(variables.filter((name) => !known.includes(name))).toEqual([]);
});

test('every measurement and metric that the README names exists', async () => {
  const known = [...generated.join('\n').matchAll(/`(timpush_[\w{}]+)`/g)].map(([, name]) => name!);
  const named = [...readme.matchAll(/\btimpush_\w+(\{step\}\w*)?/g)].map(([name]) =>
    name.replace(/_(1h|1d)\b/, '_{step}'),
  );
  const checks = await read('src/domain/measurements.ts');
  expect(named.filter((name) => !known.includes(name) && !checks.includes(`'${name}'`))).toEqual([]);
});

test('every path of the HTTP server that the README names is served', async () => {
  const files = [...(await sources('src')), ...(await sources('src/http'))];
  const source = (await Promise.all(files.map(read))).join('\n');
  const paths = [...readme.matchAll(/^\| `(\/[a-z/]+)/gm)].map(([, path]) => path!);
  expect(paths.length).toBeGreaterThan(3);
  expect(paths.filter((path) => !source.includes(`'${path}'`))).toEqual([]);
});

test('the commands of CI are valid shell, begin with those of the README, and end with tests', async () => {
  const script = await readFile('.ci/run', 'utf8');
  await promisify(execFile)('bash', ['-n', '.ci/run']);
  expect(await exists('.ci/run', 0o111)).toBe(true);
  expect(script).toContain('set -euo pipefail');
  expect(script).toContain('\nnpm ci\nnpm test\n');
  expect(script.trimEnd()).toMatch(/npm run test:unit$/);
});

test('every link within the README leads somewhere', () => {
  const heads = [...readme.matchAll(/^##+ (.+)$/gm)].map(([, head]) => head!.toLowerCase().replace(/[^a-z -]/g, ''));
  const anchors = heads.map((head) => `#${head.replaceAll(' ', '-')}`);
  expect(linksTo(readme, '#').filter((anchor) => !anchors.includes(anchor))).toEqual([]);
});
