import {currentFindings} from '../queries/finding-queries.js';
import {named, palette} from './colours.js';
import type {Panel} from './panel.js';
import {table, words, wrapped} from './table-panel.js';

const colours = {critical: palette.vermillion, warning: palette.orange, info: palette.blue};
const severities = Object.entries(colours).map(([name, color], index) => [name, {text: name, color, index}] as const);

/** What is wrong now, before any figure. */
export function findingTable(id: number): Panel {
  const order = {Severity: 0, Time: 1, What: 2, 'What to do': 3};
  return table({
    id,
    title: 'Findings that go on',
    none: 'Nothing unusual',
    description:
      'What the running collector finds wrong with the chosen pushes and apps now, whatever the range, the newest first. Ended ones are marked in the charts. Unit: findings. Late data: the collector looks once a minute, at windows that have been collected ten minutes after their end.',
    queries: [currentFindings()],
    transformations: [{id: 'organize', options: {excludeByName: {}, indexByName: order, renameByName: {}}}],
    overrides: [
      words('Severity', {
        mappings: [{type: 'value', options: Object.fromEntries(severities)}],
        'custom.cellOptions': {type: 'color-text'},
        'custom.width': 90,
      }),
      named('Time', {displayName: 'Since', unit: 'dateTimeAsIso', 'custom.width': 180}),
      words('What', {'custom.minWidth': 320, ...wrapped()}),
      words('What to do', {'custom.minWidth': 240, ...wrapped()}),
    ],
  });
}
