import {Temporal} from 'temporal-polyfill';
import type {Panel} from '../../grafana/source/panels/panel.js';
import {namesOf} from './series-names.js';
import type {Series} from './simulated-influx.js';

type Cell = string | number | null;
type Row = Record<string, Cell>;
// biome-ignore lint/suspicious/noExplicitAny: each transformation has options of its own
type Options = any;

/** What Grafana makes of the rows of a panel's queries, so far as the dashboards need it. Variables are filled in in transformations, too. */
export function transformed(
  panel: Panel,
  queries: readonly (readonly Series[])[],
  fill: (text: string) => string = (text) => text,
): Row[] {
  const transformations: {id: string; options: Options}[] = JSON.parse(fill(JSON.stringify(panel.transformations)));
  const frames = transformations.reduce((frames, {id, options}) => {
    if (id === 'merge') return [merged(frames)];
    if (id === 'reduce') return [queries.flatMap((series, index) => reduced(panel, index, series))];
    const step = steps[id];
    if (!step) throw new Error(`No evaluation of ${id}`);
    return frames.map((rows) => step(rows, options));
  }, queries.map(rowsOf));
  return frames.flat();
}

function rowsOf(series: readonly Series[]): Row[] {
  return series.flatMap(({tags, columns, values}) =>
    values.map((row) => ({
      ...tags,
      ...Object.fromEntries(columns.map((name, index) => [name === 'time' ? 'Time' : name, row[index]!])),
    })),
  );
}

/** One row a series, of its name and the sum of its numbers; it comes first. */
function reduced(panel: Panel, index: number, series: readonly Series[]): Row[] {
  return namesOf(panel, panel.targets[index]!, series).map((Field, at) => {
    return {Field, Total: series[at]!.values.reduce((sum, [, value]) => sum + Number(value), 0)};
  });
}

/** Rows are one where the columns that all frames have are the same. */
function merged(frames: readonly (readonly Row[])[]): Row[] {
  const filled = frames.filter((rows) => rows.length > 0);
  const shared = Object.keys(filled[0]?.[0] ?? {}).filter((name) => filled.every(([row]) => name in row!));
  const groups = grouped(filled.flat(), (row) => JSON.stringify(shared.map((name) => row[name])));
  return [...groups.values()].map((rows) => Object.assign({}, ...rows));
}

const steps: Readonly<Record<string, (rows: readonly Row[], options: Options) => Row[]>> = {
  filterFieldsByName: (rows, {exclude}) =>
    rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !exclude.names.includes(name)))),
  formatTime: (rows, {timeField, outputFormat, timezone}) =>
    rows.map((row) => ({...row, [timeField]: formatted(Number(row[timeField]), outputFormat, timezone)})),
  groupBy: (rows, {fields}) => {
    const there = (name: string) => rows.some((row) => name in row);
    const keys = Object.keys(fields).filter((name) => fields[name].operation === 'groupby' && there(name));
    const groups = grouped(rows, (row) => JSON.stringify(keys.map((key) => row[key])));
    return [...groups.values()].map((group) => ({
      ...Object.fromEntries(keys.map((key) => [key, group[0]![key]!])),
      ...aggregates(group, fields),
    }));
  },
  sortBy: (rows, {sort: [{field, desc}]}) => {
    const order = (a: Cell, b: Cell) =>
      typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1;
    return rows.toSorted((a, b) => (desc ? -1 : 1) * order(a[field] ?? null, b[field] ?? null));
  },
  organize: (rows, {excludeByName, indexByName, renameByName}) => {
    const place = (name: string) => indexByName[name] ?? Number.MAX_SAFE_INTEGER;
    return rows.map((row) =>
      Object.fromEntries(
        Object.keys(row)
          .filter((name) => !excludeByName[name])
          .toSorted((a, b) => place(a) - place(b))
          .map((name) => [renameByName[name] ?? name, row[name]!]),
      ),
    );
  },
  extractFields: (rows, {source}) => rows.map((row) => ({...row, ...JSON.parse(String(row[source]))})),
  calculateField: (rows, {alias, binary: {left, right}}) =>
    rows.map((row) => ({...row, [alias]: Number(row[left]) / Number(row[right])})),
  groupingToMatrix: (rows, {columnField, rowField, valueField}) => {
    const corner = `${rowField}\\${columnField}`;
    const lines = grouped(rows, (row) => row[rowField]!);
    return [...lines].map(([name, line]) => ({
      [corner]: name,
      ...Object.fromEntries(line.map((row) => [String(row[columnField]), row[valueField]!])),
    }));
  },
};

function grouped<Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

function aggregates(group: readonly Row[], fields: Options): Row {
  const of = (name: string, how: string): Cell => {
    const values = group.map((row) => row[name]!);
    if (how === 'count') return values.length;
    return how === 'sum' ? values.reduce<number>((sum, value) => sum + Number(value), 0) : values.at(-1)!;
  };
  return Object.fromEntries(
    Object.keys(fields)
      .filter((name) => group.some((row) => name in row))
      .flatMap((name) => (fields[name].aggregations as string[]).map((how) => [`${name} (${how})`, of(name, how)])),
  );
}

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Moment's format, of which the dashboards use the hour, the number of the day and its name, month and day; what stands in brackets stands for itself. */
function formatted(seconds: number, format: string, timezone: string): string {
  const time = Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO(timezone);
  const tokens: Record<string, string> = {
    HH: String(time.hour).padStart(2, '0'),
    E: String(time.dayOfWeek),
    ddd: days[time.dayOfWeek - 1]!,
    MM: String(time.month).padStart(2, '0'),
    DD: String(time.day).padStart(2, '0'),
  };
  return format.replaceAll(/\[([^\]]*)\]|HH|E|ddd|MM|DD/g, (token, literal?: string) => literal ?? tokens[token]!);
}
