import {appSettings} from './app-settings.js';
import {campaignSettings} from './campaign-settings.js';
import type {Known} from './config.js';
import {jobSettings} from './jobs.js';
import {isSetting, type Settings} from './setting.js';
import {settings} from './settings.js';
import {below} from './structure.js';

/** One row of the configuration's documentation. `default` null: has to be given; undefined: may be left out. */
export interface Description {
  readonly path: string;
  readonly default: unknown;
  readonly env: string | undefined;
  readonly doc: string;
}

/** Every key there is, in the order of the file, from the same source that checks it. */
export function describeConfig(): Description[] {
  return rows(settings, '').flatMap(withItems);
}

/** The keys of the items of lists, by the path of the list. */
export function itemSettings({reports, regions}: Known): Readonly<Record<string, Settings>> {
  return {apps: appSettings(regions), 'apps[].campaigns': campaignSettings, jobs: jobSettings(Object.keys(reports))};
}

const items = itemSettings({reports: {}, regions: []});

function withItems(row: Description): Description[] {
  const item = items[row.path];
  return item ? [row, ...rows(item, `${row.path}[]`).flatMap(withItems)] : [row];
}

function rows(part: Settings, path: string): Description[] {
  return Object.entries(part).flatMap(([key, node]) => {
    const at = below(path, key);
    if (!isSetting(node)) return rows(node, at);
    return [{path: at, default: node.default, env: node.env, doc: node.doc}];
  });
}
