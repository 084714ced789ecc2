import {Command, Option} from 'commander';
import type {Action, Bind} from './action.js';
import {answer} from './answer.js';
import {given} from './report-question.js';
import {type UrlOption, urlOf, urlOption} from './running-collector.js';
import {type ConfigOption, configOption, configuration, jsonOption} from './session.js';
import {columnsOf} from './terminal.js';
import {UsageError} from './usage-error.js';
import {whyText} from './why-text.js';

interface Options extends ConfigOption, UrlOption {
  readonly last?: string;
  readonly from?: string;
  readonly to?: string;
  readonly app?: string;
  readonly platform?: string;
  readonly report?: string;
  readonly json?: boolean;
}

export function whyCommand(bind: Bind): Command {
  return new Command('why')
    .description('what happened to pushes, and why: findings, what moved the rate, hours, losses and what to do')
    .option(...configOption)
    .option(...urlOption)
    .option(...jsonOption)
    .option('--last <duration>', 'how far back from now (default: 7d)')
    .addOption(
      new Option('--from <date>', 'ISO 8601; without an offset local to the zone of the app').conflicts('last'),
    )
    .option('--to <date>', 'default: now')
    .option('--app <name>', 'only this app')
    .option('--platform <name>', 'only this platform')
    .option('--report <name>', 'chat or broadcast (default: findings of both, figures of the gravest one)')
    .addHelpText('after', MANUAL)
    .action(bind(why));
}

const MANUAL = `
What it tells:
  findings   what was unusual, the worst first, and what to do about each reason
  moved by   points by which a platform's own rate moved the rate of all, against
             the equally long time before; mix: by which the shares of platforms did
  bars       the rate of each window; the one in which most is missing is marked
  lost most  the largest losses of the span, what they mean, and what to do
  Closer     the same question about the app, platform and hours of the finding

Examples:
  what was unusual in seven days?
    timpush-collector why
  why did delivery of one app drop since yesterday?
    timpush-collector why --last 1d --app shop-cn
  one day of one platform, against the day before
    timpush-collector why --app shop-cn --platform huawei \\
      --from 2026-11-24 --to 2026-11-25

Exit status:
  0 answered, 1 the store is not reachable, 2 bad usage or configuration
`;

const why: Action<Options> = async (options, terminal) => {
  const {last, from, to, app, platform, report} = options;
  if (to !== undefined && from === undefined) throw new UsageError('--to: it needs --from, too');
  const config = configuration(options, terminal);
  const query = given({last, from, to, app, platform, report});
  const path = `/api/why?${new URLSearchParams(query)}`;
  const view = await answer(config, terminal, {ask: (queries) => queries.why(query), path, ...urlOf(options)});
  const columns = columnsOf(terminal.stdout, terminal.env);
  terminal.stdout.write(options.json ? `${JSON.stringify(view, null, 2)}\n` : whyText(view, columns));
  return 0;
};
