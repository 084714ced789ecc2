import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {stringify} from 'yaml';
import {ConfigError} from '../../src/config/config-error.js';
import {loadConfig} from '../../src/config/load.js';
import {complaints, folder, hourly, known, load, shop} from './configuration.js';

test.each([
  ['a syntax error', 'apps:\n  - name: "a\n', 'line 3, column 1'],
  ['a key twice', 'store: duckdb\nstore: influxdb\n', 'line 2, column 1: is not plain YAML (duplicate key)'],
  ['a tag', 'apps:\n  - !!js/function "x"\n', 'line 2, column 5: is not plain YAML (tag resolve failed)'],
  ['two documents', 'store: duckdb\n---\nstore: duckdb\n', 'is not plain YAML (multiple docs)'],
  ['an alias bomb', bomb(), 'the file: repeats itself by aliases'],
  ['a list at the top', '- 1', 'the file: a list is not a mapping'],
  ['nothing', '', 'apps: it has to be given'],
])('a file with %s is refused with the place', (_, text, complaint) => {
  expect(complaints(text)).toContainEqual(expect.stringContaining(complaint));
});

test('a file that does not exist is named, with what named it', () => {
  const path = `${folder()}/none.yaml`;
  expect(() => loadConfig({path, env: {}}, known)).toThrow(
    `--config: the file ${path} does not exist; right would be: --config config/`,
  );
  expect(() => loadConfig({env: {TIMPUSH_CONFIG: path}}, known)).toThrow(
    `TIMPUSH_CONFIG: the file ${path} does not exist; right would be: TIMPUSH_CONFIG=config/`,
  );
  expect(() => loadConfig({path: folder(), env: {}}, known)).toThrow('cannot be read (EISDIR)');
});

test('junk in any place is refused with a path or read, and never breaks the reader', () => {
  const whole = {apps: [shop], jobs: [hourly], timpush: {}, influxdb: {}, http: {}, log: {}};
  const keys = [
    'apps',
    'jobs',
    'timpush',
    'influxdb',
    'http',
    'log',
    'timezone',
    'store',
    'paceMs',
    'tokenFile',
    '__proto__',
  ];
  const key = fc.oneof(fc.constantFrom(...keys), fc.string());
  const junk = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(key, fc.jsonValue()),
    fc.array(fc.dictionary(key, fc.jsonValue())),
  );
  fc.assert(
    fc.property(fc.dictionary(key, junk), (part) => {
      for (const line of complaints(stringify({...whole, ...part})))
        expect(line).toMatch(/^ {2}.+: .+; right would be: /s);
    }),
    {numRuns: 60},
  );
});

test('junk in place of text is refused with a line, or read', () => {
  fc.assert(
    fc.property(fc.string({maxLength: 60}), (text) => {
      try {
        load(text);
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
        expect((error as ConfigError).problems.length).toBeGreaterThan(0);
      }
    }),
    {numRuns: 60},
  );
});

/** Nine levels, each nine times the one before. */
function bomb(): string {
  const level = (index: number) =>
    `l${index}: &l${index} [${Array(9)
      .fill(`*l${index - 1}`)
      .join(', ')}]`;
  return ['l0: &l0 [x]', ...Array.from({length: 8}, (_, index) => level(index + 1))].join('\n');
}
