import {Command} from 'commander';
import {printable} from '../domain/printable.js';
import type {PushReport} from '../views/query.js';
import type {Action, Bind} from './action.js';
import {answer} from './answer.js';
import {type ConfigOption, configOption, configuration, jsonOption} from './session.js';
import {percent, table} from './table.js';
import {columnsOf} from './terminal.js';

type Options = ConfigOption & {readonly last: string; readonly step?: string; readonly json?: boolean};

export function reportCommand(bind: Bind): Command {
  return new Command('report')
    .description('counts and rates of each app and platform, from the store')
    .option(...configOption)
    .option(...jsonOption)
    .option('--last <duration>', 'how far back from now', '7d')
    .option('--step <step>', 'whose windows are added up (default: the finest that reaches so far back)')
    .action(bind(report));
}

const report: Action<Options> = async (options, terminal) => {
  const {last, step} = options;
  const config = configuration(options, terminal);
  const query = {last, ...(step !== undefined && {step})};
  const found = await answer(config, terminal, {
    ask: (queries) => queries.report(query),
    path: `/api/report?${new URLSearchParams(query)}`,
  });
  const columns = columnsOf(terminal.stdout, terminal.env);
  terminal.stdout.write(options.json ? `${JSON.stringify(found, null, 2)}\n` : reportText(found, columns));
  return 0;
};

export function reportText({step, from, to, rows, windows}: PushReport, columns?: number): string {
  const heading = [
    'app',
    'platform',
    'sendable',
    'sent',
    'delivered',
    'clicked',
    'send rate',
    'delivery rate',
    'click rate',
  ];
  const drawn = rows.map(({app, platform, counts, rates}) => [
    platform === null ? app : '',
    platform ?? 'total',
    counts.total,
    counts.sent,
    counts.delivered,
    counts.clicked,
    percent(rates.send),
    percent(rates.delivery),
    percent(rates.click),
  ]);
  const span = `Windows of ${step} that end between ${from} and ${to}`;
  const covered = [`Collected: ${ofText(windows)}`, ...partial(rows)].join('\n');
  return `${span}\n${covered}\n${rows.length > 0 ? table(heading, drawn, columns) : 'nothing collected yet\n'}`;
}

/** A line for each app that lacks some of its windows. */
function partial(rows: PushReport['rows']): string[] {
  return rows
    .filter(({platform, windows: {collected, expected}}) => platform === null && collected < (expected ?? 0))
    .map(({app, windows}) => `  ${printable(app)}: ${ofText(windows)}`);
}

function ofText({collected, expected}: PushReport['windows']): string {
  return expected === null ? String(collected) : `${collected} of ${expected}`;
}
