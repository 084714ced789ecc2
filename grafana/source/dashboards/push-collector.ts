import {tag} from '../../../src/domain/measurements.js';
import {codeMappings} from '../panels/code-mappings.js';
import {named, palette, thresholds} from '../panels/colours.js';
import type {Panel, PanelText} from '../panels/panel.js';
import {stat, stateTimeline, timeseries} from '../panels/series-panels.js';
import {table} from '../panels/table-panel.js';
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
    {id: 100, title: 'Now, by app', width: 6, height: 5, panels: numbers()},
    {id: 101, title: 'Coverage', width: 24, height: 9, panels: [outcomes(), coverage()]},
    {id: 102, title: 'Lag and holes', width: 12, height: 8, panels: [lag(), holes()]},
    {id: 103, title: 'Calls', width: 24, height: 7, panels: [calls()]},
    {id: 104, title: 'What went wrong, and what to do', width: 24, height: 9, panels: [failures(), rejections()]},
  ],
});

function numbers(): Panel[] {
  const ofJob = 'by the newest run of the step in the range, for each app; of the chosen reports';
  const one = (text: PanelText, unit: 's' | 'none', query: string, limits: ReturnType<typeof thresholds>) =>
    stat({...text, unit, queries: [{query, alias: byApp}], calc: 'lastNotNull', limits});
  return [
    one(
      {
        id: 1,
        title: 'Lag',
        description: `Since the end of the newest collected window, ${ofJob} the worst. Unit: time. ${late}`,
      },
      's',
      queries.lastLag(),
      thresholds(palette.blue, [3 * HOUR, palette.vermillion]),
    ),
    one(
      {id: 2, title: 'Windows left', description: `Due and not collected, ${ofJob} all. Unit: windows. ${late}`},
      'none',
      queries.windowsLeft(),
      thresholds(palette.blue, [1, palette.orange]),
    ),
    one(
      {
        id: 3,
        title: 'Age of oldest hole',
        description: `Since the start of the oldest missing window, ${ofJob} the worst. 0 where none is missing. Unit: time. ${late}`,
      },
      's',
      queries.missingSince(),
      thresholds(palette.blue, [1, palette.orange], [27 * DAY, palette.vermillion]),
    ),
    one(
      {
        id: 4,
        title: 'Windows of another grid',
        description: `Stored before a zone or step was changed; panels of the step count them beside those of the present grid. timpush-collector forget --grid removes them. Of the job's span, ${ofJob} Unit: windows. ${late}`,
      },
      'none',
      queries.windowsForeign(),
      thresholds(palette.blue, [1, palette.vermillion]),
    ),
  ];
}

function outcomes(): Panel {
  return stateTimeline({
    id: 10,
    title: 'Runs',
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
    description: `Since the end of the newest collected window, the longest of each hour and of the chosen reports. Unit: hours. ${late}`,
    unit: 'h',
    queries: [{query: queries.lag(), alias: byApp}],
  });
}

function holes(): Panel {
  return timeseries({
    id: 21,
    title: 'Holes expire in',
    description: `Until the vendor forgets the oldest window that is missing; nothing where none is missing. At zero it is lost. The vendor keeps ${retentionText}. Unit: days. ${late}`,
    unit: 'd',
    queries: retentions.map((retention) => ({query: queries.holeExpiry(retention), alias: byReport})),
  });
}

function calls(): Panel {
  return timeseries({
    id: 30,
    title: 'Calls and retries',
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
    {id: 40, title: 'Failed runs', description: `Runs that ended early, by the API's code. Unit: runs. ${late}`},
    queries.failures(),
    'The API gave no answer, or the store did not: see the field error of timpush_run, and the log',
  );
}

function rejections(): Panel {
  return byCode(
    {
      id: 41,
      title: 'Rejected windows',
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
      named('Step', {'custom.width': 60}),
      named('Code', {'custom.width': 80}),
      named('Next step', {
        mappings: codeMappings(withoutCode),
        'custom.minWidth': 240,
        'custom.wrapText': true,
      }),
      named('Time (count)', {displayName: 'Times', 'custom.width': 90}),
      named('Time (lastNotNull)', {displayName: 'Last', unit: 'dateTimeAsIso', 'custom.width': 190}),
    ],
  });
}
