import {Command, Option} from 'commander';
import {groupings, type PushReport} from '../domain/report-view.js';
import type {Action, Bind} from './action.js';
import {answer} from './answer.js';
import {campaignReport} from './campaign-report.js';
import {reportCsv} from './report-csv.js';
import {given, type ReportOptions} from './report-question.js';
import {reportText} from './report-text.js';
import {urlOf, urlOption} from './running-collector.js';
import {configOption, configuration, jsonOption} from './session.js';
import {columnsOf} from './terminal.js';
import {UsageError} from './usage-error.js';

export function reportCommand(bind: Bind): Command {
  return new Command('report')
    .description('counts and rates of each app and platform, and why pushes were lost, from the store')
    .option(...configOption)
    .option(...urlOption)
    .option(...jsonOption)
    .addOption(new Option('--csv', 'print a table for spreadsheets (RFC 4180)').conflicts('json'))
    .option('--last <duration>', 'how far back from now (default: 7d, of campaigns 30d)')
    .addOption(
      new Option('--from <date>', 'ISO 8601; without an offset local to the configured timezone').conflicts('last'),
    )
    .option('--to <date>', 'default: now')
    .option('--step <step>', 'whose windows are added up (default: the finest that reaches so far back)')
    .option('--report <name...>', 'whose counts: chat, broadcast or both (default: chat)')
    .option('--app <name...>', 'only these apps')
    .option('--platform <name>', 'only this platform')
    .option('--by <what>', `a row for each ${groupings.join(', ')} (default: each app and its platforms)`)
    .option('--compare', 'against the equally long time before, where both sides can be compared')
    .option('--campaigns', 'campaigns by name instead, those that were first seen in that time')
    .action(bind(report));
}

const report: Action<ReportOptions> = async (options, terminal) => {
  if (options.to !== undefined && options.from === undefined) throw new UsageError('--to: it needs --from, too');
  if (options.campaigns) return campaignReport(options, terminal);
  const {report: names = [undefined], compare = false} = options;
  const config = configuration(options, terminal);
  const found: PushReport[] = [];
  for (const name of names) {
    const query = queryOf(options, name);
    const path = `/api/report?${new URLSearchParams(query)}`;
    found.push(await answer(config, terminal, {ask: (queries) => queries.report(query), path, ...urlOf(options)}));
  }
  const json = found.length === 1 ? found[0] : found;
  const {by, app: apps, platform} = options;
  const shown = {columns: columnsOf(terminal.stdout, terminal.env), by, apps, platform};
  const text = () => found.map((each) => reportText(each, {...shown, dated: options.from !== undefined})).join('\n');
  const output = options.json ? `${JSON.stringify(json, null, 2)}\n` : options.csv ? reportCsv(found, compare) : text();
  terminal.stdout.write(output);
  return 0;
};

function queryOf(options: ReportOptions, report: string | undefined): Record<string, string> {
  const {last, from, to, step, app, platform, by, compare} = options;
  return given({
    last,
    from,
    to,
    step,
    report,
    app: app?.join(','),
    platform,
    by,
    compare: compare ? 'true' : undefined,
  });
}
