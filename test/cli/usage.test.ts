import {readFile} from 'node:fs/promises';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {makeWorkplace, type Workplace} from '../support/fixtures/workplace.js';
import {commandLine} from '../support/servers/command-line.js';

const commands = [
  'start',
  'collect',
  'plan',
  'check',
  'status',
  'report',
  'trace',
  'verify',
  'probe',
  'simulate',
  'demo',
];
/** These need more than a configuration. */
const others = ['init', 'config', 'why', 'digest', 'query', 'export', 'import', 'forget'];

let workplace: Workplace;

beforeEach(async () => {
  workplace = await makeWorkplace();
});
afterEach(() => workplace.remove());

test('the help names every command', async () => {
  const {code, stdout} = await commandLine(['--help']);
  expect(code).toBe(0);
  const named = [...stdout.split('\nCommands:\n')[1]!.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
  expect(named.sort()).toEqual([...commands, ...others, 'help'].sort());
});

test('--version tells the version of the package, and nothing else', async () => {
  const {version} = JSON.parse(await readFile('package.json', 'utf8'));
  expect(await commandLine(['--version'])).toEqual({code: 0, stdout: `${version}\n`, stderr: ''});
});

test.each([...commands, ...others])('%s has help of its own', async (command) => {
  const {code, stdout, stderr} = await commandLine([command, '--help']);
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  expect(stdout).toContain(`Usage: timpush-collector ${command}`);
});

test.each([
  ['an unknown option', ['plan', '--frm', '2026-03-01'], '--frm'],
  ['an unknown command', ['colect'], 'colect'],
  ['an argument too many', ['status', 'shop'], 'status'],
  ['an option without its value', ['collect', '--from'], '--from'],
  ['an export and a collector at once', ['query', 'SHOW TABLES', '--from-export', 'x', '--url', 'http://x'], '--url'],
  ['a port that is no number', ['simulate', '--port', 'http'], '--port'],
  ['a fault that nobody knows', ['simulate', '--fault', 'fire=1'], '--fault'],
  ['a fault without a rate', ['simulate', '--fault', 'internal=', '--port', 'none'], '--fault'],
  ['a fault at a rate above 1', ['simulate', '--fault', 'internal=1.5', '--port', 'none'], '--fault'],
  ['a fault with more than a rate', ['simulate', '--fault', 'internal=1=1', '--port', 'none'], '--fault'],
])('%s is bad usage, and is named', async (_, args, named) => {
  const {code, stdout, stderr} = await commandLine(args);
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  expect(stderr).toContain(named);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test.each(commands.filter((command) => !['simulate', 'demo'].includes(command)))(
  '%s refuses a bad configuration by the path of what is wrong',
  async (command) => {
    await workplace.configure({
      apps: [{name: 'red', sdkAppId: 'many', region: 'china', secretKeyEnv: 'RED_KEY'}],
      timpsh: {},
    });
    const {code, stdout, stderr} = await commandLine([command, '--config', workplace.path('collector.yaml')]);
    expect({code, stdout}).toEqual({code: 2, stdout: ''});
    for (const path of ['collector.yaml', 'apps[0].sdkAppId', 'apps[0].secretKeyEnv', 'timpsh'])
      expect(stderr).toContain(path);
    expect(stderr).not.toMatch(/^\s+at /m);
  },
);

test('a configuration that is not there is bad usage', async () => {
  const {code, stderr} = await commandLine(['plan', '--config', workplace.path('none.yaml')]);
  expect(code).toBe(2);
  expect(stderr).toContain('none.yaml');
});

test('the configuration may be named by a variable', async () => {
  const {code, stderr} = await commandLine(['plan'], {TIMPUSH_CONFIG: workplace.path('other.yaml')});
  expect(code).toBe(2);
  expect(stderr).toContain('other.yaml');
});
