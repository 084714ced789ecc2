import {tag} from '../../../src/domain/measurements.js';
import {named, numbers, type Override} from './colours.js';
import {type Panel, type PanelText, panel, rows, type Unit} from './panel.js';

export interface Transformation {
  readonly id: string;
  readonly options: object;
}

export interface TableOptions extends PanelText {
  readonly unit?: Unit;
  /** The columns of all queries join where the rows' tags are the same. */
  readonly queries: readonly string[];
  /** Columns that are rates. No gauges: one without a value looks like zero. */
  readonly rates?: readonly string[];
  readonly overrides?: readonly Override[];
  /** How many columns on the left stay where they are when people scroll to the others. */
  readonly frozen?: number;
  /** Columns that come first, in this order. */
  readonly order?: readonly string[];
  /** After the join. */
  readonly further?: readonly Transformation[];
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
  rates = [],
  overrides = [],
  frozen,
  order = [],
  further = [],
  transformations = [
    ...join,
    ...further,
    ordered([...order, ...queries.flatMap(tagsOf), ...queries.flatMap(valuesOf)]),
  ],
  more = {},
  ...text
}: TableOptions): Panel {
  return {
    ...panel('table', text, {unit, custom: {align: 'auto', filterable: true, minWidth: 80}, ...more}, [
      numbers({noValue: '–', mappings: noNumber}),
      ...[...new Set(queries.flatMap(tagsOf))].map((name) => words(name, name === tag.app ? WIDE : {})),
      ...rates.map((name) => named(name, {unit: 'percentunit', min: 0, max: 1, decimals: 1})),
      ...overrides,
    ]),
    targets: rows(queries),
    transformations,
    options: {
      showHeader: true,
      cellHeight: 'sm',
      ...(frozen ? {frozenColumns: {left: frozen}} : {}),
    },
  };
}

/** Of what is not there, or divided by it. */
const noNumber = [{type: 'special', options: {match: 'null+nan', result: {text: '–'}}}];

/** Long names break into lines, where they would be cut. */
const WIDE = {'custom.minWidth': 140, ...wrapped()};

/** A column of words: under a unit of numbers the text `00` would read `0`. */
export function words(name: string, properties: Readonly<Record<string, unknown>> = {}): Override {
  return named(name, {unit: 'string', 'custom.align': 'left', ...properties});
}

/** As Grafana 11 and 12 know it, and as 13 does. */
export function wrapped() {
  return {'custom.cellOptions': {type: 'auto', wrapText: true}, 'custom.wrapText': true};
}

/** Tags that make columns of words, in the order in which a query names them: those of its answer have none. */
export function tagsOf(query: string): string[] {
  const groups = query.split('GROUP BY ').at(-1)!;
  return query.includes('GROUP BY ') ? [...groups.matchAll(/"(\w+)"/g)].map(([, name]) => name!) : [];
}

function valuesOf(query: string): string[] {
  return [...query.split(' FROM ')[0]!.matchAll(/ AS "([^"]+)"/g)].map(([, name]) => name!);
}

function ordered(names: readonly string[]): Transformation {
  const indexByName = Object.fromEntries([...new Set(names)].map((name, index) => [name, index]));
  return {id: 'organize', options: {excludeByName: {}, indexByName, renameByName: {}}};
}

/** Cells whose colour tells their height, in one hue; for a table's `more`. */
export const coloured = {
  custom: {align: 'center', minWidth: 44, cellOptions: {type: 'color-background', mode: 'basic'}},
  color: {mode: 'continuous-blues'},
  decimals: 0,
};

/** A column of names in a coloured table. */
export function plain(name: string): Override {
  return words(name, {'custom.cellOptions': {type: 'auto'}});
}
