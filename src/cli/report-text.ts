import {grouped} from '../domain/grouped.js';
import {instantText} from '../domain/local-time.js';
import {printable} from '../domain/printable.js';
import {type Rates, ratesOf} from '../domain/rates.js';
import type {Grouping, PushReport, ReportRow} from '../domain/report-view.js';
import type {Cell} from './layout.js';
import {changeText, percent, pointsText, table} from './table.js';
import {channelText, whyLostText} from './why-lost.js';

/** What of the question the answer does not say itself. */
export interface ReportTextOptions {
  readonly columns?: number | undefined;
  readonly by?: Grouping | undefined;
  readonly apps?: readonly string[] | undefined;
  readonly platform?: string | undefined;
  /** Between two dates: windows count that begin there. */
  readonly dated?: boolean;
}

export function reportText(found: PushReport, options: ReportTextOptions = {}): string {
  const losses = found.rows.length === 0 ? '' : whyLostText(found, options.columns);
  return countsText(found, options) + losses;
}

/** Without why pushes were lost. */
export function countsText(found: PushReport, options: ReportTextOptions = {}): string {
  const {rows, windows} = found;
  const covered = [`Collected: ${ofText(windows)}; times in ${found.timezone}`, ...partial(rows, options)];
  const head = `${[titleOf(found, options), ...covered, ...comparedWith(found, options)].join('\n')}\n`;
  return rows.length === 0 ? `${head}nothing collected yet\n` : head + countTable(rows, options);
}

function titleOf({report, step, timezone, from, to}: PushReport, {apps, platform, dated}: ReportTextOptions): string {
  const about = [
    ...(report === 'chat' ? [] : [report]),
    ...(apps ?? []),
    ...(platform === undefined ? [] : [platform]),
  ];
  const span = `${instantText(from, timezone)} and ${instantText(to, timezone)}`;
  const what = about.length > 0 ? `, ${about.join(', ')},` : '';
  return `Windows of ${step}${what} that ${dated ? 'begin' : 'end'} between ${span}`;
}

function countTable(rows: readonly ReportRow[], options: ReportTextOptions): string {
  const {by} = options;
  const lacking = overTime(by) && rows.some(({windows}) => windows.collected !== windows.expected);
  const compares = rows.some(({comparison}) => comparison !== undefined);
  const names = by === undefined ? ['app', 'platform'] : [by];
  const heading = [...names, ...(lacking ? ['windows'] : []), ...(compares ? comparedHeading : countHeading)];
  const drawn = rows.map((row, index) => [
    ...(by === undefined ? [row.app === rows[index - 1]?.app ? '' : row.app, channelText(row)] : [nameOf(row, by)]),
    ...(lacking ? [ofText(row.windows)] : []),
    ...(compares ? comparedCells(row) : countCells(row)),
  ]);
  return table(heading, drawn, options.columns);
}

const countHeading = ['sendable', 'sent', 'delivered', 'clicked', 'send rate', 'delivery rate', 'click rate'];

function countCells({counts, rates}: ReportRow): Cell[] {
  const {total = null, sent = null, delivered = null, clicked = null} = counts ?? {};
  return [total, sent, delivered, clicked, percent(rates.send), percent(rates.delivery), percent(rates.click)];
}

const comparedHeading = [
  'sent',
  'change',
  ...['send rate', 'delivery rate', 'click rate'].flatMap((rate) => [rate, 'points']),
];

function comparedCells({counts, rates, comparison}: ReportRow): Cell[] {
  const [now, before] = comparison ? [ratesOf(comparison.now), ratesOf(comparison.before)] : [];
  const points = (rate: keyof Rates) => pointsText(now?.[rate] ?? null, before?.[rate] ?? null);
  return [
    counts?.sent ?? null,
    comparison ? changeText(comparison.now.sent, comparison.before.sent) : '–',
    ...(['send', 'delivery', 'click'] as const).flatMap((rate) => [percent(rates[rate]), points(rate)]),
  ];
}

/** What the changes are reckoned from, and a line for each reason why some are not. */
function comparedWith({rows, compared}: PushReport, {by}: ReportTextOptions): string[] {
  const age = compared?.age === null ? 'with final counts' : `as they were ${compared?.age} after their end`;
  const line = `Changes: against the time before, up to ${compared?.windows} windows of ${compared?.step} of each side, ${age}`;
  const reasons = grouped(
    rows.filter(({notCompared}) => notCompared !== undefined),
    ({notCompared}) => notCompared!,
  );
  const without = [...reasons].map(([reason, own]) => {
    const names = [...new Set(own.map((row) => nameOf(row, by)))];
    const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
    return `  not compared: ${names.slice(0, 3).join(', ')}${more}: ${reason}`;
  });
  return [...(compared ? [line] : []), ...without];
}

/** Of a day that is not there as a whole, from and to when. The year stands in the title. */
function nameOf(row: ReportRow, by: Grouping | undefined): string {
  if (by === 'platform') return channelText(row);
  if (!overTime(by) || row.start === undefined || row.end === undefined) return printable(row.app ?? 'all apps');
  const [day, start, end] = [row.start.slice(5, 10), clockOf(row.start), clockOf(row.end)];
  if (by === 'hour') return `${day} ${start}`;
  const parts = [...(start === MIDNIGHT ? [] : [`from ${start}`]), ...(end === MIDNIGHT ? [] : [`to ${end}`])];
  return [day, ...parts].join(' ');
}

const MIDNIGHT = '00:00';

function clockOf(iso: string): string {
  return iso.slice(11, 16);
}

function overTime(by: Grouping | undefined): boolean {
  return by === 'hour' || by === 'day';
}

/** A line for each app that lacks some of its windows; hours and days say so themselves. */
function partial(rows: readonly ReportRow[], {by}: ReportTextOptions): string[] {
  if (overTime(by) || by === 'platform') return [];
  return [...grouped(rows, ({app}) => app)]
    .map(([app, [first]]) => ({app, windows: first!.windows}))
    .filter(({windows: {collected, expected}}) => collected < (expected ?? 0))
    .map(({app, windows}) => `  ${printable(app ?? 'all apps')}: ${ofText(windows)}`);
}

function ofText({collected, expected}: PushReport['windows']): string {
  return expected === null ? String(collected) : `${collected} of ${expected}`;
}
