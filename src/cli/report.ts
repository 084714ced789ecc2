import {Command} from 'commander';
import {printable} from '../domain/printable.js';
import type {PushReport} from '../views/query.js';
import type {Action, Bind} from './action.js';
import {answer} from './answer.js';
import {campaignReport} from './campaign-report.js';
import type {ReportOption} from './report-option.js';
import {type ConfigOption, configOption, configuration, jsonOption} from './session.js';
import {percent, table} from './table.js';
import {columnsOf} from './terminal.js';
import {channelText, whyLostText} from './why-lost.js';

interface Options extends ConfigOption, ReportOption {
  readonly last?: string;
  readonly step?: string;
  readonly campaigns?: boolean;
  readonly json?: boolean;
}

export function reportCommand(bind: Bind): Command {
  return new Command('report')
    .description('counts and rates of each app and platform, and why pushes were lost, from the store')
    .option(...configOption)
    .option(...jsonOption)
    .option('--last <duration>', 'how far back from now (default: 7d, of campaigns 30d)')
    .option('--step <step>', 'whose windows are added up (default: the finest that reaches so far back)')
    .option('--report <name...>', 'whose counts: chat, broadcast or both (default: chat)')
    .option('--campaigns', 'campaigns by name instead, those that were first seen in that time')
    .action(bind(report));
}

const report: Action<Options> = async (options, terminal) => {
  if (options.campaigns) return campaignReport(options, terminal);
  const {last = '7d', step, report: names = [undefined]} = options;
  const config = configuration(options, terminal);
  const found: PushReport[] = [];
  for (const name of names) {
    const query = {last, ...(step !== undefined && {step}), ...(name !== undefined && {report: name})};
    const path = `/api/report?${new URLSearchParams(query)}`;
    found.push(await answer(config, terminal, {ask: (queries) => queries.report(query), path}));
  }
  const json = found.length === 1 ? found[0] : found;
  const columns = columnsOf(terminal.stdout, terminal.env);
  const text = () => found.map((each) => reportText(each, columns)).join('\n');
  terminal.stdout.write(options.json ? `${JSON.stringify(json, null, 2)}\n` : text());
  return 0;
};

export function reportText({report, step, from, to, rows, windows, whyLost}: PushReport, columns?: number): string {
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
  const drawn = rows.map(({app, platform, event, counts, rates}) => [
    platform === null ? app : '',
    channelText({platform, event}),
    counts.total,
    counts.sent,
    counts.delivered,
    counts.clicked,
    percent(rates.send),
    percent(rates.delivery),
    percent(rates.click),
  ]);
  const span = `Windows of ${step}${report === 'chat' ? '' : `, ${report},`} that end between ${from} and ${to}`;
  const covered = [`Collected: ${ofText(windows)}`, ...partial(rows)].join('\n');
  const counted = () => table(heading, drawn, columns) + whyLostText(whyLost, columns);
  return `${span}\n${covered}\n${rows.length > 0 ? counted() : 'nothing collected yet\n'}`;
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
