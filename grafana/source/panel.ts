import type {Rate} from './queries.js';

/** Grafana's names of units. */
export type Unit = 'locale' | 'percentunit';

/** What every panel says about itself. The id is public: alert rules and links name it. */
export interface PanelText {
  readonly id: number;
  readonly title: string;
  /** Definition, unit and lateness of what is shown. */
  readonly description: string;
}

export interface Target {
  readonly refId: string;
  readonly query: string;
  readonly rawQuery: true;
  readonly resultFormat: 'time_series' | 'table';
  readonly alias?: string;
  readonly datasource: typeof datasource;
}

export interface Panel extends PanelText {
  readonly type: string;
  readonly datasource: typeof datasource;
  readonly fieldConfig: {readonly defaults: {readonly unit: Unit}; readonly overrides: readonly object[]};
  readonly targets: readonly Target[];
  readonly [more: string]: unknown;
}

/** The dashboard's own choice of data source. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in
export const datasource = {type: 'influxdb', uid: '${datasource}'} as const;

export interface SeriesOptions extends PanelText {
  readonly unit: Unit;
  readonly query: string;
  /** Name of each series: `$tag_app`, `$col`. */
  readonly alias: string;
}

/** One number, large. `sum` adds up the steps of a query over time and draws them behind the number. */
export function stat({
  query,
  alias,
  unit,
  calc,
  ...text
}: SeriesOptions & {readonly calc: 'sum' | 'lastNotNull'}): Panel {
  return {
    ...panel('stat', text, {unit, ...(unit === 'percentunit' ? {min: 0, max: 1, decimals: 1} : {})}),
    targets: [series(query, alias)],
    options: {
      reduceOptions: {calcs: [calc], fields: '', values: false},
      graphMode: calc === 'sum' ? 'area' : 'none',
      colorMode: 'value',
      textMode: 'value',
    },
  };
}

/** Counts as stacked bars; rates as lines with gaps where there was nothing to divide. */
export function timeseries({query, alias, unit, ...text}: SeriesOptions): Panel {
  const counts = unit === 'locale';
  const custom = counts
    ? {drawStyle: 'bars', fillOpacity: 70, lineWidth: 0, stacking: {mode: 'normal', group: 'A'}}
    : {drawStyle: 'line', fillOpacity: 0, lineWidth: 1, showPoints: 'auto', spanNulls: false};
  return {
    ...panel('timeseries', text, {unit, min: 0, ...(counts ? {decimals: 0} : {}), custom}),
    targets: [series(query, alias)],
    options: {
      legend: {showLegend: true, displayMode: 'list', placement: 'bottom', calcs: []},
      tooltip: {mode: 'multi', sort: 'desc'},
    },
  };
}

/** One horizontal bar a series; all bars share one scale. */
export function barGauge({query, alias, unit, ...text}: SeriesOptions): Panel {
  return {
    ...panel('bargauge', text, {unit, min: 0}),
    targets: [series(query, alias)],
    options: {
      reduceOptions: {calcs: ['lastNotNull'], fields: '', values: false},
      orientation: 'horizontal',
      displayMode: 'gradient',
      showUnfilled: true,
    },
  };
}

export interface TableOptions extends PanelText {
  /** The first one gives the rows; the columns of the others join the rows whose tags are the same. */
  readonly queries: readonly string[];
  /** Columns that are rates, drawn as gauges. */
  readonly rates: readonly Rate[];
}

export function table({queries, rates, ...text}: TableOptions): Panel {
  const base = panel('table', text, {unit: 'locale', custom: {align: 'auto', filterable: true}});
  return {
    ...base,
    fieldConfig: {...base.fieldConfig, overrides: rates.map(rateColumn)},
    targets: queries.map((query, index) => ({
      ...target(query, String.fromCharCode(65 + index)),
      resultFormat: 'table',
    })),
    transformations: [
      {id: 'merge', options: {}},
      {id: 'organize', options: {excludeByName: {Time: true}, indexByName: {}, renameByName: {}}},
    ],
    options: {
      showHeader: true,
      cellHeight: 'sm',
      footer: {show: false, reducer: ['sum'], countRows: false, fields: ''},
    },
  };
}

function rateColumn({name}: Rate): object {
  const properties = {
    unit: 'percentunit',
    min: 0,
    max: 1,
    decimals: 1,
    'custom.cellOptions': {type: 'gauge', mode: 'basic'},
  };
  return {
    matcher: {id: 'byName', options: name},
    properties: Object.entries(properties).map(([id, value]) => ({id, value})),
  };
}

function panel(type: string, text: PanelText, defaults: {unit: Unit; [more: string]: unknown}) {
  return {...text, type, datasource, fieldConfig: {defaults, overrides: []}};
}

function series(query: string, alias: string): Target {
  return {...target(query, 'A'), alias};
}

function target(query: string, refId: string): Target {
  return {refId, datasource, query, rawQuery: true, resultFormat: 'time_series'};
}
