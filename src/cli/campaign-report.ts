import type {CampaignCounts, CampaignView} from '../domain/campaign-view.js';
import {instantText} from '../domain/local-time.js';
import type {Action} from './action.js';
import {answer} from './answer.js';
import {given, type ReportOptions} from './report-question.js';
import {urlOf} from './running-collector.js';
import {configuration} from './session.js';
import {percent, table} from './table.js';
import {columnsOf} from './terminal.js';
import {UsageError} from './usage-error.js';

/** What `report --campaigns` shows. */
export const campaignReport: Action<ReportOptions> = async (options, terminal) => {
  for (const name of ofWindows)
    if (options[name] !== undefined) throw new UsageError(`--${name}: it is not for --campaigns; leave it out`);
  const config = configuration(options, terminal);
  const {last, from, to, app} = options;
  const query = given({last, from, to, app: app?.join(',')});
  const view = await answer(config, terminal, {
    ask: (queries) => queries.campaignReport(query),
    path: `/api/campaigns?${new URLSearchParams(query)}`,
    ...urlOf(options),
  });
  terminal.stdout.write(
    options.json ? `${JSON.stringify(view, null, 2)}\n` : campaignTable(view, columnsOf(terminal.stdout, terminal.env)),
  );
  return 0;
};

/** Campaigns have no windows, and a table of their own. */
const ofWindows = ['step', 'report', 'platform', 'by', 'compare', 'csv'] as const;

export function campaignTable({rows, timezone, from, to}: CampaignView, columns?: number): string {
  const span = `between ${instantText(from, timezone)} and ${instantText(to, timezone)} (${timezone})`;
  if (rows.length === 0) return `No campaign was first seen ${span}\n`;
  const heading = ['app', 'campaign', 'task', 'first seen', 'sendable', 'sent', 'delivered', 'clicked'];
  const drawn = rows.map((row) => {
    const {app, name, taskId, appearedAt, counts, rates} = row;
    const {total, sent, delivered, clicked} = counts;
    const shares = [percent(rates.send), percent(rates.delivery), percent(rates.click)];
    return [
      app,
      name,
      taskId,
      instantText(appearedAt, timezone),
      total,
      sent,
      delivered,
      clicked,
      ...shares,
      stateOf(row),
    ];
  });
  return `Campaigns that were first seen ${span}\n${table([...heading, 'send rate', 'delivery rate', 'click rate', 'counts'], drawn, columns)}`;
}

function stateOf({outcome, isFinal}: CampaignCounts): string {
  if (outcome === 'unknown') return 'the vendor does not know the task';
  if (outcome === 'rejected') return 'refused; the log says why';
  return isFinal ? 'final' : 'still grow';
}
