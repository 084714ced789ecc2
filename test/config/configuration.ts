import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll} from '@jest/globals';
import {stringify} from 'yaml';
import type {Config, Known} from '../../src/config/config.js';
import {ConfigError} from '../../src/config/config-error.js';
import {loadConfig} from '../../src/config/load.js';

const [WEEK, MONTH] = [604_800, 2_592_000];
export const known: Known = {
  reports: {
    chat: {maxWindow: MONTH},
    broadcast: {maxWindow: MONTH},
    'chat-loss': {maxWindow: WEEK, maxSpan: WEEK},
    'broadcast-loss': {maxWindow: WEEK, maxSpan: WEEK},
  },
  regions: ['china', 'singapore'],
};
export const env = {SHOP_KEY: 'key-of-shop', TIMPUSH_INFLUXDB_TOKEN: 'token-of-influx'};
export const shop = {name: 'shop', sdkAppId: 1400000001, region: 'china', secretKeyEnv: 'SHOP_KEY'};
export const hourly = {report: 'chat', step: '1h', schedule: '*/10 * * * *', span: '7d', refresh: ['10m', '1h']};

const folders: string[] = [];
afterAll(() => {
  for (const place of folders.splice(0)) rmSync(place, {recursive: true});
});

/** A new one, until the end of the test file. */
export function folder(): string {
  const place = mkdtempSync(join(tmpdir(), 'collector-config-'));
  folders.push(place);
  return place;
}

/** Loads a configuration given as data, or as the text of a file. */
export function load(content: unknown, more: NodeJS.ProcessEnv = {}): Config {
  const path = join(folder(), 'collector.yaml');
  writeFileSync(path, typeof content === 'string' ? content : stringify(content));
  return loadConfig({path, env: {...env, ...more}}, known);
}

/** What is said about a configuration that must be refused, a line for each problem, without where it stands. */
export function complaints(content: unknown, more: NodeJS.ProcessEnv = {}): string[] {
  return refusal(() => load(content, more)).map((line) => line.replace(/^ {2}\S+collector\.yaml:\d+: /, '  '));
}

/** The lines of a refusal, as they are printed; none if it is not refused. */
export function refusal(attempt: () => unknown): string[] {
  try {
    attempt();
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').slice(1);
    throw error;
  }
  return [];
}

/** The same for a configuration that is sound but for some keys of its only app. */
export function appComplaints(keys: object): string[] {
  return complaints({apps: [{...shop, ...keys}]});
}

/** The same for a job. */
export function jobComplaints(keys: object): string[] {
  return complaints({apps: [shop], jobs: [{...hourly, ...keys}]});
}
