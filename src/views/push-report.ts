import type {Age} from '../domain/coverage.js';
import {type CountReport, countFields, countReports, tag} from '../domain/measurements.js';
import type {SumQuery, SumRow} from '../domain/ports.js';
import type {WindowCount} from '../domain/push-view.js';
import {type Rates, ratesOf, type Sums} from '../domain/rates.js';
import type {Span} from '../domain/window.js';
import {atAge} from './push-queries.js';
import {type CountedWindows, WindowCounter} from './window-count.js';

/** Counts and rates of one app, in total or on one platform. */
export interface PushRow {
  readonly app: string;
  /** Null: the app's total, which the platforms need not add up to. */
  readonly platform: string | null;
  /** Of broadcasts: how the platform's pushes went, `offline` or `online`. */
  readonly event?: string;
  readonly counts: Sums;
  readonly rates: Rates;
  /** Of the app: a platform may have had nothing to send in a window. */
  readonly windows: WindowCount;
}

export interface ReportFilters {
  /** Of these apps only; absent: of all. */
  readonly apps?: readonly string[] | undefined;
  /** Counts as they were at this refresh age; null or absent: as they are. */
  readonly age?: Age | null;
}

/** What a store is asked for a report. */
export function reportQueries(
  report: CountReport,
  step: string,
  span: Span,
  {apps, age = null}: ReportFilters = {},
): SumQuery[] {
  const {total, platform} = countReports[report];
  const tags = apps && {[tag.app]: apps};
  return [
    {...atAge(total(step), tags, age), span, fields: countFields, by: [tag.app]},
    {...atAge(platform(step), tags, age), span, fields: countFields, by: [tag.app, ...channelTags(report)]},
  ];
}

/** What tells the platform rows of a report apart. */
export function channelTags(report: CountReport): string[] {
  return report === 'broadcast' ? [tag.platform, tag.event] : [tag.platform];
}

/** Out of the answers: the rows, and how many windows they cover. */
export function coveredRows(
  answers: readonly SumRow[][],
  counted: CountedWindows,
): {readonly rows: PushRow[]; readonly windows: WindowCounter} {
  const windows = new WindowCounter(counted, collectedBy(answers));
  return {rows: reportRows(answers, (app) => windows.of(app)), windows};
}

/** How many windows each app has, out of the answers. */
export function collectedBy([totals = []]: readonly SumRow[][]): Map<string, number> {
  return new Map(totals.map(({tags, points}) => [tags[tag.app]!, points]));
}

/** Every app's total followed by its platforms, the largest first, out of the answers. */
export function reportRows(answers: readonly SumRow[][], windowsOf: (app: string) => WindowCount): PushRow[] {
  const rows = answers.flat().map((row) => rowOf(row, windowsOf));
  return rows.sort((a, b) => a.app.localeCompare(b.app) || order(a) - order(b));
}

function rowOf({tags, fields}: SumRow, windowsOf: (app: string) => WindowCount): PushRow {
  const counts = fields as unknown as Sums;
  const app = tags[tag.app]!;
  const event = tags[tag.event];
  return {
    app,
    platform: tags[tag.platform] ?? null,
    ...(event !== undefined && {event}),
    counts,
    rates: ratesOf(counts),
    windows: windowsOf(app),
  };
}

function order({platform, counts}: PushRow): number {
  return platform === null ? Number.NEGATIVE_INFINITY : -counts.sent;
}
