import {Command} from 'commander';
import type {Action, Bind} from './action.js';
import {answer} from './answer.js';
import {clusterText} from './cluster-text.js';
import {problemLines} from './problems.js';
import {ofReports, type ReportOption, reportOption} from './report-option.js';
import {type UrlOption, urlOf, urlOption} from './running-collector.js';
import {type ConfigOption, configOption, configuration, jsonOption} from './session.js';
import {statusTable} from './status-table.js';
import {columnsOf} from './terminal.js';
import {unknownCodesText} from './unknown-codes.js';

type Options = ConfigOption & UrlOption & ReportOption & {readonly problems?: boolean; readonly json?: boolean};

export function statusCommand(bind: Bind): Command {
  return new Command('status')
    .description(
      'coverage of each app and job, and of its campaigns: what is settled, due, rejected or missing, and when a hole expires',
    )
    .option(...configOption)
    .option(...urlOption)
    .option(...jsonOption)
    .addOption(reportOption())
    .option('--problems', 'only what is a problem, with what to do; exit code 1 when there is any')
    .action(bind(status));
}

const status: Action<Options> = async (options, terminal) => {
  const config = configuration(options, terminal);
  const all = await answer(config, terminal, {
    ask: (queries) => queries.status(),
    path: '/api/status',
    ...urlOf(options),
  });
  const rows = ofReports(all, options.report, ({report}) => report);
  const problems = rows.flatMap((row) => row.problems);
  const columns = columnsOf(terminal.stdout, terminal.env);
  const text = () =>
    options.problems
      ? problemLines(rows)
      : `${statusTable(rows, config.timezone, columns)}\n${problemLines(rows)}${unknownCodesText(rows, columns)}`;
  const json = options.problems ? problems : rows;
  terminal.stdout.write(options.json ? `${JSON.stringify(json, null, 2)}\n` : text());
  if (!options.json && !options.problems) terminal.stdout.write(await clusterText(config, columns));
  return options.problems && problems.length > 0 ? 1 : 0;
};
