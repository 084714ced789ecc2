import {tag} from '../../../src/domain/measurements.js';
import {codeMappings} from '../panels/code-mappings.js';
import {named, palette, thresholds} from '../panels/colours.js';
import type {Panel, PanelText} from '../panels/panel.js';
import {stateTimeline, timeseries} from '../panels/series-panels.js';
import {table, words, wrapped} from '../panels/table-panel.js';
import * as queries from '../queries/collector-queries.js';
import {retentions, retentionText} from '../queries/reports-kept.js';
import {dashboard} from './dashboard.js';
import {variables} from './variables.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const byApp = `$tag_${tag.app}`;
const byReport = `${byApp} $tag_${tag.report}`;
const late = 'Late data: a run is told of when it has ended.';

export const pushCollector = dashboard({
  uid: 'push-collector',
  title: 'Push collector',
  description: 'Whether every window gets into the database, and what to do where one does not.',
  from: 'now-2d',
  variables: variables.collector,
  rows: [
    {id: 100, title: 'Now', width: 24, height: 10, panels: [numbers()]},
    {id: 101, title: 'Coverage', width: 24, height: 9, panels: [outcomes(), coverage()]},
    {id: 102, title: 'Lag and holes', width: 12, height: 8, panels: [lag(), holes()]},
    {id: 103, title: 'Calls', width: 24, height: 7, panels: [calls()]},
    {id: 104, title: 'What went wrong, and what to do', width: 24, height: 10, panels: [failures(), rejections()]},
  ],
});

function numbers(): Panel {
  const [blue, orange, vermillion] = [palette.blue, palette.orange, palette.vermillion];
  const column = (name: string, displayName: string, unit: 's' | 'none', limits: ReturnType<typeof thresholds>) =>
    named(name, {
      displayName,
      unit,
      thresholds: limits,
      color: {mode: 'thresholds'},
      'custom.cellOptions': {type: 'color-text'},
    });
  return table({
    id: 1,
    title: 'Now, by app',
    none: 'No runs in this range',
    description: `By the newest run of the step in the range, for each app, of the chosen reports. Lag: since the end of the newest collected window, of the worst report. Left: windows that are due and not collected, of all. Oldest hole: since the start of the oldest missing window, of the worst; 0 where none is missing. Another grid: windows stored before a zone or step was changed, of the job's span; panels of the step count them beside those of the present grid, and timpush-collector forget --grid removes them. Unit: time, and windows. ${late}`,
    unit: 'none',
    queries: [queries.lastLag(), queries.windowsLeft(), queries.missingSince(), queries.windowsForeign()],
    overrides: [
      column('lag', 'Lag', 's', thresholds(blue, [3 * HOUR, vermillion])),
      column('left', 'Windows left', 'none', thresholds(blue, [1, orange])),
      column('age', 'Oldest hole', 's', thresholds(blue, [1, orange], [27 * DAY, vermillion])),
      column('foreign', 'Of another grid', 'none', thresholds(blue, [1, vermillion])),
    ],
  });
}

function outcomes(): Panel {
  return stateTimeline({
    id: 10,
    title: 'Runs',
    none: 'No runs in this range',
    description: `Each hour of each job: whether every run ended well. A gap: none ran. Unit: state. ${late}`,
    queries: [{query: queries.outcomes(), alias: `${byReport} $tag_${tag.step}`}],
    states: {'1': {text: 'ok', color: palette.blue}, '0': {text: 'failed', color: palette.vermillion}},
  });
}

function coverage(): Panel {
  return stateTimeline({
    id: 11,
    title: 'Windows',
    description:
      'What the ledger says of each window of the step. A gap: it is not collected. Unit: state. Late data: the newest window comes ten minutes after its end.',
    queries: [{query: queries.coverage(), alias: byReport}],
    states: {
      ok: {text: 'collected', color: palette.blue},
      rejected: {text: 'rejected', color: palette.vermillion},
    },
  });
}

function lag(): Panel {
  return timeseries({
    id: 20,
    title: 'Lag by app',
    none: 'No runs in this range',
    description: `Since the end of the newest collected window, the longest of each hour and of the chosen reports. Unit: hours. ${late}`,
    unit: 'h',
    queries: [{query: queries.lag(), alias: byApp}],
  });
}

function holes(): Panel {
  return timeseries({
    id: 21,
    title: 'Holes expire in',
    none: 'No window is missing',
    description: `Until the vendor forgets the oldest window that is missing; nothing where none is missing. At zero it is lost. The vendor keeps ${retentionText}. Unit: days. ${late}`,
    unit: 'd',
    queries: retentions.map((retention) => ({query: queries.holeExpiry(retention), alias: byReport})),
  });
}

function calls(): Panel {
  return timeseries({
    id: 30,
    title: 'Calls and retries',
    none: 'No runs in this range',
    description: `Calls to the API in each hour for the chosen reports, retries among them. Unit: calls. ${late}`,
    unit: 'locale',
    queries: [{query: queries.callsAndRetries(), alias: '$col'}],
    overrides: [
      named('Calls', {color: {mode: 'fixed', fixedColor: palette.blue}, 'custom.stacking': {mode: 'none'}}),
      named('Retries', {color: {mode: 'fixed', fixedColor: palette.orange}, 'custom.stacking': {mode: 'none'}}),
    ],
  });
}

function failures(): Panel {
  return byCode(
    {
      id: 40,
      title: 'Failed runs',
      none: 'None failed',
      description: `Runs that ended early, by the API's code. Unit: runs. ${late}`,
    },
    queries.failures(),
    'The API gave no answer, or the store did not: see the field error of timpush_run, and the log',
  );
}

function rejections(): Panel {
  return byCode(
    {
      id: 41,
      title: 'Rejected windows',
      none: 'None rejected',
      description: `Windows that are not in the charts, by the API's code. Unit: windows. ${late}`,
    },
    queries.rejections(),
    'The answer broke the contract, or the database refused its points: the log names field and value; report it',
  );
}

function byCode(text: PanelText, query: string, withoutCode: string): Panel {
  const key = {operation: 'groupby', aggregations: []};
  const fields = {App: key, Report: key, Step: key, Code: key, 'Next step': key};
  const times = {operation: 'aggregate', aggregations: ['count', 'lastNotNull']};
  return table({
    ...text,
    unit: 'none',
    queries: [query],
    transformations: [{id: 'groupBy', options: {fields: {...fields, Time: times}}}],
    overrides: [
      ...['App', 'Report'].map((name) => words(name, wrapped())),
      words('Step', {'custom.width': 60}),
      words('Code', {'custom.width': 80}),
      words('Next step', {mappings: codeMappings(withoutCode), 'custom.minWidth': 240, ...wrapped()}),
      named('Time (count)', {displayName: 'Times', 'custom.width': 90}),
      named('Time (lastNotNull)', {displayName: 'Last', unit: 'dateTimeAsIso', 'custom.width': 190}),
    ],
  });
}
