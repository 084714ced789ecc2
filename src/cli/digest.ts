import {Command, Option} from 'commander';
import type {DigestView} from '../domain/digest-view.js';
import type {Action, Bind} from './action.js';
import {answer} from './answer.js';
import {digestHtml} from './digest-html.js';
import {digestMarkdown, digestText} from './digest-text.js';
import {given} from './report-question.js';
import {type UrlOption, urlOf, urlOption} from './running-collector.js';
import {type ConfigOption, configOption, configuration} from './session.js';
import {columnsOf} from './terminal.js';

const formats = ['text', 'markdown', 'html', 'json'] as const;

interface Options extends ConfigOption, UrlOption {
  readonly last: string;
  readonly format: (typeof formats)[number];
  readonly report?: string;
}

export function digestCommand(bind: Bind): Command {
  return new Command('digest')
    .description('a week on one page, for mail and chat: totals and changes, apps worst first, findings, collecting')
    .option(...configOption)
    .option(...urlOption)
    .option('--last <duration>', 'how far back from now', '7d')
    .addOption(new Option('--format <name>', 'how it is written').choices(formats).default('text'))
    .option('--report <name>', 'only chat, or only broadcast (default: both)')
    .addHelpText('after', MANUAL)
    .action(bind(digest));
}

const MANUAL = `
What it tells:
  findings    what was unusual, the worst first, and what to do about each reason
  apps        sent and rates, those with findings first; changes against the
              equally long time before, of rates in points
  collecting  windows by what the ledger says of them, the oldest hole, problems

Examples:
  the week, for reading here
    timpush-collector digest
  for mail: one document without scripts
    timpush-collector digest --format html > digest.html
  the day, for chat
    timpush-collector digest --last 1d --format markdown

Exit status:
  0 written, 1 the store is not reachable, 2 bad usage or configuration
`;

const digest: Action<Options> = async ({last, format, report, ...options}, terminal) => {
  const config = configuration(options, terminal);
  const query = given({last, report});
  const path = `/api/digest?${new URLSearchParams(query)}`;
  const view = await answer(config, terminal, {ask: (queries) => queries.digest(query), path, ...urlOf(options)});
  terminal.stdout.write(written(view, format, columnsOf(terminal.stdout, terminal.env)));
  return 0;
};

function written(view: DigestView, format: Options['format'], columns: number | undefined): string {
  switch (format) {
    case 'html':
      return digestHtml(view);
    case 'markdown':
      return digestMarkdown(view);
    case 'json':
      return `${JSON.stringify(view, null, 2)}\n`;
    default:
      return digestText(view, columns);
  }
}
