import type {Override} from './colours.js';

/** Grafana's names of units. */
export type Unit = 'locale' | 'percentunit' | 's' | 'h' | 'd' | 'none' | typeof POINTS;

/** Of a change of a rate. */
export const POINTS = 'suffix: points';

/** What every panel says about itself. The id is public: alert rules and links name it. */
export interface PanelText {
  readonly id: number;
  readonly title: string;
  /** Definition, unit and lateness of what is shown. */
  readonly description: string;
  /** Stands in the panel when its queries find nothing, which may be well. */
  readonly none?: string;
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
  readonly fieldConfig: {readonly defaults: Defaults; readonly overrides: readonly Override[]};
  readonly targets: readonly Target[];
  readonly [more: string]: unknown;
}

interface Defaults {
  readonly unit: Unit;
  readonly [more: string]: unknown;
}

/** A query and the name of each of its series: `$tag_app`, `$col`. */
export interface Named {
  readonly query: string;
  readonly alias: string;
}

/** The dashboard's own choice of data source. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in
export const datasource = {type: 'influxdb', uid: '${datasource}'} as const;

export function panel(
  type: string,
  {none = 'Nothing in this range', ...text}: PanelText,
  defaults: Defaults,
  overrides: readonly Override[] = [],
) {
  return {...text, type, datasource, fieldConfig: {defaults: {noValue: none, ...defaults}, overrides}};
}

/** Queries whose series are drawn over time, or as one value each. */
export function series(queries: readonly Named[]): Target[] {
  return queries.map(({query, alias}, index) => ({...target(query, index), alias}));
}

/** Queries whose rows are those of a table. */
export function rows(queries: readonly string[]): Target[] {
  return queries.map((query, index) => ({...target(query, index), resultFormat: 'table'}));
}

function target(query: string, index: number): Target {
  const refId = String.fromCharCode(65 + index);
  return {refId, datasource, query, rawQuery: true, resultFormat: 'time_series'};
}
