import type {AppItem} from './app-files.js';
import type {Known} from './config.js';
import type {ConfigFile, ConfigSource} from './config-file.js';
import {itemSettings} from './describe.js';
import {withoutServiceLinks} from './environment.js';
import {loadConfig} from './load.js';
import {asWritten} from './reader.js';
import type {Secret} from './secret.js';
import {secretsOf} from './secrets.js';
import {isSetting, type Setting, type Settings} from './setting.js';
import {settings} from './settings.js';
import {below, isMapping} from './structure.js';
import {readWritten} from './written.js';

/** A key with a value, and where that comes from. */
export interface InForce {
  readonly path: string;
  /** As it would be written in the file; of a secret, that it is one. */
  readonly value: unknown;
  readonly from: Origin;
}

export type Origin =
  | {readonly file: string; readonly line?: number | undefined}
  | {readonly variable: string}
  | 'default';

/** Everything that the program would go by, in the order of the file; secrets come last. Throws what loadConfig throws. */
export function inForce(source: ConfigSource, known: Known): InForce[] {
  const secrets = secretsOf(loadConfig(source, known));
  const {file, content, apps} = readWritten(source, []);
  const env = withoutServiceLinks(source.env);
  const found = rows(settings, content, {path: '', env, originOf: (path) => originIn(file, path)}).flatMap((row) =>
    row.path === 'apps' ? apps.flatMap((app, index) => ofApp(app, `apps[${index}]`, env)) : row,
  );
  const shown = new Set(found.map(({path}) => path));
  const hidden = secrets.filter(([path]) => !shown.has(path));
  return [...found, ...hidden.map(([path, secret]) => ({path, value: '[secret]', from: heldBy(secret)}))];
}

/** Apps are counted over all files, and found in their own. */
function ofApp({raw, path: own, file}: AppItem, path: string, env: NodeJS.ProcessEnv): InForce[] {
  const originOf = (at: string) => originIn(file, own + at.slice(path.length));
  return rows(items.apps!, raw, {path, env: file ? {} : env, originOf});
}

function heldBy({file, variable}: Secret): Origin {
  if (variable !== undefined) return {variable};
  return file === undefined ? 'default' : {file};
}

function originIn(file: ConfigFile | undefined, path: string): Origin {
  return file ? {file: file.path, line: file.lineOf(path)} : 'default';
}

const items = itemSettings({reports: {}, regions: []});

interface Part {
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
  originOf(path: string): Origin;
}

function rows(part: Settings, raw: unknown, {path, ...around}: Part): InForce[] {
  const written = isMapping(raw) ? raw : {};
  return Object.entries(part).flatMap(([key, node]) => {
    const at = {...around, path: below(path, key)};
    return isSetting(node) ? ofSetting(node, written[key], at) : rows(node, written[key], at);
  });
}

function ofSetting(setting: Setting<unknown>, written: unknown, at: Part): InForce[] {
  const {path, env, originOf} = at;
  const {env: variable = '', masked = (value) => value} = setting;
  const text = env[variable];
  if (text) return [{path, value: masked(asWritten(setting, text)), from: {variable}}];
  const [value, from] = written == null ? [setting.default, 'default' as const] : [written, originOf(path)];
  const item = items[path.replaceAll(/\[\d+\]/g, '[]')];
  if (!item || path === 'apps') return value == null ? [] : [{path, value: masked(value), from}];
  const ofItems = from === 'default' ? {...at, originOf: () => from} : at;
  return ((value as unknown[]) ?? []).flatMap((each, index) =>
    rows(item, each, {...ofItems, path: `${path}[${index}]`}),
  );
}
