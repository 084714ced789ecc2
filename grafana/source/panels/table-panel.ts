import {fixed, named, type Override, palette} from './colours.js';
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
  /** How many columns on the left stay where they are when people scroll to the others. */
  readonly frozen?: number;
  /** Columns in this order come first: tags of an answer have none. */
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
  gauges = [],
  overrides = [],
  frozen,
  order = [],
  further = [],
  transformations = [...join, ...further, ...ordered(order)],
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
    },
  };
}

function ordered(names: readonly string[]): Transformation[] {
  const indexByName = Object.fromEntries(names.map((name, index) => [name, index]));
  return names.length > 0 ? [{id: 'organize', options: {excludeByName: {}, indexByName, renameByName: {}}}] : [];
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

function gauge(name: string): Override {
  return named(name, {
    unit: 'percentunit',
    min: 0,
    max: 1,
    decimals: 1,
    color: fixed(palette.skyBlue),
    'custom.cellOptions': {type: 'gauge', mode: 'basic'},
  });
}
