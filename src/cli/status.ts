import {Command} from 'commander';
import type {JobStatus} from '../views/status.js';
import type {Action, Bind} from './action.js';
import {answer} from './answer.js';
import {clusterText} from './cluster-text.js';
import {problemLines} from './problems.js';
import {ofReports, type ReportOption, reportOption} from './report-option.js';
import {type ConfigOption, configOption, configuration, jsonOption} from './session.js';
import {table} from './table.js';
import {columnsOf} from './terminal.js';
import {unknownCodesText} from './unknown-codes.js';

type Options = ConfigOption & ReportOption & {readonly json?: boolean};

export function statusCommand(bind: Bind): Command {
  return new Command('status')
    .description('coverage of each app and job: what is settled, due, rejected or missing, and when a hole expires')
    .option(...configOption)
    .option(...jsonOption)
    .addOption(reportOption())
    .action(bind(status));
}

const status: Action<Options> = async (options, terminal) => {
  const config = configuration(options, terminal);
  const all = await answer(config, terminal, {ask: (queries) => queries.status(), path: '/api/status'});
  const rows = ofReports(all, options.report, ({report}) => report);
  const columns = columnsOf(terminal.stdout, terminal.env);
  const text = statusTable(rows, columns) + problemLines(rows) + unknownCodesText(rows, columns);
  terminal.stdout.write(options.json ? `${JSON.stringify(rows, null, 2)}\n` : text);
  if (!options.json) terminal.stdout.write(await clusterText(config, columns));
  return 0;
};

export function statusTable(rows: readonly JobStatus[], columns?: number): string {
  // Only a store that keeps less than a span has such windows.
  const unkept = rows.some(({windows}) => windows.unkept > 0);
  const heading = [
    'app',
    'report',
    'step',
    'settled',
    'fresh',
    'due',
    'rejected',
    'missing',
    ...(unkept ? ['unkept'] : []),
    'oldest hole',
    'expires',
    'lag',
    'last run',
  ];
  return table(
    heading,
    rows.map(({app, report, step, windows, oldestHole, lag, lastRun}) => [
      app,
      report,
      step,
      windows.settled,
      windows.fresh,
      windows.due,
      windows.rejected,
      windows.missing,
      ...(unkept ? [windows.unkept] : []),
      oldestHole && minute(oldestHole.start),
      oldestHole && minute(oldestHole.expires),
      lagText(lag),
      lastRun ? `${minute(lastRun.at)} ${outcomeOf(lastRun)}` : null,
    ]),
    columns,
  );
}

function outcomeOf({ok, left, error}: NonNullable<JobStatus['lastRun']>): string {
  if (ok) return 'ok';
  return error === '' ? `${left} left` : `failed: ${error}`;
}

function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')}Z`;
}

function lagText(seconds: number): string {
  return seconds < 172_800 ? `${(seconds / 3600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} d`;
}
