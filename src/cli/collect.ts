import {Command} from 'commander';
import type {Collector} from '../collector.js';
import {unkeptNotes} from '../domain/retention.js';
import type {RunSummary} from '../domain/run-summary.js';
import type {EpochSeconds} from '../domain/window.js';
import {systemClock} from '../system-clock.js';
import type {Action, Bind} from './action.js';
import {passCampaigns} from './campaign-selection.js';
import {createProgress} from './progress.js';
import {type Selected, type SelectionOptions, select, selectionNotes, selectionOptions} from './selection.js';
import {type ConfigOption, configOption, configuration, jsonOption, withCollector} from './session.js';
import {table} from './table.js';
import {columnsOf, interruption, type Terminal} from './terminal.js';

type Options = ConfigOption & SelectionOptions & {readonly json?: boolean};

export function collectCommand(bind: Bind): Command {
  const command = new Command('collect')
    .description('one pass over everything that is due, or over a span; then end')
    .option(...configOption)
    .option(...jsonOption);
  for (const option of selectionOptions) command.addOption(option);
  return command.action(bind(collect));
}

const collect: Action<Options> = async (options, terminal) => {
  const config = configuration(options, terminal);
  const clock = systemClock();
  const now = Math.floor(clock.now() / 1000);
  const progress = await createProgress(terminal, clock.elapsed);
  const handover = interruption(terminal, progress.output);
  const summaries = await withCollector(
    config,
    {stderr: progress.output, meter: progress.meter},
    async ({collector}) => {
      const selected = select(collector, options, {timezone: config.timezone, now});
      for (const note of selectionNotes(selected, {timezone: config.timezone, now})) progress.output.write(`${note}\n`);
      const passes = Promise.all([
        pass(collector, selected, options.force ?? false, handover),
        passCampaigns(collector, options, handover),
      ]);
      for (const note of await notesOfStore(collector, selected, now)) progress.output.write(`${note}\n`);
      return (await passes).flat();
    },
  ).finally(progress.stop);
  terminal.stdout.write(
    options.json ? `${JSON.stringify(summaries.map(jsonOf), null, 2)}\n` : passTable(summaries, terminal),
  );
  return summaries.every(isComplete) ? 0 : 1;
};

/** A store that is not there says so in every run. */
function notesOfStore({store}: Collector, selected: readonly Selected[], now: EpochSeconds): Promise<string[]> {
  const spans = selected.map(({span}) => span);
  return unkeptNotes(store, spans, now).catch(() => []);
}

/** Runs everything selected at once: apps never wait for each other, and the jobs of one app share its pace. */
export function pass(
  collector: Collector,
  selected: readonly Pick<Selected, 'app' | 'job' | 'span'>[],
  force: boolean,
  handover: AbortSignal,
): Promise<RunSummary[]> {
  // Each run gets a signal of its own: it never aborts, but everything in flight listens to it.
  const never = () => new AbortController().signal;
  return Promise.all(
    selected.map(({app, job, span}) => collector.run({app, job, span, force, handover, cancel: never()})),
  );
}

/** Everything that was due was answered and is stored. */
export function isComplete({windowsLeft, windowsFailed, error}: RunSummary): boolean {
  return windowsLeft === 0 && windowsFailed === 0 && error === undefined;
}

function passTable(summaries: readonly RunSummary[], {stdout, env}: Terminal): string {
  const heading = ['app', 'report', 'step', 'collected', 'rejected', 'left', 'calls', 'retries', 'why left'];
  return table(
    heading,
    summaries.map((summary) => Object.values(jsonOf(summary))),
    columnsOf(stdout, env),
  );
}

function jsonOf({app, report, step, windowsOk, windowsFailed, windowsLeft, calls, retries, error}: RunSummary) {
  const reason = error instanceof Error ? error.message : '';
  return {
    app: app.name,
    report,
    step,
    collected: windowsOk,
    rejected: windowsFailed,
    left: windowsLeft,
    calls,
    retries,
    error: reason,
  };
}
