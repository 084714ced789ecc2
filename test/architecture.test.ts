import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from '@jest/globals';

/**
 * Who may import whom, by the first part of the path below `src`: a file of the spine, or a room. Rooms never meet each other;
 * `config` and `simulator` know nothing of ours, so that the simulator stays a second reading of the API's contract.
 */
const mayImport: Record<string, readonly string[]> = {
  main: ['cli'],
  cli: [
    'activity',
    'app',
    'asked-span',
    'clock',
    'config',
    'domain',
    'http',
    'plan',
    'price',
    'questions',
    'service',
    'simulator',
    'status',
  ],
  app: [
    'config',
    'domain',
    'duckdb',
    'influx',
    'presence',
    'questions',
    'read',
    'remembered-sums',
    'run',
    'timpush',
    'write',
  ],
  service: ['activity', 'app', 'backfill', 'console-files', 'console-routes', 'domain', 'http', 'runs', 'schedule'],
  questions: ['asked-span', 'domain', 'push-report', 'status'],
  'push-view': ['asked-span', 'domain', 'plan', 'push-report', 'push-series'],
  'push-series': ['domain'],
  'remembered-sums': ['domain', 'remembered-days', 'utc-days'],
  'remembered-days': ['domain'],
  'utc-days': ['domain'],
  'coverage-grid': ['asked-span', 'domain', 'plan', 'push-view'],
  'window-story': ['asked-span', 'coverage-grid', 'domain', 'plan', 'push-view'],
  'asked-span': ['domain'],
  'console-routes': [
    'activity',
    'asked-span',
    'backfill',
    'backfill-price',
    'coverage-grid',
    'domain',
    'push-view',
    'schedule',
    'window-story',
  ],
  'console-files': [],
  activity: ['domain', 'run-view'],
  'run-view': ['domain'],
  backfill: ['domain', 'price', 'runs'],
  'backfill-price': ['asked-span', 'domain', 'plan', 'price', 'push-view'],
  price: ['domain', 'plan'],
  status: ['domain', 'plan'],
  'push-report': ['domain'],
  run: ['collect', 'domain', 'plan', 'presence'],
  presence: ['domain'],
  collect: ['domain', 'keep', 'kept'],
  keep: ['domain'],
  kept: ['domain'],
  plan: ['domain'],
  runs: ['domain'],
  schedule: ['domain'],
  read: ['domain'],
  write: ['domain'],
  aborts: [],
  clock: ['aborts', 'domain'],
  timpush: ['aborts', 'domain'],
  influx: ['domain'],
  duckdb: ['domain'],
  http: ['domain'],
  console: ['domain'],
  domain: [],
  config: [],
  simulator: [],
};

/** Only these files of a part may import what stands behind them. */
const onlyFrom: Record<string, readonly string[]> = {
  simulator: ['cli/demo.ts', 'cli/demo-apps.ts', 'cli/simulate.ts'],
  http: ['cli/start.ts', 'cli/demo.ts', 'cli/listen-options.ts', 'service.ts'],
};

/** Time and chance come in as arguments; these hand them in. The simulator's default is part of its options. */
const mayTouchTheWorld = ['app.ts', 'clock.ts', 'simulator/simulator.ts'];
const world = /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bMath\.random\b|\bhrtime\b|\bTemporal\.Now\b/g;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const src = path.resolve('src');
const files = readdirSync(src, {recursive: true, encoding: 'utf8'}).filter((name) => name.endsWith('.ts'));
const textOf = (file: string) => readFileSync(path.join(src, file), 'utf8');
const partOf = (file: string) => file.split(path.sep)[0]!.replace(/\.[jt]s$/, '');

/** Static and dynamic imports, and re-exports, of files of ours. */
function importsOf(file: string): Import[] {
  const pattern = /\b(import|export)(\s+type)?\b[^;'"`]*?['"`](\.[^'"`]+)['"`]/g;
  return [...textOf(file).matchAll(pattern)].map(([, , type, target]) => ({
    from: file,
    to: path.join(path.dirname(file), target!),
    typeOnly: type !== undefined,
  }));
}

const imports = files.flatMap(importsOf);
const crossing = imports.filter(({from, to}) => partOf(from) !== partOf(to));

test('every import of our own files is seen', () => {
  const count = (pattern: RegExp) => files.reduce((sum, file) => sum + [...textOf(file).matchAll(pattern)].length, 0);
  expect(imports).toHaveLength(count(/['"`]\.{1,2}\/[^'"`]*\.js['"`]/g));
  expect(imports.length).toBeGreaterThan(150);
});

test('every part of the program stands in the table', () => {
  expect([...new Set(files.map(partOf))].filter((part) => !(part in mayImport))).toEqual([]);
});

test('imports go one way, and outside rooms never meet', () => {
  const wrong = crossing.filter(({from, to}) => !mayImport[partOf(from)]?.includes(partOf(to)));
  expect(wrong.map(({from, to}) => `${from} must not import ${to}`)).toEqual([]);
});

test('the table allows nothing that nobody uses', () => {
  const used = new Set(crossing.map(({from, to}) => `${partOf(from)} → ${partOf(to)}`));
  const allowed = Object.entries(mayImport).flatMap(([from, all]) => all.map((to) => `${from} → ${to}`));
  expect(allowed.filter((pair) => !used.has(pair))).toEqual([]);
});

test('the simulator and the HTTP server are for a few files only', () => {
  const wrong = crossing.filter(({from, to}) => onlyFrom[partOf(to)] && !onlyFrom[partOf(to)]!.includes(from));
  expect(wrong.map(({from, to}) => `${from} must not import ${to}`)).toEqual([]);
});

test('the service knows the composition root by its types only', () => {
  const wrong = crossing.filter(({from, to, typeOnly}) => from === 'service.ts' && partOf(to) === 'app' && !typeOnly);
  expect(wrong.map(({to}) => `service.ts must not import ${to} but its types`)).toEqual([]);
});

test('time and chance are arguments', () => {
  const wrong = files
    .filter((file) => !mayTouchTheWorld.includes(file))
    .flatMap((file) => [...textOf(file).matchAll(world)].map(([what]) => `${file} must not use ${what}`));
  expect(wrong).toEqual([]);
});

test('no file is longer than 160 lines', () => {
  const lines = (file: string) => textOf(file).trimEnd().split('\n').length;
  const long = files.filter((file) => lines(file) > 160);
  expect(long.map((file) => `${file} has ${lines(file)} lines`)).toEqual([]);
});
