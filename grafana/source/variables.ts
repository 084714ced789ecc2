import {datasource} from './panel.js';
import {variableQueries} from './queries.js';

export interface Variable {
  readonly name: string;
  readonly type: 'datasource' | 'custom' | 'query';
  readonly query: string;
  readonly [more: string]: unknown;
}

/** Uid of the provisioned data source. */
export const DATASOURCE_UID = 'influx-push';

const STEPS = ['1h', '1d'] as const;

/** Data source first and step second: the others are asked through them. */
export const variables: readonly Variable[] = [
  {
    name: 'datasource',
    label: 'Data source',
    type: 'datasource',
    query: 'influxdb',
    current: {text: 'Push (InfluxQL)', value: DATASOURCE_UID},
  },
  {
    name: 'step',
    label: 'Step',
    type: 'custom',
    query: STEPS.join(','),
    multi: false,
    includeAll: false,
    current: {text: STEPS[0], value: STEPS[0]},
    options: STEPS.map((step) => ({text: step, value: step, selected: step === STEPS[0]})),
  },
  tagValues('app', 'App', variableQueries.app),
  tagValues('platform', 'Platform', variableQueries.platform),
];

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
