import {appSettings} from './app-settings.js';
import {openCampaigns} from './campaigns.js';
import type {AppConfig} from './config.js';
import type {Problem} from './config-error.js';
import {display} from './display.js';
import {isLoopback} from './loopback.js';
import {readSettings} from './reader.js';
import {repeated} from './repeated.js';
import {openSecret} from './secret-source.js';
import type {Draft} from './setting.js';

interface Surroundings {
  readonly regions: readonly string[];
  readonly timezone: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly problems: Problem[];
}

/** Reads the items of `apps`. What is returned is whole only if no problem was reported. */
export function readApps(raw: readonly unknown[], around: Surroundings): AppConfig[] {
  const {regions, problems} = around;
  const settings = appSettings(regions);
  const apps = raw.map((item, index) => {
    const path = `apps[${index}]`;
    problems.push(
      ...exactlyOne(item, ['region', 'baseUrl'], path),
      ...exactlyOne(item, ['secretKeyFile', 'secretKeyEnv'], path),
      ...atMostOne(item, ['campaigns', 'campaignsFile'], path),
    );
    return finished(readSettings(settings, item, {path, problems}), path, around);
  });
  problems.push(
    ...repeated('apps', 'name', apps, (app) => [app.name]),
    ...repeated('apps', 'sdkAppId', apps, (app) => [app.sdkAppId]),
  );
  return apps;
}

type AppDraft = Draft<ReturnType<typeof appSettings>>;

function finished(draft: AppDraft, path: string, {timezone, env, problems}: Surroundings): AppConfig {
  const {
    secretKeyFile: file,
    secretKeyEnv: variable,
    campaigns: standing,
    campaignsFile,
    allowPlainHttp,
    ...app
  } = draft;
  if (!allowPlainHttp) problems.push(...inTheClear(app.baseUrl, `${path}.baseUrl`));
  const secretKey = openSecret({file, variable, path: `${path}.secretKey`}, env, problems);
  const campaigns = openCampaigns({campaigns: standing, file: campaignsFile, path}, problems);
  return {...app, secretKey, campaigns, timezone: app.timezone ?? timezone} as AppConfig;
}

/** The UserSig is part of a call's address, and whoever has it may do with the app what its administrator may. */
function inTheClear(baseUrl: string | undefined, path: string): Problem[] {
  if (!baseUrl) return [];
  const {protocol, hostname} = new URL(baseUrl);
  if (protocol === 'https:' || isLoopback(hostname)) return [];
  const reason = `${display(baseUrl)} is another machine asked by http, and the UserSig in every call's address could be read on the way; use https, or set allowPlainHttp if that is wanted`;
  return [{path, reason, example: `baseUrl: https://${hostname}`}];
}

/** Looks at what was written, so that a value refused for another reason is not called missing as well. */
function exactlyOne(item: unknown, keys: readonly [string, string], path: string): Problem[] {
  if (givenOf(item, keys) > 0) return atMostOne(item, keys, path);
  return [{path, reason: `neither ${keys.join(' nor ')} is given`, example: `one of ${keys.join(', ')}`}];
}

function atMostOne(item: unknown, keys: readonly [string, string], path: string): Problem[] {
  if (givenOf(item, keys) < 2) return [];
  return [{path, reason: `${keys.join(' and ')} exclude each other`, example: `one of ${keys.join(', ')}`}];
}

function givenOf(item: unknown, keys: readonly string[]): number {
  return keys.filter((key) => (Object(item) as Record<string, unknown>)[key] != null).length;
}
