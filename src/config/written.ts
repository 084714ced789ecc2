import {type AppItem, appItems} from './app-files.js';
import {appOfVariables} from './app-of-variables.js';
import type {Problem} from './config-error.js';
import {type ConfigFile, type ConfigSource, placed, readConfigFile} from './config-file.js';
import {overridden, withoutServiceLinks} from './environment.js';
import {settings} from './settings.js';
import {isMapping} from './structure.js';

/** All that was written, before anything of it is checked. */
export interface Written {
  /** Undefined: the one app, and all else, stands in variables. */
  readonly file: ConfigFile | undefined;
  /** Of the file; `apps` is a list, wherever the apps stand. */
  readonly content: unknown;
  readonly apps: readonly AppItem[];
}

/** Reads the configuration and the files of apps that it names. */
export function readWritten(source: ConfigSource, problems: Problem[]): Written {
  const app = appOfVariables(withoutServiceLinks(source.env));
  const file = readConfigFile(source, app !== undefined);
  const content = file?.content ?? {};
  if (!file || !isMapping(content) || content.apps == null) {
    if (!app || !isMapping(content)) return {file, content, apps: []};
    return {file, content: {...content, apps: [app.raw]}, apps: [app]};
  }
  if (app) {
    const reason = `apps stand in ${file.path} as well, and the variables of an app are for when there are none`;
    problems.push({path: app.variables.join(', '), reason, example: 'the app in the file, like the others'});
  }
  const apps = appItems(file, problems);
  if (!isMapping(content.apps)) return {file, content, apps: apps ?? []};
  // What was wrong with the list is told already.
  return {file, content: {...content, apps: apps?.map(({raw}) => raw) ?? [null]}, apps: apps ?? []};
}

/** The problems, with where they stand for those that were found in the file and not in a variable. */
export function placedIn({file}: Written, env: NodeJS.ProcessEnv, problems: readonly Problem[]): Problem[] {
  const variables = overridden(settings, withoutServiceLinks(env));
  return problems.map((problem) => {
    const isElsewhere = problem.file !== undefined || variables.has(problem.path);
    if (!file || isElsewhere || file.lineOf(problem.path) === undefined) return problem;
    return placed(problem, file);
  });
}
