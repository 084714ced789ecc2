import type {Rate} from './clauses.js';
import {fixed, named, type Override, okabeIto} from './colours.js';
import {type Panel, type PanelText, panel, rows, type Unit} from './panel.js';

export interface Transformation {
  readonly id: string;
  readonly options: object;
}

export interface TableOptions extends PanelText {
  readonly unit?: Unit;
  /** The columns of all queries join where the rows' tags are the same. */
  readonly queries: readonly string[];
  /** Columns that are rates, drawn as gauges. */
  readonly gauges?: readonly string[];
  readonly overrides?: readonly Override[];
  /** So many columns on the left stay where they are when people scroll to the others. */
  readonly frozen?: number;
  /** In place of the join. */
  readonly transformations?: readonly Transformation[];
  readonly more?: object;
}

/** Without the time, which differs where periods differ, rows of the same tags are one. */
const join: readonly Transformation[] = [
  {id: 'filterFieldsByName', options: {exclude: {names: ['Time']}}},
  {id: 'merge', options: {}},
];

export function table({
  queries,
  unit = 'locale',
  gauges = [],
  overrides = [],
  frozen,
  transformations = join,
  more = {},
  ...text
}: TableOptions): Panel {
  return {
    ...panel('table', text, {unit, custom: {align: 'auto', filterable: true, minWidth: 80}, ...more}, [
      ...gauges.map(gauge),
      ...overrides,
    ]),
    targets: rows(queries),
    transformations,
    options: {
      showHeader: true,
      cellHeight: 'sm',
      ...(frozen ? {frozenColumns: {left: frozen}} : {}),
      footer: {show: false, reducer: ['sum'], countRows: false, fields: ''},
    },
  };
}

/** Cells whose colour tells their height, in one hue; for a table's `more`. */
export const coloured = {
  custom: {align: 'center', minWidth: 44, cellOptions: {type: 'color-background', mode: 'basic'}},
  color: {mode: 'continuous-blues'},
  decimals: 0,
};

/** A column of names in a coloured table. */
export function plain(name: string): Override {
  return named(name, {'custom.cellOptions': {type: 'auto'}, 'custom.align': 'left'});
}

/**
 * A rate summed up over the weeks of the range: hours of the day by days of the week, coloured by height. A table, because a heatmap
 * takes whatever is dragged across it for a range of time, and would take hours 3 to 7 for instants of 1970.
 */
export function weekTable({rate, query, ...text}: PanelText & {readonly rate: Rate; readonly query: string}): Panel {
  return table({
    ...text,
    unit: 'percentunit',
    queries: [query],
    transformations: weekOf(rate.name),
    overrides: [plain(HOUR_BY_DAY)],
    more: coloured,
  });
}

const HOUR_BY_DAY = 'Hour\\Day';

/**
 * InfluxQL knows no hours of the week, so Grafana makes them of the time, in the chosen zone: a text that is taken apart again. Texts
 * are sorted by day, for columns stand in the order in which they appear, and rows by hour when they are there.
 */
function weekOf(name: string): Transformation[] {
  const outputFormat = '[{"Day":"]E ddd[","Hour":"]HH["}]';
  const sum = {operation: 'aggregate', aggregations: ['sum']};
  const sorted = (field: string) => ({id: 'sortBy', options: {fields: {}, sort: [{field, desc: false}]}});
  return [
    {id: 'formatTime', options: {timeField: 'Time', outputFormat, timezone: '$timezone', useTimezone: true}},
    {id: 'groupBy', options: {fields: {Time: {operation: 'groupby', aggregations: []}, part: sum, whole: sum}}},
    sorted('Time'),
    {id: 'extractFields', options: {source: 'Time', format: 'json', replace: false, keepTime: false}},
    {
      id: 'calculateField',
      options: {
        mode: 'binary',
        alias: name,
        binary: {left: 'part (sum)', operator: '/', right: 'whole (sum)'},
        replaceFields: false,
      },
    },
    {id: 'groupingToMatrix', options: {columnField: 'Day', rowField: 'Hour', valueField: name, emptyValue: 'null'}},
    sorted(HOUR_BY_DAY),
  ];
}

function gauge(name: string): Override {
  return named(name, {
    unit: 'percentunit',
    min: 0,
    max: 1,
    decimals: 1,
    color: fixed(okabeIto.skyBlue),
    'custom.cellOptions': {type: 'gauge', mode: 'basic'},
  });
}
