import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from '@jest/globals';
import {rooms} from './rooms.js';

/** Only these files may import what stands behind a room. */
const onlyFrom: Record<string, readonly string[]> = {
  simulator: ['cli/demo.ts', 'cli/demo-apps.ts', 'cli/simulate.ts'],
  http: [
    'cli/start.ts',
    'cli/demo.ts',
    'cli/listen-options.ts',
    'cli/ask-collector.ts',
    'service.ts',
    'service/answers.ts',
    'service/reload.ts',
  ],
};

/** Time and chance come in as arguments; these hand them in. The simulator's default is part of its options. */
const mayTouchTheWorld = ['api-clients.ts', 'collector.ts', 'system-clock.ts', 'simulator/simulator.ts'];
const world = /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bMath\.random\b|\bhrtime\b|\bTemporal\.Now\b/g;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const src = path.resolve('src');
const files = readdirSync(src, {recursive: true, encoding: 'utf8'}).filter((name) => name.endsWith('.ts'));
const textOf = (file: string) => readFileSync(path.join(src, file), 'utf8');
const roomOf = (file: string) => file.split(path.sep)[0]!.replace(/\.[jt]s$/, '');

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
const crossing = imports.filter(({from, to}) => roomOf(from) !== roomOf(to));

test('every import of our own files is seen', () => {
  const count = (pattern: RegExp) => files.reduce((sum, file) => sum + [...textOf(file).matchAll(pattern)].length, 0);
  expect(imports).toHaveLength(count(/['"`]\.{1,2}\/[^'"`]*\.js['"`]/g));
  expect(imports.length).toBeGreaterThan(150);
});

test('every room stands in the table, and the table has no other', () => {
  expect([...new Set(files.map(roomOf))].sort()).toEqual(Object.keys(rooms).sort());
});

test('at most six files lie at the root, and the table has at most twenty-three rooms', () => {
  expect(files.filter((file) => !file.includes(path.sep)).length).toBeLessThanOrEqual(6);
  expect(Object.keys(rooms).length).toBeLessThanOrEqual(23);
});

test('imports go one way, and outside rooms never meet', () => {
  const wrong = crossing.filter(({from, to}) => !rooms[roomOf(from)]?.imports.includes(roomOf(to)));
  expect(wrong.map(({from, to}) => `${from} must not import ${to}`)).toEqual([]);
});

test('the table allows nothing that nobody uses', () => {
  const used = new Set(crossing.map(({from, to}) => `${roomOf(from)} → ${roomOf(to)}`));
  const allowed = Object.entries(rooms).flatMap(([from, room]) => room.imports.map((to) => `${from} → ${to}`));
  expect(allowed.filter((pair) => !used.has(pair))).toEqual([]);
});

test('no file imports itself through others', () => {
  const targets = new Map(
    files.map((file) => [
      file,
      imports.filter(({from}) => from === file).map(({to}) => `${to.replace(/\.js$/, '')}.ts`),
    ]),
  );
  const finished = new Set<string>();
  const circles: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    else if (!finished.has(file)) for (const next of targets.get(file) ?? []) walk(next, [...path, file]);
    finished.add(file);
  };
  for (const file of files) walk(file, []);
  expect(circles).toEqual([]);
});

test('the simulator and the HTTP server are for a few files only', () => {
  const wrong = crossing.filter(({from, to}) => onlyFrom[roomOf(to)] && !onlyFrom[roomOf(to)]!.includes(from));
  expect(wrong.map(({from, to}) => `${from} must not import ${to}`)).toEqual([]);
});

test('the service knows the composition root by its types only', () => {
  const wrong = crossing.filter(
    ({from, to, typeOnly}) => roomOf(from) === 'service' && roomOf(to) === 'collector' && !typeOnly,
  );
  expect(wrong.map(({from, to}) => `${from} must not import ${to} but its types`)).toEqual([]);
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
