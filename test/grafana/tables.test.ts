import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {panelsOf} from '../../grafana/source/checks/validate.js';
import {dashboards} from '../../grafana/source/dashboards/files.js';
import {rendered} from './cells.js';
import {ALL} from './interpolation.js';
import type {SimulatedInflux} from './simulated-influx.js';
import {transformed} from './transformations.js';
import {startWholeInflux} from './whole-influx.js';

let influx: SimulatedInflux;
beforeAll(async () => {
  influx = await startWholeInflux();
});
afterAll(() => influx?.stop());

const tables = dashboards.flatMap((dashboard) =>
  panelsOf(dashboard).flatMap((panel) =>
    panel.type === 'table' ? [{name: `${dashboard.uid} ${panel.id}`, dashboard, panel}] : [],
  ),
);

const tag = /^[a-z][\w.-]*$/;
const pushes = /^(chat|broadcast(, online)?)$/;
const count = /^(\d{1,3}(,\d{3})*|–)$/;
const rate = /^(\d+\.\d%|–)$/;
const share = /^(\d+%|–)$/;
const code = /^-?\d+$/;
const stage = /^(ready|sent)$/;
const days = ['1 Mon', '2 Tue', '3 Wed', '4 Thu', '5 Fri', '6 Sat', '7 Sun'];
const week = {hour: /^([01]\d|2[0-3])$/, ...all(days, share)};
const ages = {platform: tag, pushes, ...all(['10m', '1h', '6h', '1d', '3d'], share)};
const time = /^\d+(\.\d+)? (s|mins|hours|days)$/;
const instant = /^2026-\d\d-\d\d \d\d:\d\d:\d\d$/;
const byCode = {
  App: tag,
  Report: tag,
  Step: /^1h$/,
  Code: code,
  'Next step': /^[a-z].*: .+/i,
  Times: /^\d+$/,
  Last: instant,
};

/** Of each table, by dashboard and panel: what stands over its columns, in this order, and how a cell of each looks. */
const expected: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  'push-overview 12': {Severity: /^critical$/, Since: instant, What: /\w \w/, 'What to do': /^Look at it\.$/},
  'push-overview 11': {
    app: tag,
    platform: tag,
    pushes,
    ...all(['Sendable', 'Sent', 'Delivered', 'Clicked'], count),
    ...all(['Send rate', 'Delivery rate', 'Click rate'], rate),
  },
  'push-platform 6': week,
  'push-platform 7': week,
  'push-platform 22': {platform: tag, pushes, code, class: tag, stage, Lost: count, 'Lost before': count},
  'push-platform 21': {platform: tag, pushes, Sent: count, 'Sent before': count, Rate: rate, 'Rate before': rate},
  'push-losses 20': {platform: tag, code, class: tag, stage, lost: count, meaning: /\w \w/, 'what to do': /\w \w/},
  'push-losses 21': {platform: tag, pushes, code, stage, Lost: count, Text: /\w \w/},
  'push-losses 30': {
    app: tag,
    platform: tag,
    pushes,
    ...all(['Not sent', 'Not sent, told why'], count),
    'Not sent, explained': rate,
    ...all(['Not delivered', 'Not delivered, told why'], count),
    'Not delivered, explained': rate,
  },
  'push-losses 41': {platform: tag, '03-16': rate},
  'push-maturing 1': ages,
  'push-maturing 2': ages,
  'push-maturing 3': ages,
  'push-collector 1': {app: tag, Lag: time, 'Windows left': count, 'Oldest hole': time, 'Of another grid': count},
  'push-collector 40': byCode,
  'push-collector 41': byCode,
};

function all(names: readonly string[], looks: RegExp): Record<string, RegExp> {
  return Object.fromEntries(names.map((name) => [name, looks]));
}

test('every table is looked at', () => {
  expect(tables.map(({name}) => name).sort()).toEqual(Object.keys(expected).sort());
});

test.each(tables)('the rows of $name are read as they are meant', async ({name, dashboard, panel}) => {
  const selection = {app: ALL, platform: ALL, pushes: '(chat|broadcast)'};
  const drawn = await Promise.all(panel.targets.map(({query}) => influx.ask(query, dashboard, selection)));
  const {header, rows} = rendered(
    panel,
    transformed(panel, drawn, (text) => influx.fill(text, dashboard, selection)),
  );
  expect(header).toEqual(Object.keys(expected[name]!));
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows)
    expect(row).toEqual(Object.values(expected[name]!).map((looks) => expect.stringMatching(looks)));
});
