import type {LossClass} from '../../../src/domain/loss.js';
import {fixed, named, type Override, palette, pattern, platformOverrides} from './colours.js';
import {lossMappings} from './loss-mappings.js';
import {type Panel, type PanelText, panel, rows, series} from './panel.js';
import {coloured, plain, type Transformation, table, words, wrapped} from './table-panel.js';

const classColours: Readonly<Record<LossClass, string>> = {
  token: palette.blue,
  config: palette.vermillion,
  quota: palette.orange,
  policy: palette.khaki,
  user: palette.skyBlue,
  vendor: palette.pink,
  unknown: palette.grey,
};

export const classOverrides: readonly Override[] = Object.entries(classColours).map(([name, colour]) =>
  pattern(`/^${name}( broadcast)?$/`, {color: fixed(colour)}),
);

export const lossLateness =
  'Late data: what was lost after sending becomes known with time, as receipts do, so the newest steps read low.';

interface Asked extends PanelText {
  readonly query: string;
}

/** Columns of the table of codes, each made of tags. The last two are looked up in the dictionary. */
const key = '$tag_platform $tag_class $tag_code';
const columns = {
  platform: '$tag_platform',
  stage: '$tag_stage',
  class: '$tag_class',
  code: '$tag_code',
  meaning: key,
  'what to do': key,
};

/**
 * Every code that occurred, with its meaning. Grafana looks up one text, and a code's meaning depends on platform and class: so the name
 * of each series tells all columns, and is taken apart again.
 */
export function codeTable({query, ...text}: Asked): Panel {
  const key = {operation: 'groupby', aggregations: []};
  const sum = {operation: 'aggregate', aggregations: ['sum']};
  const place = (names: readonly string[]) => Object.fromEntries(names.map((name, index) => [name, index]));
  const order = ['platform', 'code', 'class', 'stage', 'Total (sum)', 'meaning', 'what to do'];
  return {
    ...table({
      ...text,
      queries: [],
      transformations: [
        {id: 'reduce', options: {reducers: ['sum'], mode: 'seriesToRows'}},
        // Chat and broadcasts, where both are chosen.
        {id: 'groupBy', options: {fields: {Field: key, Total: sum}}},
        {id: 'extractFields', options: {source: 'Field', format: 'json', replace: false, keepTime: false}},
        {id: 'sortBy', options: {fields: {}, sort: [{field: 'Total (sum)', desc: true}]}},
        {
          id: 'organize',
          options: {excludeByName: {Field: true}, indexByName: place(order), renameByName: {'Total (sum)': 'lost'}},
        },
      ],
      overrides: [
        ...['platform', 'code', 'class', 'stage'].map((name) => words(name, {'custom.width': 90})),
        named('lost', {'custom.width': 100}),
        words('meaning', {...wrapped(), mappings: lossMappings('meaning'), 'custom.minWidth': 180}),
        words('what to do', {...wrapped(), mappings: lossMappings('advice'), 'custom.minWidth': 260}),
      ],
    }),
    targets: series([{query, alias: JSON.stringify(columns)}]),
  };
}

/** Counts added up by the hour of the day in the chosen zone, a bar an hour, stacked by platform. */
export function hourBars({query, ...text}: Asked): Panel {
  const custom = {fillOpacity: 80, lineWidth: 0, stacking: {mode: 'normal', group: 'A'}};
  return {
    ...panel('barchart', text, {unit: 'locale', min: 0, decimals: 0, custom}, platformOverrides),
    targets: rows([query]),
    transformations: [
      {id: 'formatTime', options: {timeField: 'Time', outputFormat: 'HH', timezone: '$timezone', useTimezone: true}},
      added('lost'),
      sorted('Time'),
      matrix('platform', 'Time', 'lost (sum)'),
    ],
    options: {
      xField: 'Time\\platform',
      orientation: 'auto',
      stacking: 'normal',
      showValue: 'never',
      groupWidth: 0.7,
      barWidth: 0.9,
      xTickLabelSpacing: 100,
      legend: {showLegend: true, displayMode: 'list', placement: 'bottom', calcs: []},
      tooltip: {mode: 'multi', sort: 'desc'},
    },
  };
}

/** `lost` of one query divided by `targets` of the other, platforms by weeks, coloured by height. */
export function shareByWeek({queries, ...text}: PanelText & {readonly queries: readonly string[]}): Panel {
  return {
    ...table({
      ...text,
      unit: 'percentunit',
      queries,
      transformations: [
        added('lost', 'targets'),
        {id: 'merge', options: {}},
        {
          id: 'calculateField',
          options: {
            mode: 'binary',
            alias: 'share',
            binary: {left: 'lost (sum)', operator: '/', right: 'targets (sum)'},
            replaceFields: false,
          },
        },
        sorted('Time'),
        {
          id: 'formatTime',
          options: {timeField: 'Time', outputFormat: 'MM-DD', timezone: '$timezone', useTimezone: true},
        },
        matrix('Time', 'platform', 'share'),
        sorted('platform\\Time'),
      ],
      overrides: [plain('platform\\Time'), named('platform\\Time', {displayName: 'platform'})],
      more: {...coloured, decimals: 1, min: 0},
    }),
    // As many whole weeks as fit on a phone, whatever the range.
    timeFrom: '42d',
  };
}

/** Sums of the columns, where time and platform are the same. */
function added(...names: readonly string[]): Transformation {
  const key = {operation: 'groupby', aggregations: []};
  const sum = {operation: 'aggregate', aggregations: ['sum']};
  const sums = Object.fromEntries(names.map((name) => [name, sum]));
  return {id: 'groupBy', options: {fields: {Time: key, platform: key, ...sums}}};
}

function sorted(field: string): Transformation {
  return {id: 'sortBy', options: {fields: {}, sort: [{field, desc: false}]}};
}

function matrix(columnField: string, rowField: string, valueField: string): Transformation {
  return {id: 'groupingToMatrix', options: {columnField, rowField, valueField, emptyValue: 'null'}};
}
