import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {ConfigError, type Problem} from './config-error.js';
import {type ConfigFile, parsed, placed, whyUnread} from './config-file.js';
import {display, mapping} from './display.js';
import {refuseShellPath} from './file-path.js';
import {Unfit} from './setting.js';
import {isMapping} from './structure.js';
import {unquoted} from './values.js';

/** An item of `apps`, and where it stands; without a file: in variables. */
export interface AppItem {
  readonly raw: unknown;
  readonly path: string;
  readonly file?: ConfigFile;
}

const example = 'a list of apps, {file: apps.yaml} or {folder: apps.d}';
const NAMES = /^[^.].*\.(ya?ml|json)$/;

/** The apps of a file, or of the files that it names in place of a list. Undefined: there is no list, and a problem was reported. */
export function appItems(file: ConfigFile, problems: Problem[]): AppItem[] | undefined {
  const {apps} = file.content as {apps: unknown};
  if (!isMapping(apps)) return Array.isArray(apps) ? itemsOf(apps, file) : [];
  const before = problems.length;
  const items = pathsOf(apps, file, problems).flatMap((path) => itemsIn(path, problems));
  return problems.length > before ? undefined : items;
}

/** Relative to the file that names them. */
function pathsOf(apps: Record<string, unknown>, file: ConfigFile, problems: Problem[]): string[] {
  const report = (path: string, reason: string): string[] => {
    problems.push(placed({path, reason, example}, file));
    return [];
  };
  const [[key = '', written] = [], ...more] = Object.entries(apps);
  if (more.length > 0 || !['file', 'folder'].includes(key))
    return report('apps', `a mapping is neither a list nor one of file, folder`);
  const at = `apps.${key}`;
  if (typeof written !== 'string' || !/^[^\p{Cc}]+$/u.test(written)) {
    const {subject, message} = unquoted(written) ?? new Unfit('is not a path');
    return report(at, `${subject ?? display(isMapping(written) ? mapping : written)} ${message}`);
  }
  try {
    refuseShellPath(written);
  } catch (error) {
    if (error instanceof Unfit) return report(at, `${display(written)} ${error.message}`);
    throw error;
  }
  const path = join(dirname(file.path), written);
  if (key === 'file') return [path];
  try {
    const names = readdirSync(path).filter((name) => NAMES.test(name));
    if (names.length === 0) return report(at, `no file in ${path} is called ….yaml, ….yml or ….json`);
    return names.sort().map((name) => join(path, name));
  } catch (error) {
    return report(at, `the folder ${path} ${whyUnread(error)}`);
  }
}

/** Of a file that looks like a configuration with nothing in it but a list of apps. An empty one has none. */
function itemsIn(path: string, problems: Problem[]): AppItem[] {
  const right = 'apps: [{name: shop-cn, …}]';
  try {
    const file = parsed(path, readFileSync(path, 'utf8'));
    const {content} = file;
    if (content === null) return [];
    const [other] = isMapping(content) ? Object.keys(content).filter((key) => key !== 'apps') : [];
    if (isMapping(content) && Array.isArray(content.apps) && other === undefined) return itemsOf(content.apps, file);
    const reason =
      other === undefined
        ? 'is not a list of apps under the key apps'
        : `${display(other)}: nothing but apps stands here`;
    problems.push({path: 'the file', reason, example: right, file: path});
  } catch (error) {
    if (error instanceof ConfigError) problems.push(...error.problems.map((problem) => ({...problem, file: path})));
    else problems.push({path: 'the file', reason: whyUnread(error), example: right, file: path});
  }
  return [];
}

function itemsOf(apps: readonly unknown[], file: ConfigFile): AppItem[] {
  return apps.map((raw, index) => ({raw, path: `apps[${index}]`, file}));
}
