import {appSettings} from '../config/app-settings.js';
import {secretPath, variableName} from '../config/secret-source.js';
import {settings} from '../config/settings.js';
import type {Ask} from './prompts.js';
import type {ConfigOption} from './session.js';
import {checked, Settler} from './settle.js';
import type {Terminal} from './terminal.js';
import {UsageError} from './usage-error.js';

export interface InitOptions extends ConfigOption {
  readonly sdkAppId?: string;
  readonly region?: string;
  readonly baseUrl?: string;
  readonly allowPlainHttp?: boolean;
  readonly name?: string;
  readonly identifier?: string;
  readonly keyFile?: string;
  readonly keyEnv?: string;
  readonly keyStdin?: boolean;
  readonly timezone?: string;
  readonly store?: string;
  readonly influxdbUrl?: string;
  readonly influxdbOrg?: string;
  readonly influxdbBucket?: string;
  readonly influxdbTokenFile?: string;
  readonly systemd?: string;
  readonly force?: boolean;
}

/** Where a secret is: in a file or a variable already, or known only here as yet. */
export type Held = {readonly file: string} | {readonly variable: string} | {readonly text: string};

export interface Answers {
  /** As in the file, but for its key. */
  readonly app: {readonly name: string; readonly [key: string]: unknown};
  readonly key: Held;
  readonly timezone: string;
  readonly store: string;
  /** As in the file, but for the token; undefined: another store is chosen. */
  readonly influxdb: object | undefined;
  readonly token: Held | undefined;
  /** Where the unit is to be written. */
  readonly systemd: string | undefined;
}

const TOKEN = 'TIMPUSH_INFLUXDB_TOKEN';
const EXAMPLE = 'timpush-collector init --sdk-app-id 1400000001 --region china --key-file /run/secrets/shop_cn';

/** What the options say; the rest is asked. Where nobody can be asked, a UsageError names all that is missing. */
export async function answersOf(
  options: InitOptions,
  regions: readonly string[],
  ask: Ask | undefined,
  {env, stdin}: Terminal,
): Promise<Answers> {
  const settler = new Settler(ask);
  const app = await appOf(options, regions, settler);
  const key = (await keyOf(options, stdin)) ?? (await typed('Secret key of the app:', ask));
  if (!key) settler.missing.push('--key-file, --key-env or --key-stdin');
  const timezone = await settler.settle({
    flag: '--timezone',
    given: options.timezone,
    message: 'Time zone in which days are cut:',
    read: settings.timezone.read,
    default: settings.timezone.example,
  });
  const store = await storeOf(options, settler);
  const isInflux = store === 'influxdb';
  const influxdb = isInflux ? await influxdbOf(options, settler) : undefined;
  const token = isInflux ? (tokenOf(options, env) ?? (await typed('Token of InfluxDB:', ask))) : undefined;
  if (isInflux && !token) settler.missing.push(`--influxdb-token-file or ${TOKEN}`);
  const {missing} = settler;
  if (!key || missing.length > 0)
    throw new UsageError(`there is no terminal to ask on; missing: ${missing.join('; ')}; right would be: ${EXAMPLE}`);
  const systemd = options.systemd ?? (ask && (await unitAsked(ask)));
  return {app, key, timezone, store, influxdb, token, systemd};
}

async function appOf(options: InitOptions, regions: readonly string[], settler: Settler): Promise<Answers['app']> {
  const {sdkAppId: id, region: place, baseUrl: url, identifier: account, name: called} = appSettings(regions);
  const sdkAppId = await settler.settle({
    flag: '--sdk-app-id',
    given: options.sdkAppId,
    message: 'SDKAppID, as the console shows it:',
    read: id.read,
  });
  if (options.baseUrl !== undefined) checked('--base-url', url.read, options.baseUrl);
  const region = {flag: '--region', given: options.region, message: 'Region of the app:', read: place.read};
  const {baseUrl, allowPlainHttp} = options;
  const server = baseUrl === undefined ? {region: await settler.settle({...region, choices: regions})} : {baseUrl};
  const identifier = await settler.settle({
    flag: '--identifier',
    given: options.identifier,
    message: 'Administrator of the app:',
    read: account.read,
    default: 'administrator',
  });
  const name = await settler.settle({
    flag: '--name',
    given: options.name,
    message: 'Name in the database, which must never change:',
    read: called.read,
    default: `app-${sdkAppId}`,
  });
  return {name, sdkAppId: Number(sdkAppId), ...server, ...(allowPlainHttp && {allowPlainHttp}), identifier};
}

async function storeOf({store, ...options}: InitOptions, settler: Settler): Promise<string> {
  const {influxdbUrl, influxdbOrg, influxdbBucket, influxdbTokenFile} = options;
  const isInflux = [influxdbUrl, influxdbOrg, influxdbBucket, influxdbTokenFile].some((each) => each !== undefined);
  if (isInflux && store === 'duckdb')
    throw new UsageError('--store duckdb and options of InfluxDB (--influxdb-…) exclude each other');
  const given = store ?? (isInflux ? 'influxdb' : undefined);
  const choices = ['duckdb', 'influxdb'];
  const {read} = settings.store;
  return settler.settle({flag: '--store', given, message: 'Store:', read, choices, default: 'duckdb'});
}

/** Of InfluxDB 2. */
async function influxdbOf(options: InitOptions, settler: Settler): Promise<object> {
  const {url, org, bucket} = settings.influxdb;
  const wanted = [
    {key: 'url', flag: '--influxdb-url', given: options.influxdbUrl, message: 'Address of InfluxDB 2:', setting: url},
    {key: 'org', flag: '--influxdb-org', given: options.influxdbOrg, message: 'Organisation:', setting: org},
    {key: 'bucket', flag: '--influxdb-bucket', given: options.influxdbBucket, message: 'Bucket:', setting: bucket},
  ];
  const keys: Record<string, string> = {};
  for (const {key, setting, ...rest} of wanted)
    keys[key] = await settler.settle({...rest, read: setting.read, default: setting.example});
  return keys;
}

function tokenOf({influxdbTokenFile: file}: InitOptions, env: NodeJS.ProcessEnv): Held | undefined {
  if (file !== undefined) return {file: checked('--influxdb-token-file', secretPath, file)};
  return env[TOKEN] ? {variable: TOKEN} : undefined;
}

async function keyOf({keyFile, keyEnv, keyStdin}: InitOptions, stdin: Terminal['stdin']): Promise<Held | undefined> {
  if ([keyFile, keyEnv, keyStdin].filter((given) => given !== undefined).length > 1)
    throw new UsageError('--key-file, --key-env and --key-stdin exclude each other');
  if (keyFile !== undefined) return {file: checked('--key-file', secretPath, keyFile)};
  if (keyEnv !== undefined) return {variable: checked('--key-env', variableName, keyEnv)};
  if (!keyStdin) return undefined;
  if (!stdin || stdin.isTTY) throw new UsageError('--key-stdin reads a pipe or a file, as in: … --key-stdin <key');
  let text = '';
  for await (const part of stdin) text += part;
  if (text.trim() === '') throw new UsageError('--key-stdin: there is nothing on stdin');
  return {text: text.trim()};
}

async function typed(message: string, ask: Ask | undefined): Promise<Held | undefined> {
  return ask && {text: (await ask.secret(message)).trim()};
}

async function unitAsked(ask: Ask): Promise<string | undefined> {
  if (!(await ask.confirm('Write a unit for systemd?'))) return undefined;
  const check = (text: string) => (text.endsWith('.service') ? undefined : 'The name ends with .service');
  return ask.text('File of the unit:', {default: 'timpush-collector.service', check});
}
