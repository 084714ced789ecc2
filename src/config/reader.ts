import convict from 'convict';
import type {Problem} from './config-error.js';
import {display} from './display.js';
import {type Draft, isSetting, type Setting, type Settings, Unfit} from './setting.js';
import {below, type Place, soundPart} from './structure.js';

type Environment = Readonly<Record<string, string | undefined>>;

interface Variables {
  readonly env: Environment;
  /** All of it stands in variables: what is missing is missing there. */
  readonly inVariables?: boolean;
}

/** Defaults, then what is written, then the environment; every value that does not fit is reported with its path. */
export function readSettings<S extends Settings>(
  settings: S,
  raw: unknown,
  place: Place & Partial<Variables>,
): Draft<S> {
  // A format of its own name keeps convict from coercing: it would take "12 apples" for 12. Formats are convict's own registry.
  convict.addFormat({name: 'setting', validate: (value: unknown, node) => node.accept(value)});
  const draft = {};
  const schema = convictSchema(settings, draft, {env: {}, ...place});
  const env = variables(settings, place.env ?? {});
  convict(schema, {env: env as NodeJS.ProcessEnv, args: []})
    .load(soundPart(settings, raw, place))
    .validate({allowed: 'strict'});
  return draft as Draft<S>;
}

/** The schema convict validates by; accepted values are put into the draft. */
function convictSchema(
  settings: Settings,
  draft: Record<string, unknown>,
  place: Place & Variables,
): convict.Schema<Record<string, unknown>> {
  const schema: Record<string, convict.SchemaObj | convict.Schema<unknown>> = {};
  for (const [key, node] of Object.entries(settings)) {
    const path = below(place.path, key);
    if (isSetting(node)) {
      const accept = (value: unknown) => {
        draft[key] = accepted(node, value, {...place, path});
      };
      schema[key] = {default: node.default, env: node.env, format: 'setting', accept};
    } else {
      const inner: Record<string, unknown> = {};
      draft[key] = inner;
      schema[key] = convictSchema(node, inner, {...place, path});
    }
  }
  return schema as convict.Schema<Record<string, unknown>>;
}

function accepted(setting: Setting<unknown>, value: unknown, place: Place & Variables): unknown {
  try {
    if (value === null && setting.default === null) throw new Unfit('has to be given', 'it');
    return setting.read(value);
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    place.problems.push(problem(setting, value, error, place));
    return undefined;
  }
}

function problem(setting: Setting<unknown>, value: unknown, unfit: Unfit, place: Place & Variables): Problem {
  const origin = setting.env && place.env[setting.env] ? ` (from ${setting.env})` : '';
  const key = place.path.slice(place.path.lastIndexOf('.') + 1);
  const reason = `${unfit.subject ?? display(value)}${origin} ${unfit.message}`;
  const isVariable = place.inVariables && setting.env !== undefined;
  const example = isVariable ? `${setting.env}=${setting.example}` : `${key}: ${setting.example}`;
  return {path: place.path, reason, example};
}

/** The keys of flat settings whose variables are set. */
export function writtenIn(settings: Readonly<Record<string, Setting<unknown>>>, env: Environment): object {
  const given = Object.entries(settings).filter(([, {env: name}]) => name && env[name]);
  return Object.fromEntries(given.map(([key, setting]) => [key, asWritten(setting, env[setting.env!]!)]));
}

/** The variables that are set, numbers and truth values as such. An empty one counts as not set: that is what compose files make of a missing one. */
function variables(settings: Settings, env: Environment): Record<string, Written> {
  const found: Record<string, Written> = {};
  for (const node of Object.values(settings)) {
    if (!isSetting(node)) Object.assign(found, variables(node, env));
    else if (node.env && env[node.env]) found[node.env] = asWritten(node, env[node.env]!);
  }
  return found;
}

type Written = string | number | boolean;

/** The value of a variable as it would stand in the file. */
export function asWritten({default: value, read}: Setting<unknown>, text: string): Written {
  if (typeof value === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  const isNumber = typeof value === 'number' || read.schema.type === 'integer';
  return isNumber && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
