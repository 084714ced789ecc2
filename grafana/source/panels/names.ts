import {tag} from '../../../src/domain/measurements.js';
import {named, pattern} from './colours.js';
import type {Named} from './panel.js';
import type {Transformation} from './table-panel.js';

/** The name of a series by platform; the event is empty for chat. */
export const platformAlias = `$tag_${tag.platform} $tag_${tag.event}`;

/**
 * Series of chat and of broadcasts are apart by their measurement, whose name stands at the end of theirs. People read nothing in its
 * place for chat, and `broadcast` for broadcasts.
 */
const renames: readonly Transformation[] = [
  rename('/^(.*\\S) +timpush_chat_\\w+$/', '$1'),
  rename('/^(.*?\\S)(?: offline)? +timpush_broadcast_\\w+$/', '$1 broadcast'),
];

const hasMeasurements = (queries: readonly Named[]) => queries.some(({query}) => query.includes('FROM /'));

/** The queries with aliases that end with the measurement, and what makes names of them, where people choose the measurement. */
export function withMeasurements(queries: readonly Named[]) {
  if (!hasMeasurements(queries)) return {queries};
  return {queries: queries.map(({query, alias}) => ({query, alias: `${alias} $m`})), transformations: renames};
}

/** How lines and bars of broadcasts differ from those of chat, which have the same colours. */
export const ofBroadcasts = pattern('/ broadcast$/', {
  'custom.lineStyle': {fill: 'dash', dash: [8, 6]},
  'custom.fillOpacity': 30,
});

/** A table's column of events, which tells what was pushed. */
export const eventColumn = named(tag.event, {
  displayName: 'pushes',
  unit: 'string',
  mappings: [
    {type: 'special', options: {match: 'empty', result: {text: 'chat'}}},
    {type: 'value', options: {offline: {text: 'broadcast'}, online: {text: 'broadcast, online'}}},
  ],
});

function rename(regex: string, renamePattern: string): Transformation {
  return {id: 'renameByRegex', options: {regex, renamePattern}};
}
