import {Command} from 'commander';
import type {App} from '../domain/app.js';
import {estimate, total} from '../domain/estimate.js';
import {gridChanges, gridText} from '../domain/grid-change.js';
import type {Recurring} from '../domain/job.js';
import {isoIn} from '../domain/local-time.js';
import {numbered} from '../domain/numbered.js';
import {unkeptNotes} from '../domain/retention.js';
import type {Span, Window} from '../domain/window.js';
import type {Operation} from '../service/operations.js';
import {systemClock} from '../system-clock.js';
import type {Action, Bind} from './action.js';
import {estimateCampaigns} from './campaign-selection.js';
import {carryOut} from './carry-out.js';
import {spanText} from './dates.js';
import {withoutProgress} from './progress.js';
import {type UrlOption, urlOption} from './running-collector.js';
import {type SelectionOptions, select, selectionNotes, selectionOptions} from './selection.js';
import {type ConfigOption, configOption, configuration, jsonOption, missingFile} from './session.js';
import {table} from './table.js';
import {columnsOf} from './terminal.js';

/** `isNew`: nobody expects a DuckDB file. */
type Options = ConfigOption & UrlOption & SelectionOptions & {readonly json?: boolean; readonly isNew?: boolean};

export function planCommand(bind: Bind): Command {
  const command = new Command('plan')
    .description('show which windows collect would ask for, and how long that takes; asks nothing')
    .option(...configOption)
    .option(...urlOption)
    .option(...jsonOption);
  for (const option of selectionOptions) command.addOption(option);
  return command.action(bind(plan));
}

/** What would be asked for, as it is sent. */
interface Plan {
  readonly timezone: string;
  readonly paceMs: number;
  readonly calls: number;
  readonly seconds: number;
  /** What somebody should know. */
  readonly notes: readonly string[];
  /** Windows of another grid. */
  readonly grid: readonly object[];
  readonly rows: readonly PlanRow[];
  /** Call by call. */
  readonly campaigns: readonly (JobName & {readonly tasks: readonly (readonly string[])[]})[];
}

interface JobName {
  readonly app: string;
  readonly report: string;
  readonly step: string;
}

interface PlanRow extends JobName {
  /** Of the app. */
  readonly timezone: string;
  readonly isOfHours: boolean;
  readonly windows: readonly Window[];
}

export const plan: Action<Options> = async ({config: file, json, isNew, ...options}, terminal) => {
  const config = configuration({...(file !== undefined && {config: file})}, terminal);
  const progress = withoutProgress(terminal);
  const missing = json || isNew || options.url !== undefined ? undefined : missingFile(config);
  const found = await carryOut(config, {name: 'plan', operation: planning, options, progress, leavesNothing: true});
  const empty = missing
    ? [`There is no DuckDB file at ${missing} yet: nothing is collected, and start or collect makes it.`]
    : [];
  (json ? terminal.stderr : terminal.stdout).write([...found.notes, ...empty].map((note) => `${note}\n`).join(''));
  const text = () => planTable(found, columnsOf(terminal.stdout, terminal.env));
  terminal.stdout.write(json ? `${JSON.stringify(jsonOf(found), null, 2)}\n` : text());
  return 0;
};

export const planning: Operation<SelectionOptions, Plan> = async (options, {collector}) => {
  const {store, jobs, timezone, paceMs} = collector;
  const now = Math.floor(systemClock().now() / 1000);
  const selected = select(collector, options, {timezone, now});
  const asked = selected.map((each) => estimate(each, store, {now, force: options.force ?? false}));
  const spans = selected.map(({span}) => span);
  const apps = [...new Set(selected.map(({app}) => app))];
  const [estimated, campaigns] = await Promise.all([Promise.all(asked), estimateCampaigns(collector, options)]);
  const grid = await gridChanges(store, {jobs, apps}, now);
  const notes = [
    ...grid.map((change) => gridText(change, timezone)),
    ...selectionNotes(selected, {timezone, now}),
    ...(await unkeptNotes(store, spans, now)),
  ];
  const rows = estimated.map(({app, job, windows}) => {
    return {...nameOf(app, job), timezone: app.timezone, isOfHours: job.step.unit === 'hours', windows};
  });
  const ofCampaigns = campaigns.map(({app, job, windows}) => {
    return {...nameOf(app, job), tasks: windows.map((call) => call.map(({taskId}) => taskId))};
  });
  const cost = total([...estimated, ...campaigns], paceMs);
  return {timezone, paceMs, ...cost, notes, grid, rows, campaigns: ofCampaigns};
};

function nameOf({name}: App, {report, step}: Recurring): JobName {
  return {app: name, report: report.name, step: step.name};
}

function planTable({rows, campaigns, calls, seconds, ...plan}: Plan, columns: number | undefined): string {
  const {timezone, paceMs} = plan;
  const lines = rows.map((row): Cell[] => {
    return [row.app, row.report, row.step, row.windows.length, ranges(row.windows, ...zoneOf(row, timezone))];
  });
  for (const {app, report, step, tasks} of campaigns)
    lines.push([app, report, step, tasks.length, [numbered(tasks.flat().length, 'campaign')]]);
  const sum = `${numbered(calls, 'call')}, about ${durationText(seconds)} at ${paceMs} ms a call and app\n`;
  return table(['app', 'report', 'step', 'calls', `windows (${timezone})`], lines, columns) + sum;
}

type Cell = string | number | string[];

function jsonOf({calls, seconds, rows, campaigns, grid}: Plan) {
  const windows = rows.map(({app, report, step, timezone, windows}) => {
    const at = ({start, end}: Window) => ({start: isoIn(start, timezone), end: isoIn(end, timezone)});
    return {app, report, step, calls: windows.length, windows: windows.map(at)};
  });
  const tasks = campaigns.map(({tasks, ...name}) => ({...name, calls: tasks.length, tasks: tasks.flat()}));
  return {calls, seconds, plan: [...windows, ...tasks], ...(grid.length > 0 && {grid})};
}

/** The days of an app are told in its own zone, which is named where it is another than that of the heading. */
function zoneOf(row: PlanRow, timezone: string): [zone: string, named: string] {
  if (row.isOfHours || row.timezone === timezone) return [timezone, ''];
  return [row.timezone, ` (${row.timezone})`];
}

/** Neighbouring windows as one range. */
function ranges(windows: readonly Window[], timezone: string, named: string): string[] {
  const joined: Span[] = [];
  for (const window of windows) {
    const newer = joined.at(-1);
    if (newer?.start === window.end) joined[joined.length - 1] = {start: window.start, end: newer.end};
    else joined.push(window);
  }
  const shown = joined.slice(0, 4).map((range) => spanText(range, timezone) + named);
  return [...shown, ...(joined.length > shown.length ? [`and ${joined.length - shown.length} more ranges`] : [])];
}

function durationText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
