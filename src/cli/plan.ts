import {Command} from 'commander';
import {type Estimated, estimate, total} from '../domain/estimate.js';
import type {Span, Window} from '../domain/window.js';
import {systemClock} from '../system-clock.js';
import type {Action, Bind} from './action.js';
import {estimateCampaigns, type PlannedCampaigns} from './campaign-selection.js';
import {spanText} from './dates.js';
import {type SelectionOptions, select, selectionOptions, wideningNotes} from './selection.js';
import {type ConfigOption, configOption, configuration, jsonOption, withCollector} from './session.js';
import {table} from './table.js';

type Options = ConfigOption & SelectionOptions & {readonly json?: boolean};

export function planCommand(bind: Bind): Command {
  const command = new Command('plan')
    .description('show which windows collect would ask for, and how long that takes; asks nothing')
    .option(...configOption)
    .option(...jsonOption);
  for (const option of selectionOptions) command.addOption(option);
  return command.action(bind(plan));
}

const plan: Action<Options> = async (options, terminal) => {
  const config = configuration(options, terminal);
  const now = Math.floor(systemClock().now() / 1000);
  return withCollector(config, terminal, async ({collector}) => {
    const selected = select(collector, options, {timezone: config.timezone, now});
    const estimated = await Promise.all(
      selected.map((each) => estimate(each, collector.store, {now, force: options.force ?? false})),
    );
    const campaigns = await estimateCampaigns(collector, options);
    const {seconds, calls} = total([...estimated, ...campaigns], config.timpush.paceMs);
    if (options.json) {
      const plan = [...estimated.map(jsonOf), ...campaigns.map(campaignJson)];
      terminal.stdout.write(`${JSON.stringify({calls, seconds, plan}, null, 2)}\n`);
    } else {
      for (const note of wideningNotes(selected, config.timezone)) terminal.stdout.write(`${note}\n`);
      const rows = estimated.map(({app, job, windows}) => [
        app.name,
        job.report.name,
        job.step.name,
        windows.length,
        ranges(windows, config.timezone),
      ]);
      for (const {app, job, windows} of campaigns) {
        const tasks = `${windows.flat().length} campaigns`;
        rows.push([app.name, job.report.name, job.step.name, windows.length, tasks]);
      }
      terminal.stdout.write(table(['app', 'report', 'step', 'calls', `windows (${config.timezone})`], rows));
      terminal.stdout.write(
        `${calls} calls, about ${durationText(seconds)} at ${config.timpush.paceMs} ms a call and app\n`,
      );
    }
    return 0;
  });
};

function jsonOf({app, job, windows}: Estimated) {
  return {app: app.name, report: job.report.name, step: job.step.name, calls: windows.length, windows};
}

function campaignJson({app, job, windows: calls}: PlannedCampaigns) {
  const tasks = calls.flat().map(({taskId}) => taskId);
  return {app: app.name, report: job.report.name, step: job.step.name, calls: calls.length, tasks};
}

/** Neighbouring windows as one range. */
function ranges(windows: readonly Window[], timezone: string): string {
  const joined: Span[] = [];
  for (const window of windows) {
    const newer = joined.at(-1);
    if (newer?.start === window.end) joined[joined.length - 1] = {start: window.start, end: newer.end};
    else joined.push(window);
  }
  const shown = joined.slice(0, 4).map((range) => spanText(range, timezone));
  return [...shown, ...(joined.length > shown.length ? [`and ${joined.length - shown.length} more ranges`] : [])].join(
    '\n',
  );
}

function durationText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
