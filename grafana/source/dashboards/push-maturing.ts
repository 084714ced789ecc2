import {tag} from '../../../src/domain/measurements.js';
import {platformOverrides} from '../panels/colours.js';
import {eventColumn, platformAlias} from '../panels/names.js';
import type {Panel} from '../panels/panel.js';
import {timeseries} from '../panels/series-panels.js';
import {coloured, plain, table} from '../panels/table-panel.js';
import type {CountField} from '../queries/clauses.js';
import {ages, shareAt, shareOverTime} from '../queries/maturing-queries.js';
import {dashboard} from './dashboard.js';
import {variables} from './variables.js';

const figures: readonly {readonly field: CountField; readonly name: string}[] = [
  {field: 'delivered', name: 'Deliveries'},
  {field: 'clicked', name: 'Clicks'},
  {field: 'sent', name: 'Sends'},
];

const definition =
  'Share of the final count that a window had so long after its end; only days whose windows have all been seen at both ages are counted, and of the step 1h only the last two weeks of the range. Final: the count at the final age that is chosen above. Unit: 0 to 100 %.';
const lateness =
  'Late data is what this shows: windows younger than the final age are left out. What a backfill brought has no ages.';

export const pushMaturing = dashboard({
  uid: 'push-maturing',
  title: 'Push maturing',
  description: 'How counts grow after a window has ended: how long to wait before a number can be believed.',
  from: 'now-30d',
  variables: variables.maturing,
  rows: [
    {id: 100, title: 'Share of the final count at each age', width: 12, height: 13, panels: figures.map(atAges)},
    {id: 101, title: 'At the chosen age, day by day', width: 12, height: 8, panels: figures.map(byDay)},
  ],
});

function atAges({field, name}: (typeof figures)[number], index: number): Panel {
  return table({
    id: 1 + index,
    title: `${name} by age`,
    none: 'No window has reached the final age',
    description: `${definition} ${lateness}`,
    unit: 'percentunit',
    queries: ages.map((age) => shareAt(age, field)),
    overrides: [plain(tag.platform), plain(tag.event), eventColumn],
    more: {...coloured, min: 0, max: 1},
  });
}

function byDay({field, name}: (typeof figures)[number], index: number): Panel {
  return timeseries({
    id: 10 + index,
    title: `${name} at the chosen age`,
    none: 'No window has reached the final age',
    description: `${definition} ${lateness}`,
    unit: 'percentunit',
    queries: [{query: shareOverTime('$age', field), alias: platformAlias}],
    overrides: platformOverrides,
  });
}
