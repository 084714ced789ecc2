import {pairs} from './app-settings.js';
import type {Known} from './config.js';
import {itemSettings} from './describe.js';
import {isSetting, type JsonSchema, type Setting, type Settings} from './setting.js';
import {settings} from './settings.js';
import {below} from './structure.js';

/** What editors and CI can hold a file against. It refuses nothing that the program takes; what no schema can say, the program refuses alone. */
export function configSchema(known: Known): JsonSchema {
  const items = itemSettings(known);
  const schemaOf = (node: Setting<unknown> | Settings, path: string): JsonSchema => {
    if (!isSetting(node)) return {...mappingOf(node, path), type: ['object', 'null']};
    const item = items[path];
    const value = item ? {...node.read.schema, items: itemOf(item, path)} : node.read.schema;
    const isDefault = node.default !== null && node.default !== undefined;
    const description = node.env ? `${node.doc} [${node.env}]` : node.doc;
    return {
      description,
      ...(path === 'apps' ? {anyOf: [value, ...elsewhere]} : value),
      ...(isDefault && {default: node.default}),
    };
  };
  const mappingOf = (part: Settings, path: string): JsonSchema => ({
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(part).map(([key, node]) => [key, schemaOf(node, below(path, key))])),
  });
  const itemOf = (item: Settings, path: string): JsonSchema => ({
    ...mappingOf(item, `${path}[]`),
    required: Object.keys(item).filter((key) => (item[key] as Setting<unknown>).default === null),
    ...(path === 'apps' && {allOf: pairs.map(ofPair)}),
  });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of the TIMPush collector',
    ...mappingOf(settings, ''),
  };
}

/** Files that hold the apps. */
const elsewhere = ['file', 'folder'].map((key) => ({
  type: 'object',
  additionalProperties: false,
  required: [key],
  properties: {[key]: {type: 'string', minLength: 1}},
}));

function ofPair({keys, isNeeded}: (typeof pairs)[number]): JsonSchema {
  const [one, other] = keys.map((key) => ({required: [key]}));
  return isNeeded ? {oneOf: [one, other]} : {not: {allOf: [one, other]}};
}
