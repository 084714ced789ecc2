import {nearest} from '../domain/nearest.js';
import type {Problem} from './config-error.js';
import {display, mapping} from './display.js';
import {isSetting, type Settings} from './setting.js';

export interface Place {
  /** The key under which this part stands; empty for the whole file. */
  readonly path: string;
  readonly problems: Problem[];
}

/** Keeps what has the shape of the settings, so that no junk reaches convict, which stumbles over some of it; reports the rest. */
export function soundPart(settings: Settings, raw: unknown, {path, problems}: Place): Record<string, unknown> {
  if (raw === undefined || raw === null) return {};
  if (!isMapping(raw)) {
    const example = Object.keys(settings).slice(0, 3).join(': …, ');
    problems.push({path: path || 'the file', reason: `${display(raw)} is not a mapping`, example: `{${example}: …}`});
    return {};
  }
  const part: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(raw)) {
    const node = Object.hasOwn(settings, key) ? settings[key] : undefined;
    if (!node) problems.push(unknownKey(settings, key, below(path, key)));
    else if (isSetting(node)) part[key] = isMapping(value) ? mapping : value;
    else part[key] = soundPart(node, value, {path: below(path, key), problems});
  }
  return part;
}

/** The path of a key below another; a key that could be mistaken for a path is quoted. */
export function below(path: string, key: string): string {
  const name = /^\w{1,60}$/.test(key) ? key : display(key);
  return path ? `${path}.${name}` : name;
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value is never shown: the key may be a misspelt secret. */
function unknownKey(settings: Settings, key: string, path: string): Problem {
  if (Object.hasOwn(settings, `${key}File`)) {
    const reason = 'is a secret, and secrets do not stand in this file: put it into a file or an environment variable';
    return {path, reason, example: `${key}File: /run/secrets/${key}`};
  }
  const meant = nearest(key, Object.keys(settings));
  if (meant) return {path, reason: `is not a known key, was "${meant}" meant?`, example: `${meant}: …`};
  return {path, reason: 'is not a known key', example: `one of ${Object.keys(settings).join(', ')}`};
}
