import {tag} from '../domain/measurements.js';
import type {Store, SumRow} from '../domain/ports.js';
import {noSums} from '../domain/rates.js';
import type {PushReport, ReportRow} from '../domain/report-view.js';
import {type Maturity, nearlyAll} from './maturity.js';
import {sideQueries} from './push-comparison.js';
import {collectedBy} from './push-report.js';
import {type Sides, sidesOf} from './push-sides.js';
import {groupedSums, keyOf} from './report-groups.js';
import type {ReportScope} from './report-scope.js';

export const TOO_YOUNG = 'too young to be compared';

/** How many windows of a side are there, of so many that should be. */
export interface Share {
  readonly there: number;
  readonly of: number;
}

/** Why both sides are not compared; undefined: they are. */
export function whyNot(now: Share, before: Share, {age}: Pick<Maturity, 'age'>): string | undefined {
  const lacks = ({there, of}: Share) => !nearlyAll(there, of);
  const text = ({there, of}: Share) =>
    `has ${there} of ${of} windows${age ? ` as they were ${age.name} after their end` : ''}`;
  if (lacks(now)) return `it ${text(now)}`;
  return lacks(before) ? `the time before ${text(before)}` : undefined;
}

/** Each row with the same time before, by windows of the job or, where they do not reach back, by coarser ones, as on the page. */
export async function withComparison(
  rows: readonly ReportRow[],
  scope: ReportScope,
  store: Pick<Store, 'sums'>,
  gone?: AbortSignal,
): Promise<Pick<PushReport, 'rows' | 'compared'>> {
  const {job, jobs, asked, earlier, gridZone, now} = scope;
  const candidates = sidesOf({...asked, job, jobs, timezone: gridZone, earlier}, now);
  let first: Compared | undefined;
  for (const sides of candidates) {
    if (!sides) continue;
    const found = await comparedBy(sides, rows, scope, store, gone);
    if (found.isWhole) return found.told;
    first ??= found;
  }
  return first?.told ?? {rows: rows.map((row) => ({...row, comparison: null, notCompared: TOO_YOUNG}))};
}

interface Compared {
  readonly told: Pick<PushReport, 'rows' | 'compared'>;
  /** Of all apps together, nearly all is there. */
  readonly isWhole: boolean;
}

async function comparedBy(
  sides: Sides,
  rows: readonly ReportRow[],
  scope: ReportScope,
  store: Pick<Store, 'sums'>,
  gone: AbortSignal | undefined,
): Promise<Compared> {
  const {report, names, apps} = scope;
  const windows = sides.now.length;
  const queries = [sides.now, sides.before].flatMap((side) => sideQueries(report, sides, side, names));
  const all = names ?? apps.map(({name}) => name);
  const both = (await store.sums(queries, gone)).map(scope.by === 'platform' ? ofApps(all) : (rows) => rows);
  const [now, before] = [both.slice(0, 2), both.slice(2)].map((answers) => {
    return {sums: groupedSums(answers, scope), there: collectedBy(answers)};
  }) as [Side, Side];
  const why = (of: readonly string[]) =>
    whyNot(shareOf(now, windows, of), shareOf(before, sides.before.length, of), sides);
  const age = sides.age?.name ?? null;
  const compared = rows.map((row): ReportRow => {
    const notCompared = why(row.app === null ? all : [row.app]);
    if (notCompared !== undefined) return {...row, comparison: null, notCompared};
    const sums = (side: Side) => side.sums.get(keyOf(row)) ?? noSums;
    return {...row, comparison: {now: sums(now), before: sums(before), windows, age}};
  });
  const told = {rows: compared, compared: {step: sides.job.step.name, windows, age}};
  return {told, isWhole: why(all) === undefined};
}

/** An app that is configured no more has no other side: what it had would look like a change of the others. */
function ofApps(names: readonly string[]): (rows: SumRow[]) => SumRow[] {
  const known = new Set(names);
  return (rows) => rows.filter(({tags}) => known.has(tags[tag.app]!));
}

interface Side {
  readonly sums: ReturnType<typeof groupedSums>;
  readonly there: ReturnType<typeof collectedBy>;
}

function shareOf({there}: Side, windows: number, apps: readonly string[]): Share {
  return {there: apps.reduce((sum, app) => sum + (there.get(app) ?? 0), 0), of: windows * apps.length};
}
