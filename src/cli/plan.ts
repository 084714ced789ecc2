import {Command} from 'commander';
import type {App} from '../domain/app.js';
import {type Estimated, estimate, total} from '../domain/estimate.js';
import {gridChanges, gridText} from '../domain/grid-change.js';
import type {Job} from '../domain/job.js';
import {isoIn} from '../domain/local-time.js';
import {unkeptNotes} from '../domain/retention.js';
import type {Span, Window} from '../domain/window.js';
import {systemClock} from '../system-clock.js';
import type {Action, Bind} from './action.js';
import {estimateCampaigns, type PlannedCampaigns} from './campaign-selection.js';
import {spanText} from './dates.js';
import {type SelectionOptions, select, selectionNotes, selectionOptions} from './selection.js';
import {type ConfigOption, configOption, configuration, jsonOption, withCollector} from './session.js';
import {table} from './table.js';
import {columnsOf} from './terminal.js';

type Options = ConfigOption & SelectionOptions & {readonly json?: boolean};

export function planCommand(bind: Bind): Command {
  const command = new Command('plan')
    .description('show which windows collect would ask for, and how long that takes; asks nothing')
    .option(...configOption)
    .option(...jsonOption);
  for (const option of selectionOptions) command.addOption(option);
  return command.action(bind(plan));
}

export const plan: Action<Options> = async (options, terminal) => {
  const config = configuration(options, terminal);
  const {timezone, timpush} = config;
  const now = Math.floor(systemClock().now() / 1000);
  const {selected, estimated, campaigns, ofStore, grid} = await withCollector(config, terminal, async ({collector}) => {
    const selected = select(collector, options, {timezone, now});
    const asked = selected.map((each) => estimate(each, collector.store, {now, force: options.force ?? false}));
    const spans = selected.map(({span}) => span);
    const apps = [...new Set(selected.map(({app}) => app))];
    return {
      selected,
      estimated: await Promise.all(asked),
      campaigns: await estimateCampaigns(collector, options),
      ofStore: await unkeptNotes(collector.store, spans, now),
      grid: await gridChanges(collector.store, {jobs: collector.jobs, apps}, now),
    };
  });
  const said = [
    ...grid.map((change) => gridText(change, timezone)),
    ...selectionNotes(selected, {timezone, now}),
    ...ofStore,
  ];
  (options.json ? terminal.stderr : terminal.stdout).write(said.map((note) => `${note}\n`).join(''));
  const {seconds, calls} = total([...estimated, ...campaigns], timpush.paceMs);
  if (options.json) {
    const found = {
      calls,
      seconds,
      plan: [...estimated.map(jsonOf), ...campaigns.map(campaignJson)],
      ...(grid.length > 0 && {grid}),
    };
    terminal.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  } else {
    const sum = `${calls} calls, about ${durationText(seconds)} at ${timpush.paceMs} ms a call and app\n`;
    terminal.stdout.write(
      `${planTable({estimated, campaigns}, timezone, columnsOf(terminal.stdout, terminal.env))}${sum}`,
    );
  }
  return 0;
};

function planTable(
  {estimated, campaigns}: {readonly estimated: readonly Estimated[]; readonly campaigns: readonly PlannedCampaigns[]},
  timezone: string,
  columns: number | undefined,
): string {
  const rows = estimated.map(({app, job, windows}) => [
    app.name,
    job.report.name,
    job.step.name,
    windows.length,
    ranges(windows, ...zoneOf(app, job, timezone)),
  ]);
  for (const {app, job, windows} of campaigns) {
    const tasks = `${windows.flat().length} campaigns`;
    rows.push([app.name, job.report.name, job.step.name, windows.length, [tasks]]);
  }
  return table(['app', 'report', 'step', 'calls', `windows (${timezone})`], rows, columns);
}

function jsonOf({app, job, windows}: Estimated) {
  const at = ({start, end}: Window) => ({start: isoIn(start, app.timezone), end: isoIn(end, app.timezone)});
  return {app: app.name, report: job.report.name, step: job.step.name, calls: windows.length, windows: windows.map(at)};
}

function campaignJson({app, job, windows: calls}: PlannedCampaigns) {
  const tasks = calls.flat().map(({taskId}) => taskId);
  return {app: app.name, report: job.report.name, step: job.step.name, calls: calls.length, tasks};
}

/** The days of an app are told in its own zone, which is named where it is another than that of the heading. */
function zoneOf(app: App, {step}: Job, timezone: string): [zone: string, named: string] {
  if (step.unit === 'hours' || app.timezone === timezone) return [timezone, ''];
  return [app.timezone, ` (${app.timezone})`];
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
