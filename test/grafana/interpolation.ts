import type {Dashboard} from '../../grafana/source/dashboard.js';

/** What people choose on a dashboard: a value, several, or All. */
export type Selection = Readonly<Record<string, string | readonly string[]>>;

export const ALL = '$__all';

/**
 * Fills a query in as Grafana does: All becomes the variable's `allValue`, values of a variable that allows several are escaped for a
 * regular expression, and `$timeFilter` is the range in milliseconds, both ends included.
 */
export function interpolate(
  query: string,
  {templating}: Dashboard,
  selection: Selection,
  range: {start: number; end: number},
) {
  const filter = `time >= ${range.start * 1000}ms and time <= ${range.end * 1000}ms`;
  return query.replaceAll(/\$(\w+)/g, (_, name: string) => {
    if (name === 'timeFilter') return filter;
    const variable = templating.list.find((candidate) => candidate.name === name);
    const value = selection[name];
    if (!variable || value === undefined) throw new Error(`Nothing is selected for $${name}.`);
    if (value === ALL) return String(variable.allValue);
    if (!variable.multi) return String(value);
    return typeof value === 'string' ? escaped(value) : `(${value.map(escaped).join('|')})`;
  });
}

/** Some versions of Grafana escape the dash too. */
function escaped(value: string): string {
  return value.replaceAll(/[\\^$*+?.()|[\]{}/-]/g, '\\$&');
}
