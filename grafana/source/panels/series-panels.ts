import {fixed, type Override, palette, thresholds} from './colours.js';
import {ofBroadcasts, withMeasurements} from './names.js';
import {type Named, type Panel, type PanelText, panel, series, type Unit} from './panel.js';

export interface SeriesOptions extends PanelText {
  readonly unit: Unit;
  readonly queries: readonly Named[];
  readonly overrides?: readonly Override[];
}

const neutral = thresholds(palette.blue);
/** Apps have no colours of their own. Another palette than this one is an error page in some of Grafana 11 to 13. */
const forApps = {mode: 'palette-classic'};

/** A large number for each series. `sum` adds up the steps of a query over time. Nothing is drawn behind it: lines would cross it. */
export function stat({
  queries,
  unit,
  calc,
  overrides = [],
  limits = neutral,
  ...text
}: SeriesOptions & {readonly calc: 'sum' | 'lastNotNull'; readonly limits?: typeof neutral}): Panel {
  const decimals = unit === 'percentunit' ? {decimals: 1} : {};
  return {
    ...panel('stat', text, {unit, ...decimals, color: {mode: 'thresholds'}, thresholds: limits}, overrides),
    ...drawn(queries),
    options: {
      reduceOptions: {calcs: [calc], fields: '', values: false},
      graphMode: 'none',
      colorMode: 'value',
      textMode: queries.length > 1 ? 'value_and_name' : 'auto',
      wideLayout: true,
      orientation: 'auto',
      ...(queries.length > 1 ? {text: {titleSize: 14, valueSize: 26}} : {}),
    },
  };
}

function drawn(queries: readonly Named[]) {
  const {queries: asked, ...more} = withMeasurements(queries);
  return {targets: series(asked), ...more};
}

export interface TrendOptions extends SeriesOptions {
  /** Of bars; percent shows shares. */
  readonly stacking?: 'normal' | 'percent';
  /** The same panel, that much earlier: `7d`. */
  readonly timeShift?: string;
}

/** Counts as stacked bars; rates and durations as lines with gaps where there is nothing. */
export function timeseries({
  queries,
  unit,
  overrides = [],
  stacking = 'normal',
  timeShift,
  ...text
}: TrendOptions): Panel {
  const counts = unit === 'locale';
  const custom = counts
    ? {drawStyle: 'bars', fillOpacity: 70, lineWidth: 0, stacking: {mode: stacking, group: 'A'}}
    : {drawStyle: 'line', fillOpacity: 0, lineWidth: 2, showPoints: 'auto', spanNulls: false};
  return {
    ...panel('timeseries', text, {unit, min: 0, ...(counts ? {decimals: 0} : {}), color: forApps, custom}, [
      ...overrides,
      ofBroadcasts,
    ]),
    ...drawn(queries),
    ...(timeShift ? {timeShift} : {}),
    options: {
      legend: {showLegend: true, displayMode: 'list', placement: 'bottom', calcs: []},
      tooltip: {mode: 'multi', sort: 'desc'},
    },
  };
}

/** One horizontal bar a series; all bars share one scale. */
export function barGauge({queries, unit, overrides = [], ...text}: SeriesOptions): Panel {
  return {
    ...panel('bargauge', text, {unit, min: 0, color: fixed(palette.blue), thresholds: neutral}, overrides),
    ...drawn(queries),
    options: {
      reduceOptions: {calcs: ['lastNotNull'], fields: '', values: false},
      orientation: 'horizontal',
      displayMode: 'basic',
      valueMode: 'text',
      namePlacement: 'left',
      showUnfilled: true,
    },
  };
}

/** One bar a series, to the left of zero where its value is negative: a bar gauge would show none of them. */
export function signedBars({queries, unit, ...text}: SeriesOptions): Panel {
  const {transformations = [], ...asked} = drawn(queries) as Pick<Panel, 'targets'> & {
    readonly transformations?: readonly object[];
  };
  const custom = {fillOpacity: 80, lineWidth: 0, axisCenteredZero: true};
  const signs = thresholds(palette.vermillion, [0, palette.blue]);
  return {
    ...panel('barchart', text, {unit, decimals: 2, color: {mode: 'thresholds'}, thresholds: signs, custom}),
    ...asked,
    transformations: [
      ...transformations,
      {id: 'reduce', options: {reducers: ['sum'], mode: 'seriesToRows'}},
      {id: 'organize', options: {excludeByName: {}, indexByName: {}, renameByName: {Field: 'part', Total: 'change'}}},
    ],
    options: {
      xField: 'part',
      colorByField: 'change',
      orientation: 'horizontal',
      stacking: 'none',
      showValue: 'always',
      groupWidth: 0.7,
      barWidth: 0.9,
      legend: {showLegend: false, displayMode: 'list', placement: 'bottom', calcs: []},
      tooltip: {mode: 'single', sort: 'none'},
    },
  };
}

/** A band a series, whose colour tells its state; a gap where there is none. */
export function stateTimeline({
  queries,
  states,
  ...text
}: PanelText & {
  readonly queries: readonly Named[];
  readonly states: Readonly<Record<string, {readonly text: string; readonly color: string}>>;
}): Panel {
  const mappings = [{type: 'value', options: states}];
  return {
    ...panel('state-timeline', text, {
      unit: 'none',
      mappings,
      color: fixed(palette.grey),
      custom: {fillOpacity: 80, lineWidth: 0},
    }),
    ...drawn(queries),
    options: {
      mergeValues: true,
      showValue: 'never',
      alignValue: 'left',
      rowHeight: 0.8,
      legend: {showLegend: true, displayMode: 'list', placement: 'bottom'},
      tooltip: {mode: 'single', sort: 'none'},
    },
  };
}
