import {Command} from 'commander';
import type {Collector} from '../collector.js';
import type {PassRow} from '../domain/operation.js';
import {unkeptNotes} from '../domain/retention.js';
import type {EpochSeconds} from '../domain/window.js';
import type {Operation} from '../service/operations.js';
import {systemClock} from '../system-clock.js';
import type {Action, Bind} from './action.js';
import {campaignApps} from './campaign-selection.js';
import {carryOut} from './carry-out.js';
import {isComplete} from './pass.js';
import {createProgress} from './progress.js';
import {type UrlOption, urlOption} from './running-collector.js';
import {type Selected, type SelectionOptions, select, selectionNotes, selectionOptions} from './selection.js';
import {type ConfigOption, configOption, configuration, jsonOption} from './session.js';
import {table} from './table.js';
import {columnsOf, interruption, type Terminal} from './terminal.js';

type Options = ConfigOption & UrlOption & SelectionOptions & {readonly json?: boolean};

export function collectCommand(bind: Bind): Command {
  const command = new Command('collect')
    .description('one pass over everything that is due, or over a span; then end')
    .option(...configOption)
    .option(...urlOption)
    .option(...jsonOption);
  for (const option of selectionOptions) command.addOption(option);
  return command.action(bind(collect));
}

const collect: Action<Options> = async ({config: file, json, ...options}, terminal) => {
  const config = configuration({...(file !== undefined && {config: file})}, terminal);
  const progress = await createProgress(terminal, systemClock().elapsed);
  const stop = interruption(terminal, progress.output);
  const commanded = {name: 'collect', operation: collecting, options, progress, stop};
  const rows = await carryOut(config, commanded).finally(progress.stop);
  terminal.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : passTable(rows, terminal));
  return rows.every(isComplete) ? 0 : 1;
};

export const collecting: Operation<SelectionOptions, readonly PassRow[]> = async (options, tools) => {
  const {collector, note, pass, passCampaigns} = tools;
  const {timezone} = collector;
  const now = Math.floor(systemClock().now() / 1000);
  const selected = select(collector, options, {timezone, now});
  for (const line of selectionNotes(selected, {timezone, now})) note(line);
  const passes = Promise.all([pass(selected, options.force ?? false), passCampaigns(campaignApps(collector, options))]);
  for (const line of await notesOfStore(collector, selected, now)) note(line);
  return (await passes).flat();
};

/** A store that is not there says so in every run. */
function notesOfStore({store}: Collector, selected: readonly Selected[], now: EpochSeconds): Promise<string[]> {
  const spans = selected.map(({span}) => span);
  return unkeptNotes(store, spans, now).catch(() => []);
}

function passTable(rows: readonly PassRow[], {stdout, env}: Terminal): string {
  const heading = ['app', 'report', 'step', 'collected', 'rejected', 'left', 'calls', 'retries', 'why left'];
  return table(
    heading,
    rows.map((row) => [
      row.app,
      row.report,
      row.step,
      row.collected,
      row.rejected,
      row.left,
      row.calls,
      row.retries,
      row.error,
    ]),
    columnsOf(stdout, env),
  );
}
