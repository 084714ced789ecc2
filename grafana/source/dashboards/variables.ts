import {lossClasses, lossStages} from '../../../src/domain/loss.js';
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
  // Its value says what it is, and on a phone every label costs a line.
  hide: 1,
  type: 'datasource',
  query: 'influxdb',
  current: {text: 'Push (InfluxQL)', value: DATASOURCE_UID},
};

const anyOf = {multi: true, includeAll: true, allValue: '.*', current: {text: ['All'], value: ['$__all']}};

/** Data source first and step before what is asked through it: a variable uses earlier ones only. */
function head(step: '1h' | '1d' = '1h'): Variable[] {
  const timezone = {...choice('timezone', 'Time zone', timezones), hide: 1};
  return [source, timezone, choice('step', 'Step', ['1h', '1d'], step)];
}

/** Both are a pattern, which queries use raw. */
const pushes = choice('pushes', 'Pushes', ['chat', 'broadcast', {text: 'both', value: '(chat|broadcast)'}]);
const app = tagValues('app', 'App', `SHOW TAG VALUES FROM ${totals} WITH KEY = "${tag.app}"`);
const platformQuery = `SHOW TAG VALUES FROM ${platforms} WITH KEY = "${tag.platform}" WHERE ${ofApps}`;
const platform = tagValues('platform', 'Platform', platformQuery);
const reportQuery = `SHOW TAG VALUES FROM "${measurement.run}" WITH KEY = "${tag.report}"`;
const appOfRuns = tagValues('app', 'App', `SHOW TAG VALUES FROM "${measurement.run}" WITH KEY = "${tag.app}"`);

const stage: Variable = {...choice('stage', 'Stage', lossStages), ...anyOf};
const lossClass: Variable = {...choice('class', 'Class', Object.keys(lossClasses)), ...anyOf};

/** Of days, largest first: the oldest age at which windows of the step are kept is the default. */
const finalAge: Variable = {
  ...tagValues('final', 'Final age', `SHOW TAG VALUES FROM ${agedPlatforms} WITH KEY = "${tag.age}"`),
  regex: '/^\\d+d$/',
  sort: 4,
  multi: false,
  includeAll: false,
  allValue: null,
  current: {text: '7d', value: '7d'},
};

export const variables = {
  overview: [...head(), pushes, app, platform],
  platform: [...head(), pushes, app, platform],
  maturing: [
    ...head('1d'),
    pushes,
    finalAge,
    choice('age', 'Age over time', ['10m', '1h', '6h', '1d', '3d'], '6h'),
    app,
    platform,
  ],
  losses: [...head(), pushes, app, platform, stage, lossClass],
  collector: [...head(), appOfRuns, tagValues('report', 'Report', reportQuery)],
} as const satisfies Record<string, readonly Variable[]>;

type Choice = string | {readonly text: string; readonly value: string};

function choice(name: string, label: string, values: readonly Choice[], selected?: string): Variable {
  const all = values.map((each) => (typeof each === 'string' ? {text: each, value: each} : each));
  const current = all.find(({value}) => value === selected) ?? all[0]!;
  return {
    name,
    label,
    type: 'custom',
    query: all.map(({text, value}) => (text === value ? value : `${text} : ${value}`)).join(','),
    multi: false,
    includeAll: false,
    current,
    options: all.map((each) => ({...each, selected: each === current})),
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
    ...anyOf,
  };
}
