import {nearest} from '../domain/nearest.js';
import {APP_KEY} from './app-of-variables.js';
import {appSettings} from './app-settings.js';
import type {Problem} from './config-error.js';
import {isSetting, type Settings} from './setting.js';
import {below} from './structure.js';

const PREFIX = 'TIMPUSH_';

/** Kubernetes puts such variables into every container, for each service of the namespace, named after the service. */
const LINK_NAME = /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/;
/** Only this one may bear the name of one of ours: that of a service called timpush-http. */
const LINK_VALUE = /^(tcp|udp|sctp):\/\/[\w.:[\]-]{1,300}$/;

function isServiceLink(name: string, value: string): boolean {
  return LINK_NAME.test(name) || (name.endsWith('_PORT') && LINK_VALUE.test(value));
}

/** The environment as far as somebody meant it for us. */
export function withoutServiceLinks(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => !isServiceLink(name, value ?? '')));
}

/** A sentence for each variable of ours whose value is Kubernetes'. */
export function serviceLinkWarnings(settings: Settings, env: NodeJS.ProcessEnv): string[] {
  return variablesOf(settings).flatMap((name) => {
    const value = env[name] ?? '';
    if (!isServiceLink(name, value)) return [];
    const service = name
      .replace(/_PORT$/, '')
      .toLowerCase()
      .replaceAll('_', '-');
    return (
      `${name} is left aside: ${value} is what Kubernetes sets for a service called ${service}; ` +
      'give the service another name, or its pods enableServiceLinks: false'
    );
  });
}

/** Variables that are set, look like ours and are not, as for keys of the file. Their values may be secrets and are not shown. */
export function unknownVariables(settings: Settings, content: unknown, env: NodeJS.ProcessEnv): Problem[] {
  const ofApp = [...variablesOf(appSettings([])), APP_KEY];
  const known = ['TIMPUSH_CONFIG', ...variablesOf(settings), ...ofApp, ...variablesNamedIn(content)];
  const ours = Object.entries(withoutServiceLinks(env)).filter(([name, value]) => value && name.startsWith(PREFIX));
  return ours.filter(([name]) => !known.includes(name)).map(([name]) => unknownVariable(name, known));
}

function unknownVariable(name: string, known: readonly string[]): Problem {
  const path = below('', name);
  const ours = known.filter((each) => each.startsWith(PREFIX)).map((each) => each.slice(PREFIX.length));
  const rest = name.slice(PREFIX.length);
  const meant = nearest(rest, ours) ?? ours.find((each) => each.endsWith(`_${rest}`));
  if (meant !== undefined)
    return {path, reason: `is not a known variable, was "${PREFIX}${meant}" meant?`, example: `${PREFIX}${meant}=…`};
  const example = `one of ${ours.map((each) => PREFIX + each).join(', ')}`;
  return {path, reason: 'is not a known variable', example};
}

/** The variables that are set in place of keys, by the paths of the keys. */
export function overridden(settings: Settings, env: NodeJS.ProcessEnv, path = ''): Map<string, string> {
  const found = Object.entries(settings).flatMap(([key, node]): (readonly [string, string])[] => {
    const at = below(path, key);
    if (!isSetting(node)) return [...overridden(node, env, at)];
    return node.env && env[node.env] ? [[at, node.env]] : [];
  });
  return new Map(found);
}

/** Variables that stand for keys, and those from which secrets come unless the file names others. */
function variablesOf(settings: Settings): string[] {
  return Object.entries(settings).flatMap(([key, node]) => {
    if (!isSetting(node)) return variablesOf(node);
    const secret = key.endsWith('Env') && typeof node.default === 'string' ? [node.default] : [];
    return [...(node.env ? [node.env] : []), ...secret];
  });
}

/** An item of a list in the file is as deep as a key may stand. */
const DEEPEST = 4;

/** Every `…Env` of the file. */
function variablesNamedIn(content: unknown, depth = 0): string[] {
  if (typeof content !== 'object' || content === null || depth > DEEPEST) return [];
  return Object.entries(content).flatMap(([key, value]) =>
    key.endsWith('Env') && typeof value === 'string' ? [value] : variablesNamedIn(value, depth + 1),
  );
}
