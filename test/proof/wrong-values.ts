import {isDeepStrictEqual} from 'node:util';
import {describeConfig} from '../../src/config/describe.js';

/** A configuration that is refused for one key. */
export interface WrongConfig {
  /** How the refusal must name the key; for a fault of the file itself, where in it. */
  readonly path: string;
  /** Data to be written as YAML, or the text of the file. */
  readonly content: unknown;
  readonly env: Readonly<Record<string, string>>;
}

/** What a value that must not be repeated holds. */
export const SECRET = 'q7-very+secret/value==';

type Data = {[key: string]: unknown};

const EVERYWHERE = [
  {a: 1},
  [{a: 1}],
  [7],
  [[]],
  true,
  false,
  -1,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 53,
  1e21,
  null,
  '',
  ' ',
  'a\nb',
  'a\u0000b',
  '\u001b[2J',
  '\u0085',
];

const WRONG_URLS = ['influx:8086/x y', 'ftp://a', 'http://u:p@a', 'http://a?b', 7];

/** Wrong for keys whose path ends so, beside what is wrong everywhere. */
const ESPECIALLY: Readonly<Record<string, readonly unknown[]>> = {
  timezone: ['+08:00', 'Mars/Olympus', 'asia', 'UTC+8', 'Etc/', 8],
  apps: [[], 'shop', 7, [null]],
  jobs: [[], 'chat', 7, [null]],
  name: ['a b', 'a/b', 'x'.repeat(65), 'ä', '<b>', 'a,b=c', "a';--", 'a"b', 7],
  sdkAppId: ['1400000001', 0, '12 apples', 2 ** 53],
  region: ['mars', 'China', 7],
  baseUrl: ['ftp://a', 'a.b', 'http://', 'http://u:p@a', 'http://a?b', 'http://a#b', '//a', 'javascript:1', 7],
  taskId: ['a b', 'ä', 'a\\', 'x'.repeat(129), 7],
  campaigns: ['sale', 7, [null]],
  campaignsFile: ['/nowhere/at/all', '/', 7],
  identifier: ['a b', 'ä', 'x'.repeat(33), 'a&b=c', 7],
  secretKeyFile: ['/nowhere/at/all', '/', 7],
  secretKeyEnv: [SECRET, 'NOT_SET_AT_ALL', '1A', 'A-B', 7],
  withoutReceipts: ['fcm', 7, ['FCM'], ['a b'], [null], {fcm: true}],
  report: ['room', 'CHAT', 'constructor', '__proto__', 7, [], ['chat', 'room'], ['chat', 'chat'], {chat: true}],
  step: ['5h', '0h', '1m', '31d', '1.5h', '-1h', '1 h', 'h', '01h', 7],
  schedule: ['* * *', '61 * * * *', 'whenever', '* * * * * * * *', 7],
  span: ['7', '0d', '-1d', '1 week', '1h30m', '99999d', '1m', 7],
  refresh: [[], '10m', ['10m', '10m'], ['1h', '10m'], ['10m', '7d'], ['10x'], [null], 7],
  paceMs: ['1250', 999, 3_600_001],
  timeoutMs: ['1', 0, 600_001],
  retries: ['5', 101],
  maxInFlight: ['4', 0, 101],
  userSigTtl: ['1', '0s', 7, '99999d'],
  store: ['INFLUXDB', 'sqlite', 'constructor', 7],
  version: ['2', 3, 0],
  url: WRONG_URLS,
  tokenFile: ['/nowhere/at/all', 7],
  tokenEnv: [SECRET, 'NOT_SET_AT_ALL', 7],
  passwordFile: ['/nowhere/at/all', 7],
  passwordEnv: [SECRET, 'NOT_SET_AT_ALL', 7],
  path: [':memory:', '~/a.duckdb', '$HOME/a.duckdb', 'data/', 'md:a', 7],
  host: ['a b', 'a/b', 'http://a', 7],
  port: ['8080', 65_536],
  publicUrl: [
    'push.example.com',
    'ftp://a',
    'http://u:p@a',
    'http://a?b',
    'http://a/b c',
    'http://a/ü',
    'http://a/:b',
    'http://a//b',
    7,
  ],
  alertmanagerUrl: WRONG_URLS,
  alertmanagerUsername: ['a:b', 7],
  alertmanagerPasswordFile: ['/nowhere/at/all', 7],
  alertmanagerPasswordEnv: [SECRET, 'NOT_SET_AT_ALL', 7],
  alertmanagerTokenFile: ['/nowhere/at/all', 7],
  alertmanagerTokenEnv: [SECRET, 'NOT_SET_AT_ALL', 7],
  webhookUrl: WRONG_URLS,
  webhookTokenFile: ['/nowhere/at/all', 7],
  webhookTokenEnv: [SECRET, 'NOT_SET_AT_ALL', 7],
  level: ['INFO', 'verbose', 'constructor', 7],
  format: ['JSON', 'text', 'constructor', 7],
};

/** Not wrong for these after all. */
const RIGHT_AFTER_ALL: Readonly<Record<string, (value: unknown) => boolean>> = {
  'apps[].allowPlainHttp': (value) => typeof value === 'boolean',
  'apps[].campaigns[].name': (value) => typeof value === 'string' && /^[^\p{Cc}]*[^\p{Cc}\s][^\p{Cc}]*$/u.test(value),
  'campaigns.refresh': (value) => isDeepStrictEqual(value, ['10m', '7d']),
  'http.allowOpen': (value) => typeof value === 'boolean',
  'metrics.push': (value) => typeof value === 'boolean',
};

/** Every key wrong in every way: in the file, in the environment, misspelt and left out. */
export function wrongConfigs(): WrongConfig[] {
  const keys = describeConfig();
  const sections = [...new Set(keys.map(({path}) => path.split('.')[0]!.replace('[]', '')))].filter(
    (key) => !keys.some(({path}) => path === key),
  );
  return [
    ...keys.flatMap(({path}) => valuesFor(path).map((value) => written(path, value))),
    ...keys.flatMap(({path, env}) => (env ? TEXTS.map((text) => fromVariable(path, env, text)) : [])),
    ...keys.flatMap(({path}) => [misspelt(path, 'x'), misspelt(path, ' ')]),
    ...keys.filter((key) => key.default === null).map(({path}) => written(path, undefined)),
    ...sections.flatMap((path) => [7, 'text', [1], true].map((value) => written(path, value))),
    ...FILES.map((content) => ({path: '', content, env: {}})),
  ];
}

/** Wrong in every variable. */
const TEXTS = [' ', 'a\nb', '\u001b[2J', '\u0000'];

const FILES = [
  '',
  '7',
  '[]',
  'text',
  '\t a: 1',
  'a: [',
  'apps: []\napps: []',
  'a: !!js/function "x"',
  '%YAML 9\n---\na: 1',
  '---\na: 1\n---\na: 2',
  `a: &a [x]\n${'bcdefghijk'.replace(/./g, (key) => `${key}: &${key} [${`*${String.fromCharCode(key.charCodeAt(0) - 1)},`.repeat(9)}]\n`)}`,
  '\u0000',
  '\uFFFE',
  `a: ${'['.repeat(5000)}`,
  '? {a: 1}\n: 2',
  '<<: {a: 1}',
  '__proto__: {apps: []}',
  `a: ${SECRET}`,
];

function valuesFor(path: string): unknown[] {
  const key = path.split('.').at(-1)!;
  const right = RIGHT_AFTER_ALL[path];
  return [...EVERYWHERE, ...(ESPECIALLY[key] ?? [])].filter((value) => !(right?.(value) ?? false));
}

function sound(): {[key: string]: Data} & {apps: Data[]; jobs: Data[]} {
  return {
    apps: [{name: 'shop', sdkAppId: 1_400_000_001, region: 'china', secretKeyEnv: 'SHOP_KEY'}],
    jobs: [{report: 'chat', step: '1h', schedule: '*/10 * * * *', span: '7d', refresh: ['10m', '1h']}],
    influxdb: {},
  } as never;
}

/** A sound configuration in which the key matters. */
function soundFor(path: string): ReturnType<typeof sound> {
  const config = sound();
  if (path.endsWith('.baseUrl')) delete config.apps[0]!.region;
  if (path.endsWith('.secretKeyFile')) delete config.apps[0]!.secretKeyEnv;
  if (path.includes('campaigns[]')) config.apps[0]!.campaigns = [{taskId: 'batch_1', name: 'Sale'}];
  if (/username|password/.test(path)) config.influxdb = {version: 1, username: 'collector'};
  if (path.startsWith('alerts.')) config.alerts = soundAlerts(/Username|Password/.test(path));
  return config;
}

function soundAlerts(withUser: boolean): Data {
  const urls = {alertmanagerUrl: 'http://127.0.0.1:9093', webhookUrl: 'http://127.0.0.1:9094'};
  return {...urls, ...(withUser && {alertmanagerUsername: 'collector'})};
}

function written(path: string, value: unknown): WrongConfig {
  const content = soundFor(path);
  parentIn(content, path)[path.split('.').at(-1)!] = value;
  return {path: path.replaceAll('[]', '[0]'), content, env: {}};
}

function misspelt(path: string, letter: string): WrongConfig {
  const content = soundFor(path);
  const key = path.split('.').at(-1)! + letter;
  parentIn(content, path)[key] = SECRET;
  return {path: path.replaceAll('[]', '[0]').replace(/\w+$/, ''), content, env: {}};
}

function fromVariable(path: string, name: string, text: string): WrongConfig {
  // Those of an app are for when no app stands in the file.
  return {path: path.startsWith('apps[]') ? name : path, content: soundFor(path), env: {[name]: text}};
}

function parentIn(config: Data, path: string): Data {
  const parents = path.split('.').slice(0, -1);
  return parents.reduce((at: Data, part) => {
    if (part.endsWith('[]')) return (at[part.slice(0, -2)] as Data[])[0]!;
    at[part] ??= {};
    return at[part] as Data;
  }, config);
}
