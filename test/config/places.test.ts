import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {expect, test} from '@jest/globals';
import type {Config} from '../../src/config/config.js';
import type {ConfigError} from '../../src/config/config-error.js';
import {loadConfig} from '../../src/config/load.js';
import {env, folder, known, refusal} from './configuration.js';

/** Writes files into a folder, and loads `collector.yaml` of it. */
function loadFiles(files: Record<string, string>, more: NodeJS.ProcessEnv = {}): Config {
  const place = folder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(place, name)), {recursive: true});
    writeFileSync(join(place, name), text);
  }
  return loadConfig({path: join(place, 'collector.yaml'), env: {...env, ...more}}, known);
}

/** What is said of such files, with paths from their folder. */
function said(files: Record<string, string>, more: NodeJS.ProcessEnv = {}): string[] {
  return refusal(() => loadFiles(files, more)).map((line) => line.replaceAll(/\/\S+\/collector-config-\w+\//g, ''));
}

const app = (name: string, sdkAppId: number) =>
  `  - name: ${name}\n    sdkAppId: ${sdkAppId}\n    region: china\n    secretKeyEnv: SHOP_KEY\n`;
const shop = `apps:\n${app('shop', 1)}`;

test.each([
  ['a value of a section', `${shop}timpush:\n\n  retries: -1\n`, 'collector.yaml:8: timpush.retries: -1 is not'],
  [
    'a value of a job',
    `jobs:\n  - report: chat\n    step: 5h\n${shop}`,
    'collector.yaml:3: jobs[0].step: "5h" is not a step',
  ],
  [
    'what an item lacks',
    `${shop}  - name: b\n    region: china\n`,
    'collector.yaml:6: apps[1].sdkAppId: it has to be given',
  ],
  ['an unknown key', `# no comment\n${shop}stroe: duckdb\n`, 'collector.yaml:7: stroe: is not a known key'],
  ['a key with a dot', `${shop}"timpush.retries": 5\n`, 'collector.yaml:6: "timpush.retries": is not a known key'],
  [
    'an item of a flow list',
    `${shop}campaigns:\n  refresh: [10m,\n    9m]\n`,
    'collector.yaml:7: campaigns.refresh: "9m" is',
  ],
  ['what an alias stands for', `x: &x {retries: -1}\n${shop}timpush: *x\n`, 'collector.yaml:7: timpush.retries: -1'],
  [
    'a name that is taken',
    `${shop}${app('shop', 2)}`,
    'collector.yaml:6: apps[1].name: shop is taken by apps[0] (collector.yaml:2)',
  ],
])('%s is refused with its line', (_, text, line) => {
  expect(said({'collector.yaml': text})).toContainEqual(expect.stringContaining(`  ${line}`));
});

test('what is missing altogether has no line, and neither has what comes from a variable', () => {
  expect(said({'collector.yaml': 'store: duckdb\n'})).toEqual([expect.stringMatching(/^ {2}apps: it has to be given/)]);
  const text = `${shop}http:\n  port: 80\n`;
  expect(said({'collector.yaml': text}, {TIMPUSH_HTTP_PORT: 'x'})).toEqual([
    expect.stringMatching(/^ {2}http\.port: "x" \(from TIMPUSH_HTTP_PORT\)/),
  ]);
});

test('machines get file and line of each problem', () => {
  try {
    loadFiles({'collector.yaml': `${shop}store: x\n`});
    throw new Error('it was taken');
  } catch (error) {
    const [problem] = (error as ConfigError).problems;
    expect(problem).toMatchObject({path: 'store', file: expect.stringMatching(/\/collector\.yaml$/), line: 6});
  }
});

test('apps may stand in a file, relative to the file that names it', () => {
  const files = {'collector.yaml': 'apps: {file: more/apps.yaml}\n', 'more/apps.yaml': `${shop}${app('b', 2)}`};
  expect(loadFiles(files).apps.map(({name}) => name)).toEqual(['shop', 'b']);
});

test('apps may stand in the files of a folder, taken in the order of their names', () => {
  const files = {
    'collector.yaml': 'apps:\n  folder: apps.d\n',
    'apps.d/20.yml': shop,
    'apps.d/10.yaml': `apps:\n${app('b', 2)}${app('c', 3)}`,
    'apps.d/30.json': JSON.stringify({apps: [{name: 'd', sdkAppId: 4, region: 'china', secretKeyEnv: 'SHOP_KEY'}]}),
    'apps.d/40.yaml': '# Empty as yet\n',
    'apps.d/README.md': 'not one of them',
    'apps.d/.10.yaml.swp.yaml': 'nor: this',
  };
  expect(loadFiles(files).apps.map(({name}) => name)).toEqual(['b', 'c', 'shop', 'd']);
});

test('what is wrong in files of apps is told all at once, each with file and line', () => {
  const files = {
    'collector.yaml': 'apps: {folder: apps.d}\nstore: x\n',
    'apps.d/a.yaml': shop,
    'apps.d/b.yaml': `apps:\n${app('shop', 1)}${app('c d', 3)}`,
  };
  expect(said(files)).toEqual([
    expect.stringContaining('  collector.yaml:2: store: "x" is not a store'),
    expect.stringContaining('  apps.d/b.yaml:6: apps[1].name: "c d" is not a name'),
    expect.stringContaining('  apps.d/b.yaml:2: apps[0].name: shop is taken by apps[0] (apps.d/a.yaml:2)'),
    expect.stringContaining('  apps.d/b.yaml:3: apps[0].sdkAppId: 1 is taken by apps[0] (apps.d/a.yaml:3)'),
  ]);
});

test.each([
  ['both', '{file: a.yaml, folder: b}', 'collector.yaml:1: apps: a mapping is neither a list nor one of file, folder'],
  ['neither', '{}', 'collector.yaml:1: apps: a mapping is neither'],
  ['another key', '{files: a.yaml}', 'collector.yaml:1: apps: a mapping is neither'],
  ['a list for a path', '{file: [a.yaml]}', 'collector.yaml:1: apps.file: a list is not a path'],
  ['a path of a shell', '{folder: ~/apps}', 'collector.yaml:1: apps.folder: "~/apps" begins with ~'],
  ['a file that is not there', '{file: none.yaml}', 'none.yaml: the file: does not exist'],
  ['a folder that is not there', '{folder: none.d}', 'collector.yaml:1: apps.folder: the folder none.d does not exist'],
  ['a folder of other files', '{folder: other.d}', 'collector.yaml:1: apps.folder: no file in other.d is called'],
  ['an empty file', '{file: empty.yaml}', 'collector.yaml:1: apps: a list without items leaves nothing to do'],
  ['a bare list', '{file: list.yaml}', 'list.yaml: the file: is not a list of apps under the key apps'],
  ['more than apps', '{file: more.yaml}', 'more.yaml: the file: "store": nothing but apps stands here'],
  ['a file that names another', '{file: chain.yaml}', 'chain.yaml: the file: is not a list of apps under the key apps'],
  ['broken YAML', '{file: broken.yaml}', 'broken.yaml: line 2, column 1: is not plain YAML'],
])('apps in %s are refused once', (_, apps, line) => {
  const files = {
    'collector.yaml': `apps: ${apps}\n`,
    'other.d/apps.txt': '',
    'empty.yaml': '',
    'list.yaml': app('shop', 1),
    'more.yaml': `${shop}store: duckdb\n`,
    'chain.yaml': 'apps: {file: list.yaml}\n',
    'broken.yaml': 'apps: [\n',
  };
  expect(said(files)).toEqual([expect.stringContaining(`  ${line}`)]);
});
