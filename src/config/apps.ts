import type {AppItem} from './app-files.js';
import {APP_KEY} from './app-of-variables.js';
import {appSettings, pairs} from './app-settings.js';
import {openCampaigns} from './campaigns.js';
import type {AppConfig} from './config.js';
import type {Problem} from './config-error.js';
import {placed} from './config-file.js';
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
export function readApps(items: readonly AppItem[], {problems, ...around}: Surroundings): AppConfig[] {
  const apps = items.map((item) => {
    const own: Problem[] = [];
    const app = readApp(item, {...around, problems: own});
    const {file} = item;
    problems.push(...(file ? own.map((problem) => placed(problem, file)) : own));
    return app;
  });
  for (const key of ['name', 'sdkAppId'] as const)
    problems.push(
      ...repeated(
        key,
        items.map((item, index) => ({...item, keys: [apps[index]![key]]})),
      ),
    );
  return apps;
}

function readApp({raw, path, file}: AppItem, around: Surroundings): AppConfig {
  const {regions, env, problems} = around;
  const settings = appSettings(regions);
  for (const {keys, isNeeded} of pairs) {
    // What was written counts, so that a value refused for another reason is not called missing as well.
    const given = keys.filter((key) => (Object(raw) as Record<string, unknown>)[key] != null);
    const named = keys.map((key) => (file ? key : (settings[key].env ?? APP_KEY)));
    const example = `one of ${named.join(', ')}`;
    if (given.length === 2) problems.push({path, reason: `${named.join(' and ')} exclude each other`, example});
    if (given.length === 0 && isNeeded)
      problems.push({path, reason: `neither ${named.join(' nor ')} is given`, example});
  }
  const place = {path, problems, ...(!file && {env, inVariables: true})};
  return finished(readSettings(settings, raw, place), path, around);
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
