import {Command} from 'commander';
import type {PushReport} from '../views/query.js';
import type {Action, Bind} from './action.js';
import {answer} from './answer.js';
import type {ReportOption} from './report-option.js';
import {type ConfigOption, configOption, configuration, jsonOption} from './session.js';
import {percent, table} from './table.js';
import {channelText, whyLostText} from './why-lost.js';

interface Options extends ConfigOption, ReportOption {
  readonly last: string;
  readonly step?: string;
  readonly json?: boolean;
}

export function reportCommand(bind: Bind): Command {
  return new Command('report')
    .description('counts and rates of each app and platform, and why pushes were lost, from the store')
    .option(...configOption)
    .option(...jsonOption)
    .option('--last <duration>', 'how far back from now', '7d')
    .option('--step <step>', 'whose windows are added up (default: the finest that reaches so far back)')
    .option('--report <name...>', 'whose counts: chat, broadcast or both (default: chat)')
    .action(bind(report));
}

const report: Action<Options> = async (options, terminal) => {
  const {last, step, report: names = [undefined]} = options;
  const config = configuration(options, terminal);
  const found: PushReport[] = [];
  for (const name of names) {
    const query = {last, ...(step !== undefined && {step}), ...(name !== undefined && {report: name})};
    const path = `/api/report?${new URLSearchParams(query)}`;
    found.push(await answer(config, terminal, {ask: (queries) => queries.report(query), path}));
  }
  const json = found.length === 1 ? found[0] : found;
  terminal.stdout.write(options.json ? `${JSON.stringify(json, null, 2)}\n` : found.map(reportText).join('\n'));
  return 0;
};

/** The rows that people look at first carry what they cover: `13 of 168`. */
export function reportText({report, step, from, to, rows, windows, whyLost}: PushReport): string {
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
  const drawn = rows.map(({app, platform, event, counts, rates, windows: {collected, expected}}) => [
    platform === null ? app : '',
    channelText({platform, event}),
    counts.total,
    counts.sent,
    counts.delivered,
    counts.clicked,
    percent(rates.send),
    percent(rates.delivery),
    percent(rates.click),
    platform === null ? ofText(collected, expected) : '',
  ]);
  const covered = `${ofText(windows.collected, windows.expected)} windows of ${step}${report === 'chat' ? '' : `, ${report},`} that end between ${from} and ${to}`;
  const counted = rows.length > 0 ? table(heading, drawn) + whyLostText(whyLost) : 'nothing collected yet\n';
  return `${covered}\n${counted}`;
}

function ofText(collected: number, expected: number | null): string {
  return expected === null ? String(collected) : `${collected} of ${expected}`;
}
