import {Temporal} from 'temporal-polyfill';
import type {Override} from '../../grafana/source/panels/colours.js';
import type {Panel} from '../../grafana/source/panels/panel.js';

export type Cell = string | number | null | undefined;
type Properties = Readonly<Record<string, unknown>>;
type Mapping = {readonly type: string; readonly options: Record<string, {readonly text: string}> & MappingOptions};
type MappingOptions = {readonly match?: string; readonly pattern?: string; readonly result?: {readonly text: string}};

/** A table's rows as people read them: header and cells, formatted as Grafana does it by unit, decimals and mappings. */
export function rendered(panel: Panel, rows: readonly Readonly<Record<string, Cell>>[]) {
  const names = rows.reduce<string[]>((all, row) => {
    const keys = Object.keys(row);
    return keys.length > all.length ? keys : all;
  }, []);
  const columns = names.map((name) => {
    const cells = rows.map((row) => row[name]);
    return {name, cells, config: configOf(panel, name, cells)};
  });
  return {
    header: columns.map(({name, config}) => String(config.displayName ?? name)),
    rows: rows.map((_, index) => columns.map(({cells, config}) => shown(cells[index], config))),
  };
}

/** What the defaults say of a column, and then each override that it meets. */
function configOf({fieldConfig}: Panel, name: string, cells: readonly Cell[]): Properties {
  const type = cells.some((cell) => typeof cell === 'number') ? 'number' : 'string';
  const meets = ({matcher: {id, options}}: Override) =>
    (id === 'byName' && options === name) || (id === 'byType' && options === type);
  const properties = fieldConfig.overrides.filter(meets).flatMap((override) => override.properties);
  return {...fieldConfig.defaults, ...Object.fromEntries(properties.map(({id, value}) => [id, value]))};
}

/** Grafana takes a text for a number where it can, unless its unit is `string`. */
function shown(cell: Cell, {mappings = [], unit, decimals, noValue}: Properties): string {
  const mapped = (mappings as readonly Mapping[]).map((each) => textOf(each, cell)).find((text) => text !== undefined);
  if (mapped !== undefined) return mapped;
  if (cell === null || cell === undefined) return String(noValue);
  const number = typeof cell === 'string' && cell.trim() === '' ? Number.NaN : Number(cell);
  if (unit === 'string' || Number.isNaN(number)) return String(cell);
  const format = units[String(unit)];
  if (!format) throw new Error(`No format of the unit ${unit}`);
  return format(number, decimals as number | undefined);
}

function textOf({type, options}: Mapping, cell: Cell): string | undefined {
  if (type === 'value') return options[String(cell)]?.text;
  if (type === 'regex')
    return new RegExp(options.pattern!.slice(1, -1)).test(String(cell)) ? options.result!.text : undefined;
  const special = options.match === 'empty' ? cell === '' : cell === null || cell === undefined || Number.isNaN(cell);
  return special ? options.result!.text : undefined;
}

const units: Readonly<Record<string, (value: number, decimals?: number) => string>> = {
  locale: (value, decimals) => value.toLocaleString('en-US', {maximumFractionDigits: decimals ?? 3}),
  percentunit: (value, decimals = 1) => `${(100 * value).toFixed(decimals)}%`,
  none: (value) => String(value),
  s: (value) =>
    value < 60
      ? `${value} s`
      : value < 3600
        ? `${value / 60} mins`
        : value < 86_400
          ? `${value / 3600} hours`
          : `${value / 86_400} days`,
  dateTimeAsIso: (value) =>
    Temporal.Instant.fromEpochMilliseconds(value * 1000)
      .toString()
      .slice(0, 19)
      .replace('T', ' '),
};
