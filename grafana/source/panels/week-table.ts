import type {Rate} from '../queries/clauses.js';
import {named} from './colours.js';
import type {Panel, PanelText} from './panel.js';
import {coloured, plain, type Transformation, table} from './table-panel.js';

const HOUR_BY_DAY = 'Hour\\Day';

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
    overrides: [plain(HOUR_BY_DAY), named(HOUR_BY_DAY, {displayName: 'hour'})],
    more: coloured,
  });
}

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
