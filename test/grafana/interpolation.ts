import type {Dashboard} from '../../grafana/source/dashboards/dashboard.js';

/** What people choose on a dashboard: a value, several, or All. */
export type Selection = Readonly<Record<string, string | readonly string[]>>;

export const ALL = '$__all';

/** Unix milliseconds, both ends included. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Fills a query in as Grafana does: All becomes the variable's `allValue`, values of a variable that allows several are escaped for a
 * regular expression, and `$timeFilter` is the range.
 */
export function interpolate(query: string, {templating}: Dashboard, selection: Selection, range: TimeRange) {
  const builtIn: Readonly<Record<string, string>> = {
    timeFilter: `time >= ${range.from}ms and time <= ${range.to}ms`,
    __from: String(range.from),
    __to: String(range.to),
  };
  return query.replaceAll(/\$(?:\{(\w+)(?::raw)?\}|(\w+))/g, (_, braced?: string, plain?: string) => {
    const name = braced ?? plain!;
    if (builtIn[name] !== undefined) return builtIn[name];
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
