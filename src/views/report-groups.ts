import {grouped} from '../domain/grouped.js';
import type {WindowCount} from '../domain/push-view.js';
import {ratesOf, type Sums} from '../domain/rates.js';
import type {ReportRow} from '../domain/report-view.js';
import {type PushRow, reportRows} from './push-report.js';
import {sumOf} from './push-series.js';
import type {ReportScope} from './report-scope.js';

type Grouped = Pick<ReportScope, 'by' | 'platform' | 'onlyApp'>;

/** Rows of apps and their platforms, put together as is asked, the largest first. `all`: how many windows the apps have together. */
export function groupedRows(rows: readonly PushRow[], asked: Grouped, all: WindowCount): ReportRow[] {
  if (asked.by === undefined) return [...rows];
  const groups = grouped(rows.filter(isTold(asked)), (row) => keyOf(groupOf(row, asked)));
  const sums = [...groups.values()].map((own): ReportRow => {
    const counts = sumOf(own)!;
    const windows = asked.by === 'app' ? own[0]!.windows : all;
    return {...groupOf(own[0]!, asked), counts, rates: ratesOf(counts), windows};
  });
  return sums.sort((a, b) => b.counts!.sent - a.counts!.sent);
}

/** One row is told of each of these. */
type Group = Pick<ReportRow, 'app' | 'platform' | 'event'>;

function groupOf({app, platform, event}: Group, {by, platform: only, onlyApp}: Grouped): Group {
  if (by === 'app') return {app, platform: only ?? null};
  const channel = {platform, ...(event !== undefined && {event})};
  return by === 'platform' ? {app: onlyApp, ...channel} : {app, ...channel};
}

/** Of apps their totals, unless it is about one platform; of platforms no totals. */
function isTold({by, platform: only}: Grouped): (row: PushRow) => boolean {
  if (by === 'app') return ({platform}) => platform === (only ?? null);
  return ({platform}) => platform !== null;
}

export function keyOf({app, platform, event}: Group): string {
  return JSON.stringify([app, platform, event]);
}

/** Sums by the key of their row, out of the answers about another time or age. */
export function groupedSums(answers: Parameters<typeof reportRows>[0], asked: Grouped): Map<string, Sums> {
  const none = {collected: 0, expected: null};
  const rows = groupedRows(
    reportRows(answers, () => none),
    asked,
    none,
  );
  return new Map(rows.map((row) => [keyOf(row), row.counts!]));
}
