import type {AppItem} from './app-files.js';
import {appSettings} from './app-settings.js';
import {writtenIn} from './reader.js';

/** Holds the key of the app that stands in variables. */
export const APP_KEY = 'TIMPUSH_APP_SECRET_KEY';

/** The one app of a collector without a file of apps. */
export interface VariablesApp extends AppItem {
  /** Those that are set. */
  readonly variables: readonly string[];
}

/** Undefined: none of its variables is set. */
export function appOfVariables(env: NodeJS.ProcessEnv): VariablesApp | undefined {
  const settings = appSettings([]);
  const variables = [...Object.values(settings).flatMap((setting) => setting.env ?? []), APP_KEY].filter(
    (name) => env[name],
  );
  if (variables.length === 0) return undefined;
  const raw = {...writtenIn(settings, env), ...(env[APP_KEY] && {secretKeyEnv: APP_KEY})};
  return {raw, path: 'apps[0]', variables};
}
