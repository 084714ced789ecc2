import {Command} from 'commander';
import type {PushReport} from '../views/query.js';
import type {Action, Bind} from './action.js';
import {answer} from './answer.js';
import {campaignReport} from './campaign-report.js';
import {type ConfigOption, configOption, configuration, jsonOption} from './session.js';
import {percent, table} from './table.js';

type Options = ConfigOption & {
  readonly last?: string;
  readonly step?: string;
  readonly campaigns?: boolean;
  readonly json?: boolean;
};

export function reportCommand(bind: Bind): Command {
  return new Command('report')
    .description('counts and rates of each app and platform, from the store')
    .option(...configOption)
    .option(...jsonOption)
    .option('--last <duration>', 'how far back from now (default: 7d, of campaigns 30d)')
    .option('--step <step>', 'whose windows are added up (default: the finest that reaches so far back)')
    .option('--campaigns', 'campaigns by name instead, those that were first seen in that time')
    .action(bind(report));
}

const report: Action<Options> = async (options, terminal) => {
  if (options.campaigns) return campaignReport(options, terminal);
  const {last, step} = options;
  const config = configuration(options, terminal);
  const query = new URLSearchParams({...(last !== undefined && {last}), ...(step !== undefined && {step})});
  const found = await answer(config, terminal, {
    ask: (queries) => queries.report(options),
    path: `/api/report?${query}`,
  });
  terminal.stdout.write(options.json ? `${JSON.stringify(found, null, 2)}\n` : reportText(found));
  return 0;
};

/** The rows that people look at first carry what they cover: `13 of 168`. */
export function reportText({step, from, to, rows, windows}: PushReport): string {
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
    'windows',
  ];
  const drawn = rows.map(({app, platform, counts, rates, windows: {collected, expected}}) => [
    platform === null ? app : '',
    platform ?? 'total',
    counts.total,
    counts.sent,
    counts.delivered,
    counts.clicked,
    percent(rates.send),
    percent(rates.delivery),
    percent(rates.click),
    platform === null ? ofText(collected, expected) : '',
  ]);
  const covered = `${ofText(windows.collected, windows.expected)} windows of ${step} that end between ${from} and ${to}`;
  return `${covered}\n${rows.length > 0 ? table(heading, drawn) : 'nothing collected yet\n'}`;
}

function ofText(collected: number, expected: number | null): string {
  return expected === null ? String(collected) : `${collected} of ${expected}`;
}
