import type {Panel, Target} from '../../grafana/source/panels/panel.js';
import type {Series} from './simulated-influx.js';

interface Rename {
  readonly id: string;
  readonly options: {readonly regex: string; readonly renamePattern: string};
}

/** What people read beside each series of a query: its alias filled in as Grafana does it, and renamed by the panel. */
export function namesOf({transformations = []}: Panel, {alias = ''}: Target, drawn: readonly Series[]): string[] {
  const renames = (transformations as readonly Rename[]).filter(({id}) => id === 'renameByRegex');
  return drawn.map((series) =>
    renames.reduce(
      (name, {options}) => name.replace(toRegExp(options.regex), options.renamePattern),
      named(alias, series),
    ),
  );
}

/** Grafana's other words after a dollar are used by no alias. */
function named(alias: string, {name = '', tags = {}, columns}: Series): string {
  return alias.replaceAll(/\$(\w+)/g, (whole, word: string) => {
    if (word === 'm') return name;
    if (word === 'col') return columns[1]!;
    return tags[word.replace(/^tag_/, '')] ?? whole;
  });
}

function toRegExp(text: string): RegExp {
  const [, source, flags] = /^\/(.+)\/(\w*)$/.exec(text)!;
  return new RegExp(source!, flags);
}
