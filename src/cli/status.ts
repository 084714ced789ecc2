import {Command} from 'commander';
import {printable} from '../domain/printable.js';
import type {JobStatus} from '../views/status.js';
import type {Action, Bind} from './action.js';
import {answer} from './answer.js';
import {type ConfigOption, configOption, configuration, jsonOption} from './session.js';
import {table} from './table.js';

type Options = ConfigOption & {readonly json?: boolean};

export function statusCommand(bind: Bind): Command {
  return new Command('status')
    .description('coverage of each app and job: what is settled, due, rejected or missing, and when a hole expires')
    .option(...configOption)
    .option(...jsonOption)
    .action(bind(status));
}

const status: Action<Options> = async (options, terminal) => {
  const config = configuration(options, terminal);
  const rows = await answer(config, terminal, {ask: (queries) => queries.status(), path: '/api/status'});
  terminal.stdout.write(options.json ? `${JSON.stringify(rows, null, 2)}\n` : statusTable(rows));
  return 0;
};

export function statusTable(rows: readonly JobStatus[]): string {
  const heading = [
    'app',
    'report',
    'step',
    'settled',
    'fresh',
    'due',
    'rejected',
    'missing',
    'unkept',
    'oldest hole',
    'expires',
    'lag',
    'last run',
  ];
  const drawn = table(
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
      windows.unkept,
      oldestHole && minute(oldestHole.start),
      oldestHole && minute(oldestHole.expires),
      lagText(lag),
      lastRun ? `${minute(lastRun.at)} ${lastRun.ok ? 'ok' : `failed: ${lastRun.error}`}` : null,
    ]),
  );
  return (
    drawn +
    rows
      .filter(({foreign}) => foreign > 0)
      .map(foreignText)
      .join('')
  );
}

function foreignText({app, report, step, foreign}: JobStatus): string {
  const command = `timpush-collector forget --grid --app ${app}`;
  return `${printable(`${app}, ${report} ${step}: ${foreign} windows of another grid are stored, and not counted; ${command} shows them`)}\n`;
}

function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')}Z`;
}

function lagText(seconds: number): string {
  return seconds < 172_800 ? `${(seconds / 3600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} d`;
}
