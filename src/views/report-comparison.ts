import type {Store} from '../domain/ports.js';
import type {PushReport, ReportRow} from '../domain/report-view.js';
import type {Window} from '../domain/window.js';
import {type Maturity, maturityOf, nearlyAll} from './maturity.js';
import {collectedBy, reportQueries} from './push-report.js';
import {windowsOf} from './push-sides.js';
import {groupedSums, keyOf, noSums} from './report-groups.js';
import type {ReportScope} from './report-scope.js';

/** Both sides of a comparison, by the grid of the report's zone, oldest first. */
export interface Sides {
  readonly now: readonly Window[];
  readonly before: readonly Window[];
  /** Undefined: it is too early for any comparison. */
  readonly maturity: Maturity | undefined;
}

export const TOO_YOUNG = 'too young to be compared';

export function sidesOf({job, starts, length, gridZone, now}: ReportScope): Sides {
  const windows = windowsOf(job, gridZone, starts, now);
  const before = windowsOf(job, gridZone, {start: starts.start - length, end: starts.start}, Number.POSITIVE_INFINITY);
  const found = maturityOf(windows, job.refresh, now);
  const count = Math.min(found?.windows ?? 0, before.length);
  return {now: windows, before, maturity: found && count > 0 ? {...found, windows: count} : undefined};
}

/** How many windows of both sides are there, of so many of each that should be: why they are not compared; undefined: they are. */
export function whyNot(now: number, before: number, expected: number, {age}: Maturity): string | undefined {
  const atAge = age ? ` as they were ${age.name} after their end` : '';
  if (!nearlyAll(now, expected)) return `it has ${now} of ${expected} windows${atAge}`;
  if (!nearlyAll(before, expected)) return `the time before has ${before} of ${expected} windows${atAge}`;
  return undefined;
}

/** Each row with the same time before: as many windows of it, with final counts or at the same age. */
export async function withComparison(
  rows: readonly ReportRow[],
  asked: ReportScope,
  store: Pick<Store, 'sums'>,
  gone?: AbortSignal,
): Promise<Pick<PushReport, 'rows' | 'compared'>> {
  const {now: after, before: earlier, maturity} = sidesOf(asked);
  if (!maturity) return {rows: rows.map((row) => ({...row, comparison: null, notCompared: TOO_YOUNG}))};
  const {report, job, names: apps, apps: configured} = asked;
  const {windows, age} = maturity;
  const queriesOf = (side: readonly Window[]) => {
    const span = {start: side[0]!.start, end: side[windows - 1]!.end};
    return reportQueries(report, job.step.name, span, {apps, age});
  };
  const both = await store.sums([...queriesOf(after), ...queriesOf(earlier)], gone);
  const [now, before] = [both.slice(0, 2), both.slice(2)].map((answers) => {
    return {sums: groupedSums(answers, asked), there: collectedBy(answers)};
  }) as [Side, Side];
  const compared = rows.map((row): ReportRow => {
    const of = row.app === null ? (apps ?? configured.map(({name}) => name)) : [row.app];
    const notCompared = whyNot(count(now, of), count(before, of), windows * of.length, maturity);
    if (notCompared !== undefined) return {...row, comparison: null, notCompared};
    const sums = (side: Side) => side.sums.get(keyOf(row)) ?? noSums;
    return {...row, comparison: {now: sums(now), before: sums(before), windows, age: age?.name ?? null}};
  });
  return {rows: compared, compared: {windows, age: age?.name ?? null}};
}

interface Side {
  readonly sums: ReturnType<typeof groupedSums>;
  readonly there: ReturnType<typeof collectedBy>;
}

function count({there}: Side, apps: readonly string[]): number {
  return apps.reduce((sum, app) => sum + (there.get(app) ?? 0), 0);
}
