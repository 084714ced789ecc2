import {measurement, tag} from '../../../src/domain/measurements.js';
import {datasource} from '../panels/panel.js';
import {agedPlatforms, defaultTimezone, ofApps, platforms, totals} from '../queries/clauses.js';

export interface Variable {
  readonly name: string;
  readonly type: 'datasource' | 'custom' | 'query';
  readonly query: string;
  readonly [more: string]: unknown;
}

/** Uid of the provisioned data source. */
export const DATASOURCE_UID = 'influx-push';

const timezones = [
  defaultTimezone,
  'UTC',
  'Asia/Singapore',
  'Asia/Tokyo',
  'Asia/Seoul',
  'Asia/Jakarta',
  'Europe/Berlin',
  'America/Los_Angeles',
];

const source: Variable = {
  name: 'datasource',
  label: 'Data source',
  type: 'datasource',
  query: 'influxdb',
  current: {text: 'Push (InfluxQL)', value: DATASOURCE_UID},
};

/** Data source first and step before what is asked through it: a variable uses earlier ones only. */
function head(step: '1h' | '1d' = '1h'): Variable[] {
  return [source, choice('timezone', 'Time zone', timezones), choice('step', 'Step', ['1h', '1d'], step)];
}

const app = tagValues('app', 'App', `SHOW TAG VALUES FROM "${totals}" WITH KEY = "${tag.app}"`);
const platformQuery = `SHOW TAG VALUES FROM "${platforms}" WITH KEY = "${tag.platform}" WHERE ${ofApps}`;
const platform = tagValues('platform', 'Platform', platformQuery);
const onePlatform = {...platform, multi: false, includeAll: false, allValue: null, current: {}};
const reportQuery = `SHOW TAG VALUES FROM "${measurement.run}" WITH KEY = "${tag.report}"`;
const appOfRuns = tagValues('app', 'App', `SHOW TAG VALUES FROM "${measurement.run}" WITH KEY = "${tag.app}"`);

/** Of days, largest first: the oldest age at which windows of the step are kept is the default. */
const finalAge: Variable = {
  ...tagValues('final', 'Final age', `SHOW TAG VALUES FROM "${agedPlatforms}" WITH KEY = "${tag.age}"`),
  regex: '/^\\d+d$/',
  sort: 4,
  multi: false,
  includeAll: false,
  allValue: null,
  current: {text: '7d', value: '7d'},
};

export const variables = {
  overview: [...head(), app, platform],
  platform: [...head(), app, onePlatform],
  maturing: [
    ...head('1d'),
    finalAge,
    choice('age', 'Age over time', ['10m', '1h', '6h', '1d', '3d'], '6h'),
    app,
    platform,
  ],
  collector: [...head(), appOfRuns, tagValues('report', 'Report', reportQuery)],
} as const satisfies Record<string, readonly Variable[]>;

function choice(name: string, label: string, values: readonly string[], selected = values[0]): Variable {
  return {
    name,
    label,
    type: 'custom',
    query: values.join(','),
    multi: false,
    includeAll: false,
    current: {text: selected, value: selected},
    options: values.map((value) => ({text: value, value, selected: value === selected})),
  };
}

/** One, many or all values of a tag, for `=~ /^$name$/`. */
function tagValues(name: string, label: string, query: string): Variable {
  return {
    name,
    label,
    type: 'query',
    datasource,
    query,
    definition: query,
    // On every change of the time range; new apps appear without a reload.
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    allValue: '.*',
    current: {text: ['All'], value: ['$__all']},
  };
}
