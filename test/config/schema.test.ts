import {readFile} from 'node:fs/promises';
import {expect, test} from '@jest/globals';
import {Ajv} from 'ajv';
import fc from 'fast-check';
import {parse, stringify} from 'yaml';
import {known as knownToAll} from '../../src/collector.js';
import {describeConfig} from '../../src/config/describe.js';
import {configSchema} from '../../src/config/schema.js';
import {wrongConfigs} from '../proof/wrong-values.js';
import {commandLine} from '../support/servers/command-line.js';
import {complaints, hourly, known, shop} from './configuration.js';
import {elsewhere, inApp, inJob} from './wrong-keys.js';

const SCHEMA = 'config/collector.schema.json';
const ajv = () => new Ajv({strict: true, allowUnionTypes: true, strictRequired: false});
const isValid = ajv().compile(configSchema(known));

/** As it would be read from a file: a key without a value is not there. */
const asRead = (content: unknown) => parse(typeof content === 'string' ? content : stringify(content));

test('the schema that is committed is the one that the program prints', async () => {
  const {code, stdout} = await commandLine(['config', 'schema']);
  expect({code, stdout}).toEqual({code: 0, stdout: await readFile(SCHEMA, 'utf8')});
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(configSchema(knownToAll))));
});

test.each(['config/collector.example.yaml', 'config/demo.yaml'])(
  '%s names it in its first line, and fits',
  async (path) => {
    const text = await readFile(path, 'utf8');
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./collector.schema.json');
    const fits = ajv().compile(JSON.parse(await readFile(SCHEMA, 'utf8')));
    expect([fits(parse(text)), fits.errors]).toEqual([true, null]);
  },
);

test('the schema knows every key with what it means and its default', () => {
  const text = JSON.stringify(configSchema(known));
  for (const {doc, env} of describeConfig())
    expect(text).toContain(`"description":${JSON.stringify(env ? `${doc} [${env}]` : doc)}`);
});

test.each(['apps: {file: apps.yaml}', 'apps: {folder: apps.d}', 'timpush:', 'store: duckdb'])('%s fits', (text) => {
  expect(isValid(parse(text))).toBe(true);
});

test.each(['apps: {}', 'apps: {file: a, folder: b}', 'apps: {files: a}', 'apps: {file: [a]}', 'apps: []'])(
  '%s does not',
  (text) => {
    expect(isValid(parse(text))).toBe(false);
  },
);

/** What depends on the world, on time zones and calendars, or on two values at once. */
const beyondSchemas = [
  'another machine asked by http',
  'an unknown zone',
  'a span beyond the memory of one of its reports',
  'a step above the limit of one of its reports',
  'a step that is forgotten before it can be asked for',
  'a step above the limit',
  'a broken cron line',
  'a span below the step',
  'a span of ages',
  'descending ages',
  'an age twice',
  'an age that never comes',
  'a pace above the limit',
];

test('what the program refuses, the schema refuses, too, as far as a schema can', () => {
  const cases: [string, unknown][] = [
    ...inApp.map(([what, keys]): [string, unknown] => [what, {apps: [{...shop, ...keys}]}]),
    ...inJob.map(([what, keys]): [string, unknown] => [what, {apps: [shop], jobs: [{...hourly, ...keys}]}]),
    ...elsewhere.map(([what, content]): [string, unknown] => [
      what,
      typeof content === 'string' ? content : {apps: [shop], ...content},
    ]),
  ];
  expect(cases.length).toBeGreaterThan(55);
  expect(cases.filter(([, content]) => isValid(asRead(content))).map(([what]) => what)).toEqual(beyondSchemas);
});

test('what the program takes, the schema takes', () => {
  const keys = describeConfig().map(({path}) => path.split('.').at(-1)!);
  const value = fc.oneof(
    fc.jsonValue(),
    fc.string(),
    fc.integer(),
    fc.constantFrom(null, 'auto', '5m', 'http:a', '10.5'),
  );
  const section = fc.constantFrom('timpush', 'influxdb', 'duckdb', 'cluster', 'http', 'alerts', 'log', 'campaigns');
  fc.assert(
    fc.property(section, fc.dictionary(fc.constantFrom(...keys), value, {maxKeys: 2}), (name, part) => {
      const text = stringify({apps: [shop], [name]: part});
      if (complaints(text).length === 0) expect([text, isValid(asRead(text))]).toEqual([text, true]);
    }),
    {numRuns: 300},
  );
});

test('of every key that is wrong in every way, the schema refuses all but what depends on the world', () => {
  const inFiles = wrongConfigs().filter(
    ({content, env}) => typeof content === 'object' && Object.keys(env).length === 0,
  );
  const taken = inFiles.filter(({content}) => isValid(asRead(content)));
  expect(inFiles.length).toBeGreaterThan(1000);
  expect([...new Set(taken.map(({path}) => path))].sort()).toEqual([
    'alerts.alertmanagerPasswordEnv',
    'alerts.alertmanagerPasswordFile',
    'alerts.alertmanagerTokenEnv',
    'alerts.alertmanagerTokenFile',
    'alerts.webhookTokenEnv',
    'alerts.webhookTokenFile',
    // Variables may describe the app.
    'apps',
    'apps[0].campaignsFile',
    'apps[0].secretKeyEnv',
    'apps[0].secretKeyFile',
    'apps[0].timezone',
    'campaigns.refresh',
    'campaigns.schedule',
    'cluster.redisUrlFile',
    'http.passwordEnv',
    'http.passwordFile',
    'influxdb.passwordEnv',
    'influxdb.passwordFile',
    'influxdb.tokenEnv',
    'influxdb.tokenFile',
    'jobs[0].refresh',
    'jobs[0].schedule',
    'jobs[0].span',
    'jobs[0].step',
    'timezone',
    'timpush.paceMs',
    'timpush.userSigTtl',
  ]);
});
